// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Restart;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The part of a restart policy that properties spell out; the rest is as elsewhere.
 *
 * @param when the ends after which to restart; null if nothing is said of them
 * @param delay the restart delay; null if nothing is said of it
 * @param growth how that changes with repeated failures
 */
record RestartWishes(Restart.@Nullable When when, @Nullable Duration delay, Growth growth) {
    static final String WHEN = "when";
    static final String DELAY = "delay";
    static final String FACTOR = "factor";
    static final String MAX_DELAY = "max-delay";
    static final String JITTER = "jitter";
    static final String RESET_TIME = "reset-time";

    /**
     * How the delay changes with repeated failures; null for what nothing is said of.
     *
     * @param factor by how much each is longer than the one before it
     * @param maxDelay the longest
     * @param jitter the random part
     * @param resetTime how long a worker runs before its failures are forgotten
     */
    record Growth(
            @Nullable Double factor,
            @Nullable Duration maxDelay,
            @Nullable Double jitter,
            @Nullable Duration resetTime) {
        static final Growth UNSAID = new Growth(null, null, null, null);
    }

    RestartWishes(Restart.@Nullable When when, @Nullable Duration delay) {
        this(when, delay, Growth.UNSAID);
    }

    boolean isEmpty() {
        return when == null && delay == null && growth.equals(Growth.UNSAID);
    }

    /** The whole policy: these wishes, and what they leave open as in {@code base}. */
    Restart over(Restart base) {
        return Restart.builder()
                .when(when == null ? base.when() : when)
                .delay(delay == null ? base.delay() : delay)
                .factor(growth.factor == null ? base.factor() : growth.factor)
                .maxDelay(growth.maxDelay == null ? base.maxDelay() : growth.maxDelay)
                .jitter(growth.jitter == null ? base.jitter() : growth.jitter)
                .resetTime(growth.resetTime == null ? base.resetTime() : growth.resetTime)
                .build();
    }
}
