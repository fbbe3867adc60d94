// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.WorkerGivenUpException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one worker whether and after how long it is started again, and remembers what that depends on: the
 * failures in a row, and the restarts that count against its budget.
 *
 * <p>Two rules, apart from each other. The delay depends on failures in a row; a run that was long enough, or an end
 * without error, begins a new row. The budget depends on nothing but the times of restarts: never more of them than the
 * policy allows lie in a span as long as its window. Slow retries, which are what it may lead to, do not count.
 *
 * <p>Pure data, not thread-safe. It remembers no more times than the largest budget that it was asked with.
 */
public final class RestartPlanner {
    private long failures;
    private @Nullable Instant failingSince;

    /** When the worker was, or will be, started again at the expense of its budget; null while there is none. */
    private @Nullable Deque<Instant> spent;

    /** Creates the planner of a worker that has not ended yet. */
    public RestartPlanner() {}

    /**
     * The worker has failed.
     *
     * @param policy the policy
     * @param now when it did
     * @param ranSince when its start function returned it; null if that failed
     */
    public void failed(Restart policy, Instant now, @Nullable Instant ranSince) {
        if (ranSince != null && Duration.between(ranSince, now).compareTo(policy.resetTime()) >= 0) {
            failures = 0;
        }
        if (failures == 0) {
            failingSince = now;
        }
        // Saturates, for form's sake.
        failures = failures == Long.MAX_VALUE ? failures : failures + 1;
    }

    /**
     * The worker has failed, and somebody else has counted how often in a row.
     *
     * @param count the number of failures in a row, this one included
     * @param now when it did
     */
    public void failed(long count, Instant now) {
        if (failures == 0 || count <= 1) {
            failingSince = now;
        }
        failures = count;
    }

    /** The worker has ended without error. */
    public void finished() {
        failures = 0;
        failingSince = null;
    }

    /**
     * Plans the next start.
     *
     * @param policy the policy
     * @param attempt the number of that restart
     * @param base the delay that the failure asked for; null for that of the policy
     * @param now the time
     * @param chance random numbers from 0, inclusive, to 1, exclusive; asked only if the policy has a jitter
     * @return the plan; null if the budget is used up, and the policy is not to go on slowly
     */
    public @Nullable RestartPlan plan(
            Restart policy, long attempt, @Nullable Duration base, Instant now, DoubleSupplier chance) {
        Duration first = base == null ? policy.delay() : base;
        Duration delay = delay(policy, first, chance);
        Instant due = later(now, delay);
        if (policy.budget() == 0) {
            spent = null;
            return new RestartPlan(policy, attempt, failures, failingSince, first, delay, due, 0, false);
        }
        Deque<Instant> restarts = spent;
        if (restarts == null) {
            restarts = new ArrayDeque<>(4);
            spent = restarts;
        }
        forget(restarts, policy, due);
        if (restarts.size() < policy.budget()) {
            restarts.add(due);
            return new RestartPlan(policy, attempt, failures, failingSince, first, delay, due, restarts.size(), false);
        }
        if (policy.exhausted() != Restart.Exhausted.RETRY_SLOWLY) {
            return null;
        }
        Duration slow = policy.slowDelay().compareTo(delay) > 0 ? policy.slowDelay() : delay;
        return new RestartPlan(
                policy, attempt, failures, failingSince, first, slow, later(now, slow), restarts.size(), true);
    }

    private Duration delay(Restart policy, Duration first, DoubleSupplier chance) {
        if (policy.factor() == 1 && policy.jitter() == 0 && policy.maxDelay().isZero()) {
            // As it is, also if no clock can count it.
            return first;
        }
        return Backoff.delay(policy, first, failures, policy.jitter() == 0 ? 0 : chance.getAsDouble());
    }

    /** Forgets what is so old that a restart at that time is in no window with it. */
    private static void forget(Deque<Instant> restarts, Restart policy, Instant due) {
        Instant begin = earlier(due, policy.window());
        while (!restarts.isEmpty() && !restarts.getFirst().isAfter(begin)) {
            restarts.removeFirst();
        }
    }

    /**
     * How many failures in a row there were.
     *
     * @return the number, up to the last failure
     */
    public long failures() {
        return failures;
    }

    /**
     * When the first of them was.
     *
     * @return the time; null if there was none
     */
    public @Nullable Instant failingSince() {
        return failures == 0 ? null : failingSince;
    }

    /**
     * How many restarts counted against the budget when one was last planned.
     *
     * @return the number; 0 without a budget
     */
    public int used() {
        return spent == null ? 0 : spent.size();
    }

    /**
     * When none of these restarts will count any more.
     *
     * @param window the window of the budget
     * @return the time; the earliest one there is if none counts
     */
    public Instant usedUntil(Duration window) {
        return spent == null || spent.isEmpty() ? Instant.MIN : later(spent.getLast(), window);
    }

    /**
     * A later time; the last one there is if it is beyond that.
     *
     * @param time the time
     * @param span how much later
     * @return the later time
     */
    public static Instant later(Instant time, Duration span) {
        try {
            return time.plus(span);
        } catch (ArithmeticException | DateTimeException tooFar) {
            return Instant.MAX;
        }
    }

    private static Instant earlier(Instant time, Duration span) {
        try {
            return time.minus(span);
        } catch (ArithmeticException | DateTimeException tooFar) {
            return Instant.MIN;
        }
    }

    /**
     * The error of a worker that may not be started again.
     *
     * @param who the worker, described
     * @param policy its restart policy
     * @param cause the failure after which it was given up; null if it ended without error
     * @return the error
     */
    public static WorkerGivenUpException usedUp(String who, Restart policy, @Nullable Throwable cause) {
        return new WorkerGivenUpException(
                who + " was given up, since it used up its budget of " + policy.budget() + " restarts in "
                        + RestartPlan.words(policy.window()) + "; restart it when the reason of its failures is gone",
                cause);
    }
}
