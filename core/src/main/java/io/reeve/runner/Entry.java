// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Deadline;
import io.reeve.supervise.Failures;
import io.reeve.supervise.Report;
import io.reeve.supervise.Waiter;
import io.reeve.worker.Reporter;
import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.WorkerStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a runner knows of one id. Owned by the state machine; what is volatile is written by it only, and may be read by
 * anyone. There is one for each worker that idles, so nothing stands here that can be had elsewhere.
 */
final class Entry {
    /** Where the id stands; the diagram is in {@link RunnerMachine}. */
    enum Phase {
        STARTING(State.STARTING),
        RUNNING(State.STARTED),
        STOPPING(State.STOPPING),
        JUDGED(State.STOPPED),
        DELAYED(State.STOPPED),
        GIVEN_UP(State.GIVEN_UP),
        ABANDONED(State.ABANDONED);

        final State state;

        Phase(State state) {
            this.state = state;
        }
    }

    /** What readers see: written as a whole, at each transition. */
    record View(
            Phase phase,
            Incarnation incarnation,
            Instant since,
            @Nullable Instant started,
            Trouble.Seen trouble) {
        @Nullable
        Instant nextStart() {
            RestartPlan plan = trouble.plan();
            return plan == null ? null : plan.due();
        }

        Map<String, Object> report(Restart restart, Instant now) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put(Reporter.KEY_STATE, phase.state.toString());
            if (started != null) {
                report.put(Reporter.KEY_STARTED, Report.time(started));
            }
            report.put(Reporter.KEY_GENERATION, incarnation.generation());
            reportTrouble(report, restart, now);
            return report;
        }

        private void reportTrouble(Map<String, Object> report, Restart restart, Instant now) {
            if (trouble.overdue()) {
                report.put(Reporter.KEY_OVERDUE, true);
            }
            if (trouble.restarts() > 0) {
                report.put(Reporter.KEY_RESTARTS, trouble.restarts());
            }
            if (trouble.failures() > 0) {
                report.put(Reporter.KEY_FAILURES, trouble.failures());
            }
            int used = trouble.budgetUsed(now);
            if (used > 0 && restart.budget() > 0) {
                report.put(
                        Reporter.KEY_BUDGET,
                        used + " of " + restart.budget() + " restarts in " + RestartPlan.words(restart.window())
                                + " used");
            }
            RestartPlan plan = trouble.plan();
            if (plan != null) {
                report.put(Reporter.KEY_NEXT_START, Report.time(plan.due()));
                report.put(Reporter.KEY_RESTART, plan.text());
            }
            if (trouble.lastFailure() != null) {
                report.put(Reporter.KEY_ERROR, Failures.text(trouble.lastFailure()));
            }
        }

        WorkerStatus status(String runner, Restart restart, Instant now) {
            return new WorkerStatus(
                    runner,
                    incarnation.id(),
                    phase.state,
                    incarnation.generation(),
                    trouble.restarts(),
                    since,
                    started,
                    nextStart(),
                    trouble.lastFailure(),
                    restart,
                    trouble.failures(),
                    trouble.budgetUsed(now),
                    trouble.plan(),
                    trouble.overdue());
        }
    }

    /** What it was told of the worker: of the one that is there, or of the one that follows. Read by anyone. */
    volatile WorkerSpec spec;

    /** Most workers have none. */
    private @Nullable Trouble trouble;

    /** What follows when this incarnation has ended; null while nobody has asked for anything. */
    @Nullable
    Next next;

    Waiter.@Nullable Line<Worker> lookups;
    Waiter.@Nullable Line<@Nullable Void> stops;

    volatile View view;

    /** What a lookup finds at once; null if it has to wait. Says the same as the view, one step away. */
    volatile @Nullable Worker available;

    Entry(WorkerSpec spec, Instant now) {
        this.spec = spec;
        this.view = new View(Phase.STARTING, new Incarnation(this, 0, null), now, null, Trouble.Seen.NONE);
    }

    String id() {
        return spec.id();
    }

    Phase phase() {
        return view.phase;
    }

    /** What there is to remember; remembers nothing yet if there was nothing. */
    Trouble trouble() {
        Trouble known = trouble;
        if (known == null) {
            known = new Trouble();
            trouble = known;
        }
        return known;
    }

    @Nullable
    Trouble troubleIfAny() {
        return trouble;
    }

    @Nullable
    RestartDelay delay() {
        return trouble == null ? null : trouble.delay;
    }

    @Nullable
    Deadline<Incarnation> deadline() {
        return trouble == null ? null : trouble.deadline;
    }

    Trouble.Seen seen(Duration window) {
        return trouble == null ? Trouble.Seen.NONE : trouble.seen(window);
    }

    Incarnation incarnation() {
        return view.incarnation;
    }

    /** What was asked for while an incarnation was on its way out. */
    sealed interface Next {
        /** Remove the id. */
        record Remove() implements Next {
            static final Remove INSTANCE = new Remove();
        }

        /** Start the same factory again: an operator's restart. */
        record Again() implements Next {
            static final Again INSTANCE = new Again();
        }

        /** Start another factory: the id was stopped, then started anew. */
        record Replace(WorkerSpec spec) implements Next {}
    }
}
