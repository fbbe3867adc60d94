// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** The worker that a test of the contract looks at. Every call of it is bounded, and it has ended in the end. */
final class Subject {
    private static final int CROWD = 8;

    private final Worker worker;
    private final Duration patience;

    private Subject(Worker worker, Duration patience) {
        this.worker = worker;
        this.patience = patience;
    }

    @FunctionalInterface
    interface Examination {
        void of(Subject subject) throws Exception;
    }

    /** A call of {@code await} or {@code stop}. */
    @FunctionalInterface
    interface Wait {
        void run() throws InterruptedException, ExecutionException;
    }

    /** Makes a worker and examines it; kills it afterwards. */
    static void examine(WorkerContract contract, Examination examination) throws Exception {
        Worker worker = contract.newWorker();
        if (worker == null) {
            throw new AssertionFailedError("newWorker() returned null");
        }
        Subject subject = new Subject(worker, contract.patience());
        Throwable failure = null;
        try {
            examination.of(subject);
        } catch (Throwable thrown) {
            failure = thrown;
            throw thrown;
        } finally {
            subject.cleanUp(failure);
        }
    }

    /** What goes wrong here is only news if nothing went wrong before. */
    private void cleanUp(@Nullable Throwable failure) throws InterruptedException {
        try {
            WorkerChecks.dirtyKill(worker, patience);
        } catch (AssertionFailedError unclean) {
            if (failure == null) {
                throw unclean;
            }
            failure.addSuppressed(unclean);
        }
    }

    Worker worker() {
        return worker;
    }

    void isAlive() throws InterruptedException {
        WorkerChecks.checkAlive(worker);
    }

    /** Kills the worker and returns with which error it ended. */
    Optional<Throwable> kill() throws InterruptedException {
        return WorkerChecks.checkKill(worker, patience);
    }

    /** Expects the worker to end, and returns with which error. */
    Optional<Throwable> end() throws InterruptedException {
        return WorkerChecks.checkKilled(worker, patience);
    }

    /** Whether the worker has ended already. */
    boolean hasEnded() {
        AtomicBoolean told = new AtomicBoolean();
        var unused = completion().handle((nothing, error) -> {
            told.set(true);
            return null;
        });
        return told.get();
    }

    CompletionStage<Void> completion() {
        CompletionStage<Void> completion = worker.completion();
        if (completion == null) {
            throw new AssertionFailedError("completion() returned null");
        }
        return completion;
    }

    /** What one call returns to a thread of its own. */
    <T> T call(String what, Callable<T> call) throws Exception {
        return outcome(begin(what, call));
    }

    /** What a call returns to each of many threads that make it at the same time. */
    <T> List<T> callByMany(String what, Callable<T> call) throws Exception {
        List<BoundedCall<T>> begun = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            begun.add(begin(what, call));
        }
        List<T> outcomes = new ArrayList<>();
        for (BoundedCall<T> each : begun) {
            outcomes.add(outcome(each));
        }
        return outcomes;
    }

    /** Begins a call that is expected to wait. */
    <T> BoundedCall<T> begin(String what, Callable<T> call) {
        return BoundedCall.begin(what, call);
    }

    <T> T outcome(BoundedCall<T> call) throws InterruptedException {
        try {
            return call.outcome(patience);
        } catch (ExecutionException thrown) {
            throw new AssertionFailedError(call + " threw " + thrown.getCause(), thrown.getCause());
        }
    }

    /** The error with which {@code await} or {@code stop} says that the worker has ended. */
    static Optional<Throwable> errorOf(Wait call) throws InterruptedException {
        try {
            call.run();
            return Optional.empty();
        } catch (ExecutionException failed) {
            Throwable error = failed.getCause();
            if (error == null) {
                throw new AssertionFailedError("an ExecutionException without a cause", failed);
            }
            return Optional.of(error);
        }
    }

    /** Errors are compared by identity. */
    static void isSame(Optional<Throwable> expected, Optional<Throwable> actual) {
        if (expected.orElse(null) != actual.orElse(null)) {
            throw new AssertionFailedError(
                    "the worker ended with two results: " + text(expected) + ", and " + text(actual),
                    expected.orElse(null),
                    actual.orElse(null));
        }
    }

    private static String text(Optional<Throwable> error) {
        return error.map(e -> e + " @" + Integer.toHexString(System.identityHashCode(e)))
                .orElse("without error");
    }
}
