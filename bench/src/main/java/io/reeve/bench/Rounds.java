// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.time.Duration;

/**
 * How often a JVM does its work. Work that takes many seconds is done less often.
 *
 * @param warmRounds so often at least before anything counts
 * @param warmTime for so long at least before anything counts
 * @param measured so often then
 */
record Rounds(int warmRounds, Duration warmTime, int measured) {
    private static final int FEWEST_MEASURED = 3;
    private static final Duration LONG_MEASURED = Duration.ofSeconds(10);

    /** Whether there is more to warm up, after so many rounds that took so long. */
    boolean isCold(int done, long nanos) {
        boolean isShort = done < warmRounds || nanos < warmTime.toNanos();
        return isShort && nanos <= 3 * warmTime.toNanos();
    }

    /** Whether there is more to measure, after so many rounds that took so long. */
    boolean isIncomplete(int done, long nanos) {
        return done < measured && (done < FEWEST_MEASURED || nanos < LONG_MEASURED.toNanos());
    }
}
