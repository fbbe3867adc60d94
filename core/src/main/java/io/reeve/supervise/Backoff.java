// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.Restart;
import java.time.Duration;

/**
 * How long a restart is put off. Without jitter a delay is never shorter than that of an earlier failure in a row; none
 * is negative or overflows, however often something failed and whatever the policy says.
 */
public final class Backoff {
    /** What longer delays are cut to: some 292 years, the most that a clock counts in nanoseconds. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Backoff() {}

    /**
     * The delay before a restart.
     *
     * @param policy the policy: its factor, its limit and its jitter
     * @param base the delay after the first failure
     * @param failures how many failures in a row there were, the last one included
     * @param chance a random number from 0, inclusive, to 1, exclusive
     * @return the delay, not negative; zero if the base is
     */
    public static Duration delay(Restart policy, Duration base, long failures, double chance) {
        if (base.isZero()) {
            return Duration.ZERO;
        }
        Duration limit =
                policy.maxDelay().isZero() || policy.maxDelay().compareTo(LONGEST) > 0 ? LONGEST : policy.maxDelay();
        Duration grown = failures <= 1 || policy.factor() == 1
                ? base
                // Infinite for very many failures, which is more than any limit.
                : times(base, Math.pow(policy.factor(), failures - 1.0));
        Duration capped = grown.compareTo(limit) > 0 ? limit : grown;
        if (policy.jitter() == 0) {
            return capped;
        }
        Duration shifted = times(capped, 1 + policy.jitter() * (2 * chance - 1));
        return shifted.compareTo(limit) > 0 ? limit : shifted;
    }

    /** Saturates; exact to a millisecond or better in all but astronomic sizes. */
    private static Duration times(Duration duration, double factor) {
        // Summed up first: no part of it may be zero times an infinite factor, which is no number.
        double nanos = (duration.getSeconds() * 1e9 + duration.getNano()) * factor;
        return nanos >= Long.MAX_VALUE ? LONGEST : Duration.ofNanos((long) nanos);
    }
}
