// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.time.Clock;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.event.RunnerEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * A dead runner stays registered as a service, to be asked why. A new one starts without waiting for the workers of
 * the last one; it is the places that see to it that no id has two workers.
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

    /** The last runner whose death was told and acted upon. */
    private @Nullable WorkerRunner mourned;

    /** Starts a new runner in place of a dead one. */
    private Clock.@Nullable Timer revival;

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

    /** Why there is no live runner, and what to do about it. The same from the first sign of its death on. */
    String absence() {
        WorkerRunner present = runner;
        if (present == null) {
            return "there is no runner " + Log.quote(name) + "; create a configuration " + RunnerSettings.PID + "~"
                    + name;
        }
        // The class, not the text: that is foreign code.
        String cause = present.failure()
                .map(failure -> "died of a fatal " + failure.getClass().getName())
                .orElse("was killed");
        return "runner " + Log.quote(name) + " " + cause
                + "; change its configuration or restart the bundle io.reeve.impl to start it anew";
    }

    boolean hasRunner() {
        return runner != null;
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
        return isConfigured() || !places.isEmpty();
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
        if (isConfigured()) {
            launch();
        }
        abandonPlaces();
    }

    private void removeRunner() {
        close();
        WorkerRunner old = runner;
        if (old != null) {
            runner = null;
            board.services().withdraw(old);
            old.kill();
        }
    }

    private void launch() {
        WorkerRunner started = WorkerRunner.start(params());
        runner = started;
        board.launched(started);
        board.services().offer(started);
    }

    /** Nothing of this is to come later. */
    void close() {
        Clock.Timer pending = revival;
        revival = null;
        if (pending != null) {
            pending.cancel();
        }
    }

    private RunnerParams params() {
        return RunnerParams.builder(name)
                .failurePolicy(new SlotPolicy(board.policies(), this))
                .restart(settings.restart())
                .clock(board.clock())
                .logger(System.getLogger("io.reeve.runner"))
                .listener(event -> {
                    if (event instanceof RunnerEvent.RunnerDying) {
                        board.dying(this);
                    }
                })
                .build();
    }

    /** A runner of this name has begun to die: ours of a fatal error or because somebody killed it, or an old one. */
    void dying() {
        WorkerRunner dead = runner;
        if (dead == null || live() != null || dead == mourned) {
            return;
        }
        mourned = dead;
        abandonPlaces();
        Throwable failure = dead.failure().orElse(null);
        if (failure == null) {
            board.log().warn(absence(), null);
            return;
        }
        String what = "runner " + Log.quote(name) + " dies of a fatal error, with all its workers; ";
        switch (settings.fatalAction()) {
            case STAY_DEAD -> board.log().error(what + "it stays dead until its configuration is changed", failure);
            case RESTART -> {
                Duration delay = settings.restart().delay();
                board.log().error(what + "a new one starts in " + delay, failure);
                revival = board.later(delay, this::apply);
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
