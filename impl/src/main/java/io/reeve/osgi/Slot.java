// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.time.Clock;
import io.reeve.worker.FailurePolicy;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.Runner;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * All that has one runner's or engine's name: its configurations, that host while there is one, and the places of its
 * ids.
 *
 *              configured, or the default                        fatal error, or killed
 *    (no host) -------------------------> LIVE host ----------------------------------> DEAD host
 *        ^                                    |  ^                                             |
 *        |        configuration removed       |  |   changed configuration, or "restart"       |
 *        +------------------------------------+  +---------------------------------------------+
 *
 * A dead host stays registered as a service, to be asked why. A new one starts without waiting for the workers of
 * the last one; it is the places that see to it that no id has two workers.
 */

/** The runner or engine of one name. Guarded by the board's lock, except for its constants. */
final class Slot {
    final HostKind kind;
    final String name;

    private final Board board;
    private final Map<String, Place> places = new HashMap<>();

    /** Those with an offer that was not taken and may be once something else has gone. */
    private final Set<Place> hindered = new HashSet<>();

    /** By PID, in the order of arrival: the first one counts. */
    private final Map<String, HostSettings> configurations = new LinkedHashMap<>();

    /** Read by the failure policy and by starting workers, on any thread. */
    private volatile HostSettings settings;

    private @Nullable Host host;

    /** The last host whose death was told and acted upon. */
    private @Nullable Host mourned;

    /** Starts a new host in place of a dead one. */
    private Clock.@Nullable Timer revival;

    Slot(Board board, HostKind kind, String name) {
        this.board = board;
        this.kind = kind;
        this.name = name;
        this.settings = HostSettings.defaults(kind, name);
    }

    Board board() {
        return board;
    }

    HostSettings settings() {
        return settings;
    }

    FailurePolicy policy() {
        return new SlotPolicy(board.policies(), this);
    }

    /** The host, if it starts workers. */
    @Nullable
    Host live() {
        Host present = host;
        return present != null && present.state() == Runner.State.RUNNING ? present : null;
    }

    /** Why there is no live host, and what to do about it. The same from the first sign of its death on. */
    String absence() {
        Host present = host;
        if (present == null) {
            return "there is no " + kind.describe(name) + "; create a configuration " + kind.pid + "~" + name;
        }
        // The class, not the text: that is foreign code.
        String cause = present.failure()
                .map(failure -> "died of a fatal " + failure.getClass().getName())
                .orElse("was killed");
        return kind.describe(name) + " " + cause
                + "; change its configuration or restart the bundle io.reeve.impl to start it anew";
    }

    boolean hasHost() {
        return host != null;
    }

    /** The host, dead or alive; null if there is none. */
    @Nullable
    Host host() {
        return host;
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
            hindered.remove(place);
        }
    }

    /** An offer of a place was refused for a reason that may go away. */
    void hinder(Place place) {
        hindered.add(place);
    }

    /** Something has left the host, so that what was refused may be taken now. */
    void vacated() {
        List<Place> again = List.copyOf(hindered);
        hindered.clear();
        again.forEach(Place::reconsider);
    }

    boolean isBusy() {
        return !places.isEmpty();
    }

    boolean isNeeded() {
        return isConfigured() || !places.isEmpty();
    }

    private boolean isConfigured() {
        return name.equals(kind.defaultName) || !configurations.isEmpty();
    }

    void configure(String pid, HostSettings settings) {
        configurations.put(pid, settings);
        String first = configurations.keySet().iterator().next();
        if (!first.equals(pid)) {
            board.log()
                    .warn(
                            "configuration " + pid + " is not used: " + kind.noun + " '" + name
                                    + "' has the configuration " + first + " already",
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
                ? HostSettings.defaults(kind, name)
                : configurations.values().iterator().next();
        Host live = live();
        if (live != null && isConfigured()) {
            live.update(this);
            places.values().forEach(Place::revise);
            return;
        }
        removeHost();
        if (isConfigured()) {
            launch();
        }
        abandonPlaces();
    }

    private void removeHost() {
        close();
        Host old = host;
        if (old != null) {
            host = null;
            board.services().withdraw(old);
            old.kill();
        }
    }

    private void launch() {
        Host started = kind.start(this);
        host = started;
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

    /** Looks again if it has missed something: what it then sees is as good as the event. */
    RunnerListener deathWatch() {
        return watch(RunnerEvent.RunnerDying.class, () -> board.dying(this));
    }

    RunnerListener vacancyWatch() {
        return watch(RunnerEvent.Removed.class, () -> board.vacated(this));
    }

    private static RunnerListener watch(Class<? extends RunnerEvent> type, Runnable action) {
        return new RunnerListener() {
            @Override
            public void onEvent(RunnerEvent event) {
                if (type.isInstance(event)) {
                    action.run();
                }
            }

            @Override
            public void onMissed(String name, long count) {
                action.run();
            }
        };
    }

    /** A host of this name has begun to die: ours of a fatal error or because somebody killed it, or an old one. */
    void dying() {
        Host dead = host;
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
        String what = kind.describe(name) + " dies of a fatal error, with all its workers; ";
        switch (settings.fatalAction()) {
            case STAY_DEAD -> board.log().error(what + "it stays dead until its configuration is changed", failure);
            case RESTART -> {
                Duration delay = settings.supervision().restart().delay();
                board.log().error(what + "a new one starts in " + RestartPlan.words(delay), failure);
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
