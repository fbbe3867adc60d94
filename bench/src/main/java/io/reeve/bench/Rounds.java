// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.time.Duration;

/**
 * How often a JVM does its work. Work that takes many seconds is done less often. Work that takes few milliseconds is done more
 * often: a thread that has to wait for its turn on a processor waits as long as that.
 *
 * @param warmRounds so often at least before anything counts
 * @param warmTime for so long at least before anything counts
 * @param measured so often then, and up to four times as often if that takes less than a second
 */
record Rounds(int warmRounds, Duration warmTime, int measured) {
    private static final int FEWEST_MEASURED = 3;
    private static final int MORE_MEASURED = 4;
    private static final Duration SHORT_MEASURED = Duration.ofSeconds(1);
    private static final Duration LONG_MEASURED = Duration.ofSeconds(10);

    /** Whether there is more to warm up, after so many rounds that took so long. */
    boolean isCold(int done, long nanos) {
        boolean isShort = done < warmRounds || nanos < warmTime.toNanos();
        return isShort && nanos <= 3 * warmTime.toNanos();
    }

    /** Whether there is more to measure, after so many rounds that took so long. */
    boolean isIncomplete(int done, long nanos) {
        if (done < Math.min(measured, FEWEST_MEASURED)) {
            return true;
        }
        // Who asks for very few rounds only wants to see whether the work is done.
        int most = measured < FEWEST_MEASURED ? measured : MORE_MEASURED * measured;
        Duration enough = done < measured ? LONG_MEASURED : SHORT_MEASURED;
        return done < most && nanos < enough.toNanos();
    }
}
