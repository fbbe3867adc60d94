// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Failures;
import io.reeve.supervise.Report;
import io.reeve.supervise.Waiter;
import io.reeve.worker.Reporter;
import io.reeve.worker.Restart;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.WorkerStatus.State;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that a runner knows of one id. Owned by the state machine, except for {@link #view}, which anyone may read. */
final class Entry {
    /** Where the id stands; the diagram is in {@link RunnerMachine}. */
    enum Phase {
        STARTING(State.STARTING),
        RUNNING(State.STARTED),
        STOPPING(State.STOPPING),
        JUDGED(State.STOPPED),
        DELAYED(State.STOPPED);

        final State state;

        Phase(State state) {
            this.state = state;
        }
    }

    /** What readers see: written as a whole, at each transition. */
    record View(
            Phase phase,
            WorkerSpec spec,
            Incarnation incarnation,
            long restarts,
            Instant since,
            @Nullable Instant started,
            @Nullable Instant nextStart,
            @Nullable Throwable lastFailure) {
        View with(WorkerSpec revised) {
            return new View(phase, revised, incarnation, restarts, since, started, nextStart, lastFailure);
        }

        Map<String, Object> report() {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put(Reporter.KEY_STATE, phase.state.toString());
            if (started != null) {
                report.put(Reporter.KEY_STARTED, Report.time(started));
            }
            report.put(Reporter.KEY_GENERATION, incarnation.generation());
            if (restarts > 0) {
                report.put(Reporter.KEY_RESTARTS, restarts);
            }
            if (nextStart != null) {
                report.put(Reporter.KEY_NEXT_START, Report.time(nextStart));
            }
            if (lastFailure != null) {
                report.put(Reporter.KEY_ERROR, Failures.text(lastFailure));
            }
            return report;
        }

        WorkerStatus status(String runner, Restart restart) {
            return new WorkerStatus(
                    runner,
                    incarnation.entry.id,
                    phase.state,
                    incarnation.generation(),
                    restarts,
                    since,
                    started,
                    nextStart,
                    lastFailure,
                    restart);
        }
    }

    final String id;

    WorkerSpec spec;
    Phase phase = Phase.STARTING;
    long restarts;

    @Nullable
    Instant started;

    @Nullable
    Throwable lastFailure;

    /** What follows when this incarnation has ended; null while nobody has asked for anything. */
    @Nullable
    Next next;

    @Nullable
    RestartDelay delay;

    Waiter.@Nullable Line<Worker> lookups;
    Waiter.@Nullable Line<@Nullable Void> stops;

    volatile View view;

    Entry(WorkerSpec spec, Instant now) {
        this.id = spec.id();
        this.spec = spec;
        Incarnation none = new Incarnation(this, spec, 0, null);
        this.view = new View(Phase.STARTING, spec, none, 0, now, null, null, null);
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
