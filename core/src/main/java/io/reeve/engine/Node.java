// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import io.reeve.dependency.ManifoldStatus;
import io.reeve.dependency.ManifoldStatus.InputStatus;
import io.reeve.supervise.Failures;
import io.reeve.supervise.Report;
import io.reeve.supervise.RestartPlanner;
import io.reeve.supervise.Waiter;
import io.reeve.worker.Reporter;
import io.reeve.worker.WorkerStatus.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that an engine knows of one name, be it that of a manifold or of an input that nobody installed. Owned by the
 * state machine, except for {@link #view}, which anyone may read.
 */
final class Node {
    /** Where the name stands; the diagram is in {@link EngineMachine}. */
    enum Phase {
        ABSENT(State.STOPPED),
        PENDING(State.STOPPED),
        STARTING(State.STARTING),
        STARTED(State.STARTED),
        STOPPING(State.STOPPING),
        JUDGED(State.STOPPED),
        IDLE(State.STOPPED),
        GIVEN_UP(State.GIVEN_UP),
        ABANDONED(State.ABANDONED),
        LEFT(State.ABANDONED),
        OVER(State.STOPPED);

        final State state;

        Phase(State state) {
            this.state = state;
        }

        /** Whether there is an incarnation of which the end is not known, or was not judged, and will be. */
        boolean isLive() {
            return this == STARTING || this == STARTED || this == STOPPING || this == JUDGED || this == ABANDONED;
        }

        /** Whether there is an incarnation that nobody waits for. */
        boolean isAbandoned() {
            return this == ABANDONED || this == LEFT;
        }
    }

    /** What its dependents see of it. */
    enum Standing {
        /** Its worker runs and goes on running. */
        UP,
        /** It does not, but it is on its way up, with nothing in between but code that runs. */
        COMING,
        /** It does not, and it takes a delay, a change or an installation for it to do so. */
        DOWN
    }

    /** What readers see: written as a whole, at each transition. */
    record View(
            Phase phase,
            @Nullable Blueprint blueprint,
            List<Edge> inputs,
            Incarnation incarnation,
            long startCount,
            long recentErrors,
            Instant since,
            @Nullable Instant started,
            @Nullable Instant nextStart,
            @Nullable Throwable lastFailure,
            boolean overdue) {}

    final String name;

    /** Its level in the {@link CycleDetector}, whose scratch space the other two are. */
    int level = 1;

    int seen;

    @Nullable
    Node seenFrom;

    /** Null while it is not installed. */
    @Nullable
    Blueprint blueprint;

    /** Empty while it is not installed. */
    List<Edge> inputs = List.of();

    /** The first in the list of its dependents. */
    @Nullable
    Edge dependents;

    Phase phase = Phase.ABSENT;

    /** What its dependents have taken into account. */
    Standing shown = Standing.DOWN;

    /** How many inputs it cannot be started without that are not up, and how many of those are down. */
    int requiredNotUp;

    int requiredDown;

    /** How many inputs that it can be started without are on their way up. */
    int optionalComing;

    /** Its incarnation was made to stop, so what it met then is not judged as a failure. */
    boolean bounced;

    /** It was bounced by an operator, so there is no delay. */
    boolean atOnce;

    /** It was bounced at the end of a settle window, so there is not another one. */
    boolean settled;

    @Nullable
    StartDelay delay;

    long startCount;
    long recentErrors;

    /** What its restarts have cost so far; null until it fails. */
    @Nullable
    RestartPlanner planner;

    @Nullable
    Instant started;

    @Nullable
    Throwable lastFailure;

    /** Those who wait for the end of an incarnation whose manifold was uninstalled. */
    Waiter.@Nullable Line<@Nullable Void> leavers;

    /** Whether it is in the machine's lists of nodes to look at when the event is over. */
    boolean touched;

    boolean eager;

    volatile View view;

    Node(String name, Instant now) {
        this.name = name;
        view = new View(
                Phase.ABSENT,
                null,
                List.of(),
                new Incarnation(this, Blueprint.NONE, List.of(), 0, null),
                0,
                0,
                now,
                null,
                null,
                null,
                false);
    }

    Incarnation incarnation() {
        return view.incarnation;
    }

    boolean isInstalled() {
        return blueprint != null;
    }

    Standing standing() {
        if (!isInstalled()) {
            return Standing.DOWN;
        }
        return switch (phase) {
            case STARTED -> Standing.UP;
            // Nobody can foresee when a start function returns that has not heeded its cancellation.
            case STARTING, STOPPING -> incarnation().startOverdue ? Standing.DOWN : Standing.COMING;
            case JUDGED -> Standing.COMING;
            case PENDING -> requiredDown > 0 || isPutOff() ? Standing.DOWN : Standing.COMING;
            case ABSENT, IDLE, GIVEN_UP, ABANDONED, LEFT, OVER -> Standing.DOWN;
        };
    }

    /** Whether it waits for what nobody can foresee the outcome of: it failed, or bounces again and again. */
    private boolean isPutOff() {
        return delay != null && (delay.kind == StartDelay.Kind.FAILURE || recentErrors > 1);
    }

    // ---- what readers make of a view

    /** Whether it is more than an input that nobody installed. */
    boolean isShown() {
        View seen = view;
        return seen.blueprint != null || seen.phase.isLive() || seen.phase.isAbandoned();
    }

    ManifoldStatus status(String engine) {
        View seen = view;
        Blueprint installed = seen.blueprint != null ? seen.blueprint : seen.incarnation.blueprint;
        List<InputStatus> inputStatuses = new ArrayList<>(seen.inputs.size());
        for (Edge edge : seen.inputs) {
            View input = edge.input.view;
            Class<?> type = edge.declared.type();
            inputStatuses.add(new InputStatus(
                    edge.input.name,
                    type == null ? null : type.getName(),
                    edge.isOptional(),
                    input.blueprint != null,
                    input.phase == Phase.STARTED));
        }
        return new ManifoldStatus(
                engine,
                name,
                seen.phase.state,
                seen.incarnation.generation(),
                seen.startCount,
                seen.recentErrors,
                seen.since,
                seen.started,
                seen.nextStart,
                seen.lastFailure,
                List.copyOf(inputStatuses),
                installed.outputTypes(),
                seen.overdue);
    }

    static Map<String, Object> report(View seen) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put(Reporter.KEY_STATE, seen.phase.state.toString());
        report.put(
                Reporter.KEY_INPUTS,
                seen.inputs.stream().map(edge -> edge.input.name).toList());
        if (seen.overdue) {
            report.put(Reporter.KEY_OVERDUE, true);
        }
        if (seen.startCount > 0) {
            report.put(Reporter.KEY_START_COUNT, seen.startCount);
        }
        if (seen.started != null && (seen.phase == Phase.STARTED || seen.phase == Phase.STOPPING)) {
            report.put(Reporter.KEY_STARTED, Report.time(seen.started));
        }
        if (seen.nextStart != null) {
            report.put(Reporter.KEY_NEXT_START, Report.time(seen.nextStart));
        }
        String error = complaint(seen);
        if (error != null) {
            report.put(Reporter.KEY_ERROR, error);
        }
        return report;
    }

    /** What it failed with, or else what it waits for. */
    private static @Nullable String complaint(View seen) {
        if (seen.lastFailure != null) {
            return Failures.text(seen.lastFailure);
        }
        if (seen.phase == Phase.PENDING) {
            for (Edge edge : seen.inputs) {
                if (!edge.isOptional() && edge.input.view.phase != Phase.STARTED) {
                    return InputAccess.notRunning(edge.input.name).getMessage();
                }
            }
        }
        return null;
    }
}
