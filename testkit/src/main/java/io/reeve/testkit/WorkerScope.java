// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static java.util.Objects.requireNonNull;

import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opentest4j.AssertionFailedError;

/**
 * The workers of a test, which all have ended when it is closed: it kills them in the reverse order of their coming,
 * then waits for them. A parameter of this type is what {@link StoppedAfterTest} gives to a test; without that, a
 * {@code try} statement does.
 *
 * <p>To close it fails if a worker does not end in time, or has ended with an error that the test has not asked for
 * by {@link #end} or {@link #stop}. So a worker that dies in the background cannot go unnoticed.
 *
 * <p>All methods may be called from any thread.
 */
public final class WorkerScope implements AutoCloseable {
    private final Duration patience;

    private final Object lock = new Object();

    // All guarded by the lock.
    private final List<Worker> owned = new ArrayList<>();
    private final Set<Worker> lookedAt = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;

    /** Creates a scope whose workers have {@link WorkerChecks#LONG_WAIT} to end. */
    public WorkerScope() {
        this(WorkerChecks.LONG_WAIT);
    }

    /**
     * Creates a scope.
     *
     * @param patience how long to wait for each worker
     */
    public WorkerScope(Duration patience) {
        this.patience = requireNonNull(patience, "patience");
    }

    /**
     * Takes a worker over.
     *
     * @param <W> the type of the worker
     * @param worker the worker
     * @return the same worker
     * @throws IllegalStateException if this scope is closed; the worker was killed
     */
    public <W extends Worker> W own(W worker) {
        requireNonNull(worker, "worker");
        synchronized (lock) {
            if (!closed) {
                owned.add(worker);
                return worker;
            }
        }
        worker.kill();
        throw new IllegalStateException("the test has ended; this worker came too late and was killed: " + worker);
    }

    /**
     * Waits for a worker to end.
     *
     * @param worker a worker of this scope
     * @return its error, which is the test's to judge now, or nothing
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if the worker does not end in time
     */
    public Optional<Throwable> end(Worker worker) throws InterruptedException {
        Optional<Throwable> error = WorkerChecks.checkKilled(worker, patience);
        lookedAt(worker);
        return error;
    }

    /**
     * Kills a worker and waits for it to end.
     *
     * @param worker a worker of this scope
     * @return its error, which is the test's to judge now, or nothing
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if {@code kill} throws, or the worker does not end in time
     */
    public Optional<Throwable> stop(Worker worker) throws InterruptedException {
        Optional<Throwable> error = WorkerChecks.checkKill(worker, patience);
        lookedAt(worker);
        return error;
    }

    private void lookedAt(Worker worker) {
        synchronized (lock) {
            lookedAt.add(worker);
        }
    }

    /**
     * Kills all workers, then waits for each. The second time it does nothing.
     *
     * @throws AssertionFailedError if a worker does not end in time or has ended with an error that nobody has looked
     *     at, which is the cause; what is wrong with other workers is attached as suppressed. Also if the thread is
     *     interrupted, which stays so
     */
    @Override
    public void close() {
        List<Worker> workers;
        synchronized (lock) {
            closed = true;
            workers = new ArrayList<>(owned);
            owned.clear();
        }
        Collections.reverse(workers);
        List<AssertionFailedError> failures = new ArrayList<>();
        workers.forEach(worker -> kill(worker, failures));
        workers.forEach(worker -> judge(worker, failures));
        if (!failures.isEmpty()) {
            AssertionFailedError first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static void kill(Worker worker, List<AssertionFailedError> failures) {
        try {
            worker.kill();
        } catch (Throwable thrown) {
            failures.add(new AssertionFailedError("kill() of " + worker + " threw " + thrown, thrown));
        }
    }

    private void judge(Worker worker, List<AssertionFailedError> failures) {
        try {
            WorkerChecks.checkKilled(worker, patience)
                    .filter(error -> !isLookedAt(worker))
                    .ifPresent(error -> failures.add(new AssertionFailedError(
                            "nobody looked at the error with which " + worker + " ended: " + error
                                    + "; if it was expected, ask for it by end() or stop() of the scope",
                            error)));
        } catch (AssertionFailedError late) {
            failures.add(late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            failures.add(new AssertionFailedError("interrupted before " + worker + " had ended", interrupted));
        }
    }

    private boolean isLookedAt(Worker worker) {
        synchronized (lock) {
            return lookedAt.contains(worker);
        }
    }
}
