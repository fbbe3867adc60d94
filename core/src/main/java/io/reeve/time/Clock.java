// SPDX-License-Identifier: Apache-2.0
package io.reeve.time;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The source of time and of timers. Nothing in this library reads time or waits except through a clock, so tests
 * run on a virtual one.
 *
 * <p>Implementations are safe for use by any thread and never call the task of a timer from inside
 * {@link #schedule}.
 */
public interface Clock extends InstantSource {
    /** A timer that can be cancelled. */
    @FunctionalInterface
    interface Timer {
        /** Cancels the timer if it has not fired and lets go of its task at once. Idempotent; never blocks. */
        void cancel();
    }

    /**
     * Runs a task once, after a delay. The task runs on a thread of the clock and must return quickly.
     *
     * @param delay the delay; zero or less means as soon as possible
     * @param task the task
     * @return the timer
     */
    Timer schedule(Duration delay, Runnable task);

    /**
     * Waits until a future is done: the one way in which this library lets a thread wait. A clock that has its own idea of
     * how threads pass their time, such as that of a simulation, has its own way.
     *
     * @param <T> the type of the value
     * @param future the future
     * @return the value of the future
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws ExecutionException if the future was completed with an error, which is the cause
     */
    default <T extends @Nullable Object> T await(Future<T> future) throws InterruptedException, ExecutionException {
        return future.get();
    }

    /**
     * The wall clock. Its thread exists only while timers are pending.
     *
     * @return always the same clock
     */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
