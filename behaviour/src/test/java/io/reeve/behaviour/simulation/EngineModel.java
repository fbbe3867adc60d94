// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.engine.DependencyEngine;
import io.reeve.testkit.simulation.World;
import io.reeve.worker.WorkerStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the catalogue says of an engine in particular: inputs, orders, and what runs when nothing happens. */
final class EngineModel extends SupervisorModel {
    /** A manifold that somebody wants to be installed. */
    static final class Installation extends Registration {
        final List<Input> inputs;

        Installation(String name, int number, boolean isTooLate, List<Input> inputs) {
            super(name, number, isTooLate);
            this.inputs = inputs;
        }
    }

    /** A start, with the workers of the inputs that it was made from. */
    static final class Launch extends Start {
        final Map<String, Puppet> from = new HashMap<>();

        Launch(Installation installation, long generation) {
            super(installation, generation);
        }

        Installation installation() {
            return (Installation) registration;
        }
    }

    /** How late a timer may be started in these schedules. */
    private static final Duration LATEST = Duration.ofMinutes(5);

    private final boolean isOrdered;
    private @Nullable DependencyEngine engine;

    EngineModel(World world, boolean isRanked, boolean everythingIsFatal, boolean isOrdered) {
        super(world, true, isRanked, everythingIsFatal);
        this.isOrdered = isOrdered;
    }

    void observe(DependencyEngine subject) {
        engine = subject;
        observe(subject::state);
    }

    Installation installs(String name, int number, List<Input> inputs) {
        Installation installation = new Installation(name, number, killHasReturned(), inputs);
        add(installation);
        return installation;
    }

    void refusedAsPresent(Installation installation) {
        installation.isRefused = true;
        world.check(
                registrations.stream()
                        .anyMatch(
                                other -> other != installation && other.id.equals(installation.id) && !other.isRefused),
                "D-20 a manifold is there already only if it was installed",
                installation);
    }

    void refusedAsCycle(Installation installation) {
        installation.isRefused = true;
        world.check(
                installation.inputs.stream().anyMatch(input -> needs(input.name(), installation.id, new HashSet<>())),
                "D-21 only what closes a cycle is refused for that",
                installation + " needs " + installation.inputs);
    }

    /** By whatever was installed at some time, or may have been. */
    private boolean needs(String name, String wanted, Set<String> seen) {
        return name.equals(wanted)
                || (seen.add(name)
                        && registrations.stream()
                                .filter(other -> other.id.equals(name) && !other.isRefused)
                                .flatMap(other -> ((Installation) other).inputs.stream())
                                .anyMatch(input -> needs(input.name(), wanted, seen)));
    }

    Launch called(Installation installation, Inputs inputs) {
        Launch launch = new Launch(installation, inputs.generation());
        called(launch, inputs);
        for (Input input : installation.inputs) {
            Optional<Puppet> found = inputs.find(input.name(), Puppet.class);
            world.check(
                    found.isPresent() || input.isOptional(),
                    "D-31 a start has its inputs",
                    launch + " has no " + input.name());
            found.ifPresent(puppet -> {
                launch.from.put(input.name(), puppet);
                world.check(
                        startOf(puppet).registration.id.equals(input.name()),
                        "D-32 an input is the worker of that name",
                        launch + " has " + puppet);
                world.check(
                        // A dying engine cancels one start after the other, and says so to each a moment later.
                        !puppet.endIsKnown() || !isRunning(),
                        "D-30 B-56 nothing is started from an input that has ended",
                        launch + " from " + puppet);
            });
        }
        return launch;
    }

    @Override
    void killed(Puppet puppet) {
        super.killed(puppet);
        if (isOrdered) {
            for (Start start : starts) {
                Launch launch = (Launch) start;
                world.check(
                        !launch.from.containsValue(puppet) || launch.hasEnded() || hasTimeouts,
                        "B-60 with ordered stop nobody is killed before those that were started from it have ended",
                        puppet + " before " + launch);
            }
        }
        Launch launch = (Launch) startOf(puppet);
        world.check(
                !isLeftAlone(launch.registration) || haveInputsChanged(launch),
                "D-42 nobody is killed without a reason",
                puppet);
    }

    /** Something has happened to its inputs since, or may be about to. */
    private boolean haveInputsChanged(Launch launch) {
        for (Input input : launch.installation().inputs) {
            Puppet puppet = launch.from.get(input.name());
            if (puppet == null || puppet.hasEnded() || dismissed.contains(puppet)) {
                return true;
            }
            Launch of = (Launch) startOf(puppet);
            if (!isLeftAlone(of.registration) || haveInputsChanged(of)) {
                return true;
            }
        }
        return false;
    }

    /** Nothing has happened for a long time, and the engine was not told to die. */
    void checkAtRest() {
        if (killWasAsked() || !isRunning()) {
            return;
        }
        checkStopsAreOver();
        for (ManifoldStatus status : requireNonNull(engine).statuses()) {
            checkStatus(status);
        }
    }

    private void checkStatus(ManifoldStatus status) {
        Launch last = starts.stream()
                .filter(s -> s.registration.id.equals(status.name()) && s.generation == status.generation())
                .reduce((first, second) -> second)
                .map(Launch.class::cast)
                .orElse(null);
        boolean lives = last != null && last.puppet != null && !last.puppet.hasEnded();
        world.check(
                lives == (status.state() == WorkerStatus.State.STARTED) || hasTimeouts,
                "D-81 what runs, and nothing else, is shown as started",
                status + " and " + last);
        if (lives) {
            last.from.forEach((name, puppet) -> world.check(
                    !puppet.hasEnded(),
                    "D-41 nobody goes on running against an input that has ended",
                    last + " with " + puppet));
        }
        boolean isReady = status.waitingFor().isEmpty()
                && status.nextStart() == null
                && status.inputs().stream().allMatch(input -> input.isRunning() || !isOnItsWay(input.name()));
        if (isReady && status.generation() == 0) {
            world.check(hasTimeouts, "D-23 what has its inputs is started", status);
        }
        if (status.nextStart() != null) {
            world.check(
                    status.nextStart().plus(LATEST).isAfter(world.clock().instant()),
                    "D-54 a manifold is started again when its delay is over",
                    status);
        }
    }

    private boolean isOnItsWay(String name) {
        return requireNonNull(engine)
                .status(name)
                .map(ManifoldStatus::state)
                .filter(state -> state == WorkerStatus.State.STARTING || state == WorkerStatus.State.STOPPING)
                .isPresent();
    }

    @Override
    void checkAtEnd() {
        super.checkAtEnd();
        world.check(
                requireNonNull(engine).failure().orElse(null) == result, "the failure is the result", engine.failure());
    }
}
