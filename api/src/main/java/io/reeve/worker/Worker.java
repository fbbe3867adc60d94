// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Anything whose validity or activity is bounded in time: most often a task on threads of its own, but just as
 * well a connection or another resource that can become invalid.
 *
 * <p>A worker is already running when it is handed out by its {@link WorkerFactory}. It ends by itself, or some
 * time after it was {@linkplain #kill() killed}; it never starts again.
 *
 * <p><b>Threads.</b> Every method may be called from any thread, any number of times, in any order and
 * concurrently.
 */
@ConsumerType
public interface Worker {
    /**
     * Asks this worker to stop and returns at once, without waiting for it. Idempotent; after the worker has
     * ended it does nothing. Should not throw: what it throws is reported and otherwise ignored.
     */
    void kill();

    /**
     * The end of this worker: completed normally, or exceptionally with the error that it met while it was
     * running or stopping. It is not completed before the worker has let go of everything it used.
     *
     * @return always the same stage, never null; calling this creates no thread
     */
    CompletionStage<Void> completion();

    /**
     * Waits for this worker to end. It is not killed by this.
     *
     * @throws ExecutionException if the worker ended with an error, which is the cause with its identity kept
     * @throws InterruptedException if the calling thread is interrupted while it waits; the worker goes on
     */
    default void await() throws InterruptedException, ExecutionException {
        // Not toCompletableFuture(): a stage need not support it. The error travels as a value: a future has ideas of
        // its own about some errors.
        CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();
        completion()
                .whenComplete((nothing, error) ->
                        ended.complete(Optional.ofNullable(error).map(Worker::unwrap)));
        Optional<Throwable> error = ended.get();
        if (error.isPresent()) {
            throw new ExecutionException(error.get());
        }
    }

    /**
     * The error that a worker met, without the wrappers that {@code java.util.concurrent} puts around it on its way
     * through stages and futures. Subclasses of the wrappers mean something of their own and stay.
     *
     * @param error what a stage was completed with or a future has thrown
     * @return the innermost error behind plain wrappers; the argument itself if the wrappers go round in a circle
     */
    static Throwable unwrap(Throwable error) {
        Throwable inner = error;
        // Longer chains of wrappers are an accident, or a circle.
        for (int depth = 0; depth < 64; depth++) {
            boolean wraps =
                    inner.getClass() == CompletionException.class || inner.getClass() == ExecutionException.class;
            Throwable cause = wraps ? inner.getCause() : null;
            if (cause == null) {
                return inner;
            }
            inner = cause;
        }
        return error;
    }

    /**
     * {@linkplain #kill() Kills} this worker, then {@linkplain #await() waits} for it to end.
     *
     * @throws ExecutionException if the worker ended with an error, which is the cause with its identity kept
     * @throws InterruptedException if the calling thread is interrupted while it waits; the worker stays killed
     */
    default void stop() throws InterruptedException, ExecutionException {
        kill();
        await();
    }
}
