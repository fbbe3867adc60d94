// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import static java.util.Objects.requireNonNull;

import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.simulation.World;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerAbandonedException;
import io.reeve.worker.WorkerGivenUpException;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.WorkerStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the catalogue says of a runner in particular: lookups, states, and what is there when nothing happens. */
final class RunnerModel extends SupervisorModel {
    /** A request for a worker. */
    static final class Lookup {
        final String id;

        /** The workers that it must not get: their end was known, or their stop had returned. */
        final Set<Puppet> gone;

        final Runner.State state;
        boolean isOver;

        Lookup(String id, Set<Puppet> gone, Runner.State state) {
            this.id = id;
            this.gone = gone;
            this.state = state;
        }
    }

    private final List<Lookup> lookups = new ArrayList<>();
    private @Nullable WorkerRunner runner;

    RunnerModel(World world, boolean isRanked, boolean everythingIsFatal) {
        super(world, false, isRanked, everythingIsFatal);
    }

    void observe(WorkerRunner subject) {
        runner = subject;
        observe(subject::state);
    }

    Registration starts(String id, int number) {
        Registration registration = new Registration(id, number, killHasReturned());
        add(registration);
        return registration;
    }

    Lookup looksUp(String id) {
        Set<Puppet> gone = new HashSet<>(dismissed);
        starts.stream()
                .flatMap(start -> Stream.ofNullable(start.puppet))
                .filter(Puppet::endIsKnown)
                .forEach(gone::add);
        Lookup lookup = new Lookup(id, gone, state());
        lookups.add(lookup);
        return lookup;
    }

    void found(Lookup lookup, @Nullable Worker worker, @Nullable Throwable error) {
        lookup.isOver = true;
        if (worker != null) {
            foundWorker(lookup, (Puppet) worker);
        } else if (error instanceof RunnerDeadException) {
            world.check(!isRunning(), "R-70 who runs does not say it is dead", lookup.id);
        } else if (!(error instanceof CancellationException)) {
            world.check(
                    lookup.state == Runner.State.RUNNING,
                    "B-10 a dying runner says so to lookups",
                    lookup.id + " " + error);
            world.check(
                    error instanceof WorkerNotFoundException
                            || error instanceof WorkerGivenUpException
                            || error instanceof WorkerAbandonedException,
                    "R-71 a lookup fails with what it must",
                    String.valueOf(error));
        }
    }

    private void foundWorker(Lookup lookup, Puppet puppet) {
        world.check(
                !lookup.gone.contains(puppet) && !puppet.endIsKnown(),
                "B-6 B-20 R-68 no lookup gives a worker that has ended or was stopped",
                puppet);
        world.check(
                startOf(puppet).registration.id.equals(lookup.id), "R-66 a lookup gives a worker of its id", puppet);
        world.check(
                lookup.state == Runner.State.RUNNING, "B-10 a dying runner gives no worker", lookup.id + " " + puppet);
    }

    void reported(Map<String, Object> report) {
        world.check(report.get(Reporter.KEY_WORKERS) instanceof Map, "R-80 a report has its workers", report);
    }

    @Override
    void killed(Puppet puppet) {
        super.killed(puppet);
        world.check(!isLeftAlone(startOf(puppet).registration), "B-2 nobody is killed without a reason", puppet);
    }

    void checkAlways() {
        WorkerRunner known = runner;
        if (known != null && known.state() == Runner.State.DEAD) {
            world.check(known.workerIds().isEmpty(), "R-80 a dead runner has no workers", known.workerIds());
        }
    }

    /** Nothing has happened for a long time, and the runner was not told to die. */
    void checkAtRest() {
        if (killWasAsked() || !isRunning()) {
            return;
        }
        checkStopsAreOver();
        for (Registration registration : registrations) {
            if (registration.isAccepted && registration.isUndisturbed && !registration.isSuperseded) {
                checkIsThere(registration);
            }
        }
    }

    /** Everything that takes no time has happened. */
    void checkStatuses() {
        if (!killWasAsked() && isRunning()) {
            requireNonNull(runner).statuses().forEach(this::checkStatus);
        }
    }

    private void checkIsThere(Registration registration) {
        Start last = lastOf(registration);
        if (last == null) {
            // With timeouts, its start may have taken too long before it was its turn.
            world.check(hasTimeouts, "B-2 B-3 what was started after a stop is started", registration);
        } else if (last.puppet != null && !last.puppet.hasEnded()) {
            WorkerStatus status = requireNonNull(runner).status(registration.id).orElse(null);
            world.check(
                    status != null && status.state() == WorkerStatus.State.STARTED,
                    "B-7 a worker that runs is shown as started",
                    last + " is " + status);
            world.check(
                    requireNonNull(runner).worker(registration.id).getNow(null) == last.puppet,
                    "R-61 a worker that runs can be had",
                    last);
        }
    }

    private void checkStatus(WorkerStatus status) {
        Instant now = world.clock().instant();
        Start last = starts.stream()
                .filter(s -> s.registration.id.equals(status.id()) && s.generation == status.generation())
                .reduce((first, second) -> second)
                .orElse(null);
        Instant next = status.nextStart();
        switch (status.state()) {
            case STOPPED ->
                world.check(
                        next != null && !next.isBefore(now),
                        "R-21 a worker is restarted when its delay is over",
                        status);
            case STOPPING ->
                world.check(last != null && !last.hasEnded(), "B-7 what is shown as stopping has not ended", status);
            case STARTED -> {
                world.check(
                        last != null && last.puppet != null && !last.puppet.hasEnded(),
                        "B-7 what is shown as started runs",
                        status);
                Instant started = status.started();
                Instant returned = last == null ? null : last.returned;
                world.check(
                        started != null && returned != null && !started.isBefore(returned),
                        "B-8 the time of the start is that of the last one",
                        status);
            }
            case STARTING, GIVEN_UP, ABANDONED -> {}
        }
    }

    /** The runner was killed, and everything that takes no time has happened since. */
    void checkWhileDying() {
        for (Lookup lookup : lookups) {
            world.check(lookup.isOver, "B-11 R-64 a lookup is told at once that the runner is dying", lookup.id);
        }
    }

    @Override
    void checkAtEnd() {
        super.checkAtEnd();
        for (Lookup lookup : lookups) {
            world.check(lookup.isOver, "every lookup is over some time", lookup.id);
        }
        WorkerRunner known = requireNonNull(runner);
        world.check(known.statuses().isEmpty(), "R-80 a dead runner has no workers", known.statuses());
        world.check(known.failure().orElse(null) == result, "the failure is the result", known.failure());
    }
}
