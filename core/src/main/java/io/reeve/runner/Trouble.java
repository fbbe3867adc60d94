// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Abandonment;
import io.reeve.supervise.Deadline;
import io.reeve.supervise.RestartPlanner;
import io.reeve.worker.RestartPlan;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a runner knows of a worker that failed or whose time is limited; one that runs for ever has none of this. Owned
 * by the state machine.
 */
final class Trouble {
    /** What readers see of it. */
    record Seen(
            long restarts,
            @Nullable Throwable lastFailure,
            long failures,
            @Nullable Instant failingSince,
            int budgetUsed,
            Instant budgetUsedUntil,
            @Nullable RestartPlan plan,
            boolean overdue) {
        static final Seen NONE = new Seen(0, null, 0, null, 0, Instant.MIN, null, false);

        /** How many restarts count against the budget at a time. */
        int budgetUsed(Instant now) {
            return now.isBefore(budgetUsedUntil) ? budgetUsed : 0;
        }
    }

    private @Nullable RestartPlanner planner;

    long restarts;

    @Nullable
    Throwable lastFailure;

    /** The delay before its restart; null if it does not wait for that. */
    @Nullable
    RestartDelay delay;

    /** The time that the present incarnation has for what it is doing; null if that is not limited. */
    @Nullable
    Deadline<Incarnation> deadline;

    /** The start function of the present incarnation was cancelled since it took too long. */
    boolean startOverdue;

    /** The present incarnation was asked to stop, and did not in time. */
    boolean stopOverdue;

    @Nullable
    Abandonment abandonment;

    /** What ended the last incarnation of a worker that was given up; null if that ended without error. */
    @Nullable
    Throwable end;

    RestartPlanner planner() {
        RestartPlanner known = planner;
        if (known == null) {
            known = new RestartPlanner();
            planner = known;
        }
        return known;
    }

    /** As for a worker that never failed before; a limit to the time of the present incarnation stays. */
    void forget() {
        planner = null;
        restarts = 0;
        lastFailure = null;
    }

    /** A new incarnation begins. */
    void begin() {
        startOverdue = false;
        stopOverdue = false;
        abandonment = null;
        end = null;
    }

    Seen seen(Duration window) {
        RestartPlanner known = planner;
        boolean overdue = abandonment == null && (startOverdue || stopOverdue);
        if (known == null && delay == null && restarts == 0 && lastFailure == null && !overdue) {
            return Seen.NONE;
        }
        return new Seen(
                restarts,
                lastFailure,
                known == null ? 0 : known.failures(),
                known == null ? null : known.failingSince(),
                known == null ? 0 : known.used(),
                known == null ? Instant.MIN : known.usedUntil(window),
                delay == null ? null : delay.plan,
                overdue);
    }
}
