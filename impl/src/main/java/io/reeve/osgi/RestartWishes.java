// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Restart;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The part of a restart policy that properties spell out; null for what they say nothing of, which is then as elsewhere.
 *
 * @param when the ends after which to restart
 * @param delay the restart delay
 * @param growth how that changes with repeated failures
 * @param budget how many restarts there may be
 */
record RestartWishes(Restart.@Nullable When when, @Nullable Duration delay, Growth growth, Budget budget) {
    static final RestartWishes NONE = new RestartWishes(null, null);

    /**
     * How the delay changes with repeated failures.
     *
     * @param factor by how much each is longer than the one before it
     * @param maxDelay the longest; if it is said together with the delay, it is not shorter
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

    /**
     * How many restarts there may be, and what then.
     *
     * @param limit the number of restarts in a span of time: either makes no sense without the other
     * @param exhausted what happens when it is used up
     * @param slowDelay the delay of restarts beyond it
     */
    record Budget(
            @Nullable Limit limit,
            Restart.@Nullable Exhausted exhausted,
            @Nullable Duration slowDelay) {
        static final Budget UNSAID = new Budget(null, null, null);
    }

    /**
     * So many restarts in so much time.
     *
     * @param restarts the number; zero for no limit
     * @param window the time; positive unless there is no limit
     */
    record Limit(int restarts, Duration window) {
        static final Limit NONE = new Limit(0, Duration.ZERO);
    }

    RestartWishes(Restart.@Nullable When when, @Nullable Duration delay) {
        this(when, delay, Growth.UNSAID, Budget.UNSAID);
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    /** The whole policy: these wishes, and what they leave open as in {@code base}. */
    Restart over(Restart base) {
        Restart.Builder policy = base.toBuilder();
        if (when != null) {
            policy.when(when);
        }
        if (delay != null) {
            policy.delay(delay).maxDelay(roomFor(delay, base.maxDelay()));
        }
        growOver(policy);
        spendOver(policy);
        return policy.build();
    }

    /** A delay that is asked for here is not cut by a limit that comes from elsewhere. */
    private static Duration roomFor(Duration delay, Duration limit) {
        return limit.isZero() || limit.compareTo(delay) >= 0 ? limit : delay;
    }

    private void growOver(Restart.Builder policy) {
        if (growth.factor != null) {
            policy.factor(growth.factor);
        }
        if (growth.maxDelay != null) {
            policy.maxDelay(growth.maxDelay);
        }
        if (growth.jitter != null) {
            policy.jitter(growth.jitter);
        }
        if (growth.resetTime != null) {
            policy.resetTime(growth.resetTime);
        }
    }

    private void spendOver(Restart.Builder policy) {
        if (budget.limit != null) {
            policy.budget(budget.limit.restarts, budget.limit.window);
        }
        if (budget.exhausted != null) {
            policy.exhausted(budget.exhausted);
        }
        if (budget.slowDelay != null) {
            policy.slowDelay(budget.slowDelay);
        }
    }
}
