// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * All that has one runner's name: its configurations, its runner while there is one, and the places of its ids.
 *
 *              configured, or the default                        fatal error, or killed
 *   (no runner) -------------------------> LIVE runner ----------------------------------> DEAD runner
 *        ^                                    |  ^                                             |
 *        |        configuration removed       |  |   changed configuration, or "restart"       |
 *        +------------------------------------+  +---------------------------------------------+
 *
 * A new runner starts only when the last one of that name has ended, or its grace is over, so that no id has two
 * workers. A dead runner stays registered as a service, to be asked why.
 */

/** The runner of one name. Guarded by the board's lock, except for its constants. */
final class Slot {
    final String name;

    private final Board board;
    private final Map<String, Place> places = new HashMap<>();

    /** By PID, in the order of arrival: the first one counts. */
    private final Map<String, RunnerSettings> configurations = new LinkedHashMap<>();

    /** Read by the failure policy and by starting workers, on any thread. */
    private volatile RunnerSettings settings;

    private @Nullable WorkerRunner runner;

    /** The last runner of this name, while it has not ended and its grace is not over. */
    private @Nullable WorkerRunner predecessor;

    Slot(Board board, String name) {
        this.board = board;
        this.name = name;
        this.settings = RunnerSettings.defaults(name);
    }

    RunnerSettings settings() {
        return settings;
    }

    /** The runner, if it starts workers. */
    @Nullable
    WorkerRunner live() {
        WorkerRunner present = runner;
        return present != null && present.state() == Runner.State.RUNNING ? present : null;
    }

    /** Those that have not ended, as far as they are waited for. */
    Stream<WorkerRunner> runners() {
        return Stream.of(Optional.ofNullable(runner), Optional.ofNullable(predecessor))
                .flatMap(Optional::stream);
    }

    /** Why there is no live runner, and what to do about it. */
    String absence() {
        WorkerRunner present = runner;
        if (present != null) {
            // The class, not the text: that is foreign code.
            Throwable failure = present.failure().orElse(null);
            return "runner '" + name + "' is " + present.state()
                    + (failure == null
                            ? ": it was killed"
                            : " of a fatal " + failure.getClass().getName())
                    + "; change its configuration or restart the bundle io.reeve.impl to start it anew";
        }
        if (predecessor != null) {
            return "the runner '" + name + "' that was there before has not ended";
        }
        return "there is no runner '" + name + "'; create a configuration " + RunnerSettings.PID + "~" + name;
    }

    Place place(String id) {
        return places.computeIfAbsent(id, missing -> new Place(board, this, id));
    }

    @Nullable
    Place placeOrNull(String id) {
        return places.get(id);
    }

    void dropIfEmpty(Place place) {
        if (place.isEmpty()) {
            places.remove(place.id, place);
        }
    }

    boolean isNeeded() {
        return isConfigured() || !places.isEmpty() || runner != null || predecessor != null;
    }

    private boolean isConfigured() {
        return name.equals(WorkerFactory.DEFAULT_RUNNER) || !configurations.isEmpty();
    }

    void configure(String pid, RunnerSettings settings) {
        configurations.put(pid, settings);
        String first = configurations.keySet().iterator().next();
        if (!first.equals(pid)) {
            board.log()
                    .warn(
                            "configuration " + pid + " is not used: runner '" + name + "' has the configuration "
                                    + first + " already",
                            null);
        }
        apply();
    }

    void unconfigure(String pid) {
        configurations.remove(pid);
        apply();
    }

    /** Makes what is agree with what is configured. */
    void apply() {
        settings = configurations.isEmpty()
                ? RunnerSettings.defaults(name)
                : configurations.values().iterator().next();
        WorkerRunner live = live();
        if (live != null && isConfigured()) {
            live.update(params());
            places.values().forEach(Place::revise);
            return;
        }
        removeRunner();
        if (isConfigured() && predecessor == null) {
            launch();
        }
        abandonPlaces();
    }

    private void removeRunner() {
        WorkerRunner old = runner;
        if (old == null) {
            return;
        }
        runner = null;
        board.services().withdraw(old);
        old.kill();
        if (old.state() != Runner.State.DEAD) {
            predecessor = old;
            board.waitFor(old, settings.stopGrace(), () -> {
                predecessor = null;
                apply();
            });
        }
    }

    private void launch() {
        WorkerRunner started = WorkerRunner.start(params());
        runner = started;
        board.services().offer(started);
        var unused = started.completion().handle((nothing, error) -> {
            board.ended(this, started);
            return null;
        });
    }

    private RunnerParams params() {
        return RunnerParams.builder(name)
                .failurePolicy(new SlotPolicy(board.policies(), this))
                .restart(settings.restart())
                .clock(board.clock())
                .logger(System.getLogger("io.reeve.runner"))
                .build();
    }

    /** A runner has ended: ours by a fatal error or because somebody killed it, or one that was told to. */
    void ended(WorkerRunner dead) {
        if (dead != runner) {
            return;
        }
        abandonPlaces();
        Throwable failure = dead.failure().orElse(null);
        if (failure == null) {
            board.log().warn(absence(), null);
            return;
        }
        String what = "runner '" + name + "' died of a fatal error; ";
        switch (settings.fatalAction()) {
            case STAY_DEAD -> board.log().error(what + "it stays dead until its configuration is changed", failure);
            case RESTART -> {
                board.log()
                        .error(
                                what + "a new one starts in "
                                        + settings.restart().delay(),
                                failure);
                board.later(settings.restart().delay(), () -> {
                    if (dead == runner) {
                        apply();
                    }
                });
            }
            case STOP_FRAMEWORK -> {
                board.log().error(what + "the framework is stopped", failure);
                board.stopFramework();
            }
        }
    }

    private void abandonPlaces() {
        List.copyOf(places.values()).forEach(Place::abandon);
    }
}
