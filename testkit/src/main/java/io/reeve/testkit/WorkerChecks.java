// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static java.util.Objects.requireNonNull;

import io.reeve.worker.Worker;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * What tests of a worker want to know of it: that it lives, that it ends when it is killed, with which error.
 *
 * <pre>{@code
 * Worker worker = new Heartbeat(clock);
 * checkAlive(worker);
 * ...
 * cleanKill(worker);
 * }</pre>
 *
 * <p>A check that fails throws an {@link AssertionFailedError}, as everything in JUnit does, and so ends the test
 * method. (The checks of the origin only record the failure and go on.) On another thread than that of the test it
 * must therefore be passed on, for example by the future of an executor.
 *
 * <p>Every check is bounded by a timeout, {@link #LONG_WAIT} unless one is given. None leaves a thread behind, unless
 * a {@code kill} neither returns nor can be interrupted.
 */
public final class WorkerChecks {
    /** How long {@link #checkAlive(Worker)} looks. */
    public static final Duration SHORT_WAIT = Duration.ofMillis(50);

    /** How long the other checks wait for a worker to end. */
    public static final Duration LONG_WAIT = Duration.ofSeconds(10);

    private WorkerChecks() {}

    /**
     * Checks that a worker does not end within a short time.
     *
     * @param worker the worker
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if the worker has ended or ends; its error, if any, is the cause
     */
    public static void checkAlive(Worker worker) throws InterruptedException {
        checkAlive(worker, SHORT_WAIT);
    }

    /**
     * Checks that a worker does not end within some time.
     *
     * @param worker the worker
     * @param wait how long to look
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if the worker has ended or ends; its error, if any, is the cause
     */
    public static void checkAlive(Worker worker, Duration wait) throws InterruptedException {
        try {
            Optional<Throwable> error = end(worker, wait);
            throw new AssertionFailedError(
                    "expected to be alive: " + worker + ", but it has ended"
                            + error.map(e -> " with " + e).orElse(" without error"),
                    error.orElse(null));
        } catch (TimeoutException alive) {
            // As it should be.
        }
    }

    /**
     * Waits for a worker to end that was killed before, or that ends by itself.
     *
     * @param worker the worker
     * @return the error with which it ended, or nothing
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if the worker does not end in time
     */
    public static Optional<Throwable> checkKilled(Worker worker) throws InterruptedException {
        return checkKilled(worker, LONG_WAIT);
    }

    /**
     * Waits for a worker to end that was killed before, or that ends by itself.
     *
     * @param worker the worker
     * @param timeout how long to wait
     * @return the error with which it ended, or nothing
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if the worker does not end in time
     */
    public static Optional<Throwable> checkKilled(Worker worker, Duration timeout) throws InterruptedException {
        try {
            return end(worker, timeout);
        } catch (TimeoutException alive) {
            throw new AssertionFailedError("worker not stopping: " + worker + " did not end within " + timeout, alive);
        }
    }

    /**
     * Kills a worker, then waits for it to end.
     *
     * @param worker the worker
     * @return the error with which it ended, or nothing
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if {@code kill} throws or does not return, or the worker does not end in time
     */
    public static Optional<Throwable> checkKill(Worker worker) throws InterruptedException {
        return checkKill(worker, LONG_WAIT);
    }

    /**
     * Kills a worker, then waits for it to end.
     *
     * @param worker the worker
     * @param timeout how long to wait for {@code kill} to return, then for the worker to end
     * @return the error with which it ended, or nothing
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if {@code kill} throws or does not return, or the worker does not end in time
     */
    public static Optional<Throwable> checkKill(Worker worker, Duration timeout) throws InterruptedException {
        requireNonNull(worker, "worker");
        BoundedCall<Boolean> kill = BoundedCall.begin("kill() of " + worker, () -> {
            worker.kill();
            return true;
        });
        try {
            boolean unused = kill.outcome(timeout);
        } catch (ExecutionException thrown) {
            throw new AssertionFailedError("kill() of " + worker + " threw " + thrown.getCause(), thrown.getCause());
        }
        return checkKilled(worker, timeout);
    }

    /**
     * Kills a worker and checks that it ends without error.
     *
     * @param worker the worker
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError as {@link #checkKill(Worker)}, and if the worker ends with an error: the cause
     */
    public static void cleanKill(Worker worker) throws InterruptedException {
        cleanKill(worker, LONG_WAIT);
    }

    /**
     * Kills a worker and checks that it ends without error.
     *
     * @param worker the worker
     * @param timeout how long to wait
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError as {@link #checkKill(Worker)}, and if the worker ends with an error: the cause
     */
    public static void cleanKill(Worker worker, Duration timeout) throws InterruptedException {
        Optional<Throwable> error = checkKill(worker, timeout);
        if (error.isPresent()) {
            throw new AssertionFailedError(
                    "expected to end without error: " + worker + ", but it ended with " + error.get(), error.get());
        }
    }

    /**
     * Kills a worker and waits for it to end, with whatever error: that is only logged, at level {@code DEBUG}. For
     * cleaning up after a test.
     *
     * @param worker the worker
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if {@code kill} throws or does not return, or the worker does not end in time
     */
    public static void dirtyKill(Worker worker) throws InterruptedException {
        dirtyKill(worker, LONG_WAIT);
    }

    /**
     * Kills a worker and waits for it to end, with whatever error: that is only logged, at level {@code DEBUG}. For
     * cleaning up after a test.
     *
     * @param worker the worker
     * @param timeout how long to wait
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if {@code kill} throws or does not return, or the worker does not end in time
     */
    public static void dirtyKill(Worker worker, Duration timeout) throws InterruptedException {
        checkKill(worker, timeout)
                .ifPresent(error -> System.getLogger(WorkerChecks.class.getName())
                        .log(Level.DEBUG, "error of a worker that a test cleaned up: " + worker, error));
    }

    /**
     * Checks that there is no worker; if there is one, it is killed before the check fails. For what a call returned
     * that should have failed.
     *
     * @param worker the worker, or null
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if it is not null; what {@link #cleanKill(Worker)} finds is attached as suppressed
     */
    public static void checkNilOrKill(@Nullable Worker worker) throws InterruptedException {
        checkNilOrKill(worker, LONG_WAIT);
    }

    /**
     * Checks that there is no worker; if there is one, it is killed before the check fails. For what a call returned
     * that should have failed.
     *
     * @param worker the worker, or null
     * @param timeout how long to wait
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionFailedError if it is not null; what {@link #cleanKill(Worker)} finds is attached as suppressed
     */
    public static void checkNilOrKill(@Nullable Worker worker, Duration timeout) throws InterruptedException {
        if (worker == null) {
            return;
        }
        AssertionFailedError failure = new AssertionFailedError("expected no worker, but there is " + worker);
        try {
            cleanKill(worker, timeout);
        } catch (AssertionFailedError unclean) {
            failure.addSuppressed(unclean);
        }
        throw failure;
    }

    /** Waits on the thread of the caller, so none stays behind. */
    private static Optional<Throwable> end(Worker worker, Duration timeout)
            throws InterruptedException, TimeoutException {
        CompletionStage<Void> completion = requireNonNull(worker, "worker").completion();
        if (completion == null) {
            throw new AssertionFailedError("completion() returned null: " + worker);
        }
        // Completed normally, since a future that fails treats some errors in a way of its own.
        CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();
        var unused = completion.handle((nothing, error) -> ended.complete(Optional.ofNullable(error)));
        try {
            return ended.get(timeout.toNanos(), TimeUnit.NANOSECONDS).map(WorkerChecks::bare);
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Without what stages wrap around an error that they pass on. */
    private static Throwable bare(Throwable error) {
        Throwable cause = error.getCause();
        return error.getClass() == CompletionException.class && cause != null ? cause : error;
    }
}
