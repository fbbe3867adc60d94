// SPDX-License-Identifier: Apache-2.0
package io.reeve.time;

import java.time.Duration;
import java.time.InstantSource;

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
     * The wall clock. Its thread exists only while timers are pending.
     *
     * @return always the same clock
     */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
