// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import static java.util.Objects.requireNonNull;

import io.reeve.supervise.Failures;
import io.reeve.supervise.ForeignCall;
import io.reeve.worker.BrokenWorkerException;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A worker that a catacomb owns, once for each time that it was added; at once the call of its {@code kill}. */
final class Child extends ForeignCall {
    private static final int MOST_REPORTS = 1_000;

    private final Catacomb catacomb;
    private final Worker worker;

    /** For a child that came when the end had begun: what its bringer waits for. Written before it is watched. */
    private @Nullable CompletableFuture<Optional<Throwable>> lateEnd;

    Child(Catacomb catacomb, Worker worker) {
        super(loaderOf(worker));
        this.catacomb = catacomb;
        this.worker = worker;
    }

    void setLate() {
        lateEnd = new CompletableFuture<>();
    }

    /** Whether it came when the end had begun, so that its error is its bringer's. */
    boolean isLate() {
        return lateEnd != null;
    }

    /** Waits for no one: tells the catacomb when the worker has ended. One whose end cannot be seen ends at once. */
    void watch() {
        try {
            // handle, not whenComplete: that would build an exception of its own for each failure.
            var unused = requireNonNull(worker.completion(), "completion() returned null")
                    .handle((nothing, error) -> {
                        end(error);
                        return null;
                    });
        } catch (Throwable thrown) {
            BrokenWorkerException broken = new BrokenWorkerException(
                    "a worker whose end cannot be observed was added to catacomb '" + catacomb.name() + "'", thrown);
            kill(worker, broken);
            end(broken);
        }
    }

    private void end(@Nullable Throwable error) {
        catacomb.ended(this, error);
        CompletableFuture<Optional<Throwable>> waiting = lateEnd;
        if (waiting != null) {
            // The error travels as a value: a future has ideas of its own about some errors.
            waiting.complete(Optional.ofNullable(error).map(Worker::unwrap));
        }
    }

    @Override
    protected String threadName() {
        return "reeve/" + catacomb.name();
    }

    @Override
    protected void call() {
        try {
            worker.kill();
        } catch (Throwable thrown) {
            catacomb.kill(thrown);
        }
    }

    /** Kills it on this thread and waits for its end. What its kill throws matters if it ends without error. */
    void stop() throws InterruptedException, ExecutionException {
        List<Throwable> errors = new ArrayList<>();
        try {
            worker.kill();
        } catch (Throwable thrown) {
            errors.add(Worker.unwrap(thrown));
        }
        catacomb.invoked().clock().await(requireNonNull(lateEnd)).ifPresent(error -> errors.add(0, error));
        if (!errors.isEmpty()) {
            Failures.attach(errors.get(0), errors);
            throw new ExecutionException(errors.get(0));
        }
    }

    /** What children say of themselves, by a name each. */
    static Map<String, Object> report(List<Child> children) {
        Map<String, Object> reports = new LinkedHashMap<>();
        Map<String, Integer> namesakes = new HashMap<>();
        for (Child child : children) {
            if (reports.size() == MOST_REPORTS) {
                reports.put("…", "and " + (children.size() - MOST_REPORTS) + " more");
                break;
            }
            String name = nameOf(child.worker);
            int number = namesakes.merge(name, 1, Integer::sum);
            reports.put(number == 1 ? name : name + " " + number, reportOf(child.worker));
        }
        return reports;
    }

    private static String nameOf(Worker worker) {
        if (worker instanceof Catacomb nested) {
            return nested.name();
        }
        if (worker instanceof Runner runner) {
            return runner.name();
        }
        // An anonymous class has no simple name.
        String simple = worker.getClass().getSimpleName();
        return simple.isEmpty() ? "worker" : simple;
    }

    private static Map<String, Object> reportOf(Worker worker) {
        if (!(worker instanceof Reporter reporter)) {
            return Map.of(Reporter.KEY_STATE, "started");
        }
        try {
            return reporter.report();
        } catch (Throwable thrown) {
            return Map.of(Reporter.KEY_ERROR, "report failed: " + Failures.text(thrown));
        }
    }

    /** Kills a worker that nobody wants; what its kill throws goes with the complaint. */
    static void kill(Worker worker, Throwable complaint) {
        try {
            worker.kill();
        } catch (Throwable thrown) {
            complaint.addSuppressed(thrown);
        }
    }

    /** Kills all first, then waits for each; returns their errors. An interrupt ends the waiting and stays set. */
    static List<Throwable> stopAll(List<Worker> workers) {
        List<Throwable> errors = new ArrayList<>();
        for (Worker worker : workers) {
            try {
                worker.kill();
            } catch (Throwable thrown) {
                errors.add(thrown);
            }
        }
        for (Worker worker : workers) {
            try {
                worker.await();
            } catch (ExecutionException failed) {
                errors.add(Worker.unwrap(failed));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return errors;
            } catch (Throwable broken) {
                errors.add(broken);
            }
        }
        return errors;
    }
}
