// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.reeve.osgi.Offer.Rest;
import io.reeve.runner.WorkerRunner;
import io.reeve.time.Clock;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import io.reeve.worker.whiteboard.Whiteboard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/*
 * The whiteboard as plain objects. An Offer is a factory service; it stands in the Place of its id; the places of
 * one runner, and the runner, are in its Slot. While it is an offer's turn it has an Engagement, which is what the
 * runner sees.
 *
 * One lock guards them all and is held for single transitions only. With it held we call runners, whose methods
 * return at once and call no foreign code themselves, and nothing else: log lines, the registration of services and
 * the end of the framework go to threads of their own, the code of workers to those of the runners. What services say
 * of themselves is read before. Lock order: this lock, the monitor of ListenerServices, a runner's lock.
 *
 * Invariants
 *   1. Of a place only the first offer has an engagement in force.
 *   2. No id has two workers: an offer is not engaged while a worker of its id lives in another runner, or one of its
 *      own under another id. Within one runner, the runner sees to it.
 *   3. An offer's service is used by us exactly while an engagement that has started a worker is not over.
 *   4. An offer that departs is in no place, and is forgotten when its last engagement is over.
 *   5. Nobody is held up except those who make factories depart, or stop this bundle: for one grace at the most.
 */

/** The factories and runners of this framework. Lives as long as this bundle is active; components feed it. */
final class Board implements Whiteboard {
    private static final int MOST_ROUNDS = 10;

    private final BundleContext context;
    private final Clock clock = Clock.system();
    private final WhiteboardThread logging = new WhiteboardThread("reeve/whiteboard-log");
    private final WhiteboardThread registering = new WhiteboardThread("reeve/whiteboard-services");
    private final WhiteboardThread stopping = new WhiteboardThread("reeve/whiteboard-stop");
    private final Log log = new Log(logging);
    private final RunnerServices services;
    private final Policies policies;
    private final ListenerServices listeners;

    private final ReentrantLock lock = new ReentrantLock();

    // All guarded by the lock.
    private final Map<Long, Offer> offers = new TreeMap<>();
    private final Map<Long, List<Offer>> departing = new TreeMap<>();
    private final Set<WorkerRunner> runners = new HashSet<>();
    private final Map<String, Slot> slots = new HashMap<>();
    private final Map<String, String> slotOfPid = new HashMap<>();
    private boolean closed;

    Board(BundleContext context) {
        this.context = context;
        this.services = new RunnerServices(context, registering);
        this.policies = new Policies(context);
        this.listeners = new ListenerServices(context, log);
        locked(() -> slot(WorkerFactory.DEFAULT_RUNNER).apply());
    }

    BundleContext context() {
        return context;
    }

    Clock clock() {
        return clock;
    }

    Log log() {
        return log;
    }

    RunnerServices services() {
        return services;
    }

    Policies policies() {
        return policies;
    }

    ListenerServices listeners() {
        return listeners;
    }

    // ---- factories

    void arrived(ServiceReference<WorkerFactory> reference) {
        OfferProperties properties = OfferProperties.of(reference);
        locked(() -> {
            Offer offer = new Offer(reference, properties);
            if (!closed && offers.putIfAbsent(offer.serviceId, offer) == null) {
                complainOf(offer);
                enter(offer);
            }
        });
        changed(reference);
    }

    /**
     * Properties were changed; those that do not concern the worker change nothing. Of two changes at once the one
     * that is read last must win, so they are read until what was taken over is what is there.
     */
    void changed(ServiceReference<WorkerFactory> reference) {
        boolean news = true;
        for (int round = 0; news && round < MOST_ROUNDS; round++) {
            OfferProperties properties = OfferProperties.of(reference);
            news = locked(() -> change(offers.get(idOf(reference)), properties));
        }
    }

    private boolean change(@Nullable Offer offer, OfferProperties properties) {
        if (offer == null || closed || offer.properties.equals(properties)) {
            return false;
        }
        Place before = placeOf(offer);
        boolean stays = offer.properties.isForSamePlaceAs(properties);
        offer.properties = properties;
        complainOf(offer);
        if (before != null && stays) {
            before.change(offer);
        } else {
            offer.rest = null;
            if (before != null) {
                before.remove(offer);
                settle(before);
            }
            enter(offer);
        }
        return true;
    }

    /** Without {@code mayWait}, returns at once; else holds the caller up while the worker ends, for its grace. */
    void departed(ServiceReference<WorkerFactory> reference, boolean mayWait) {
        Bundle bundle = reference.getBundle();
        boolean isStopping = bundle != null && bundle.getState() == Bundle.STOPPING;
        List<Departure> departures = locked(() -> {
            Offer offer = offers.get(idOf(reference));
            if (offer != null) {
                retire(isStopping ? offersFrom(bundle) : List.of(offer));
            }
            return departing.getOrDefault(idOf(reference), List.of()).stream()
                    .map(late -> new Departure(late.over(), requireNonNull(late.grace)))
                    .toList();
        });
        if (mayWait) {
            departures.forEach(departure -> departure.grace.await(departure.over));
        }
    }

    private record Departure(CompletableFuture<Void> over, Grace grace) {}

    /** The component runtime takes its eyes off all services: their workers stop, and nobody waits. */
    void allDeparted() {
        locked(() -> retire(List.copyOf(offers.values())));
    }

    /** All at once, so that those who are slow to end are waited for together and nobody is promoted in between. */
    private void retire(List<Offer> leaving) {
        Duration length = longestGrace(leaving.stream()
                .map(offer -> slots.get(offer.properties.runner()))
                .filter(Objects::nonNull));
        Set<Engagement> engagements = new HashSet<>();
        leaving.forEach(offer -> engagements.addAll(offer.open));
        Grace grace = new Grace(clock, length, () -> complainOfLate(engagements, length));
        Set<Place> places = new HashSet<>();
        for (Offer offer : leaving) {
            offers.remove(offer.serviceId);
            offer.grace = grace;
            Place place = placeOf(offer);
            if (place != null) {
                place.remove(offer);
                places.add(place);
            }
            if (!offer.open.isEmpty()) {
                departing
                        .computeIfAbsent(offer.serviceId, first -> new ArrayList<>(1))
                        .add(offer);
                become(offer, State.DEPARTING, "its service is gone, its worker has not ended");
            }
        }
        places.forEach(this::settle);
        var unused = Engagement.allOver(engagements).thenRun(grace::end);
    }

    private static Duration longestGrace(Stream<Slot> slots) {
        return slots.map(slot -> slot.settings().stopGrace())
                .max(Duration::compareTo)
                .orElse(RunnerSettings.DEFAULT_STOP_GRACE);
    }

    private void complainOfLate(Set<Engagement> engagements, Duration length) {
        List<Engagement> late = engagements.stream()
                .filter(engagement -> !engagement.over().isDone())
                .toList();
        if (!late.isEmpty()) {
            log.warn(() -> "not ended " + length + " after being asked to stop, and no longer waited for:"
                    + Survivors.text(late));
        }
    }

    /** The last worker of an engagement has ended; called by a thread of its runner. */
    void over(Engagement engagement, @Nullable Throwable error) {
        String reason = error == null
                ? "its worker ended without error"
                : "its worker failed and is not to be restarted: " + Log.text(error);
        locked(() -> {
            Offer offer = engagement.offer;
            offer.open.remove(engagement);
            engagement.place.over(engagement);
            if (offer.current == engagement) {
                offer.current = null;
                if (engagement.place.slot.live() == engagement.runner) {
                    offer.rest = new Rest(State.ENDED, reason);
                }
            }
            if (offer.isDeparting() && offer.open.isEmpty()) {
                departing.computeIfPresent(
                        offer.serviceId, (id, late) -> late.remove(offer) && late.isEmpty() ? null : late);
            }
            // Its own place, or another offer's turn, may have waited for this.
            settle(engagement.place);
            if (!offer.isDeparting() && placeOf(offer) != engagement.place) {
                settle(placeOf(offer));
            }
        });
    }

    private void enter(Offer offer) {
        Place place = placeOf(offer);
        if (place == null) {
            become(offer, State.REFUSED, offer.properties.remarks());
        } else {
            place.add(offer);
            settle(place);
        }
    }

    private void settle(@Nullable Place place) {
        if (place != null && !closed) {
            place.settle();
            place.slot.dropIfEmpty(place);
            dropIfUnneeded(place.slot);
        }
    }

    private @Nullable Place placeOf(Offer offer) {
        OfferProperties properties = offer.properties;
        String id = properties.id();
        return id == null || !properties.usable()
                ? null
                : slot(properties.runner()).place(id);
    }

    private static Long idOf(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    private List<Offer> offersFrom(@Nullable Bundle bundle) {
        return offers.values().stream().filter(offer -> offer.isFrom(bundle)).toList();
    }

    /** Changes what became of an offer, and says so aloud where somebody has to do something about it. */
    void become(Offer offer, State state, String reason) {
        if (!offer.become(state, reason)) {
            return;
        }
        boolean loud = switch (state) {
            case REFUSED, SHADOWED -> true;
            // If there is a dead one, its death was loud enough.
            case UNASSIGNED -> !slot(offer.properties.runner()).hasRunner();
            case ACTIVE, WAITING, ENDED, STOPPED, DEPARTING -> false;
        };
        if (loud) {
            log.warn(offer.describeWish() + " is " + state + ": " + reason);
        }
    }

    private void complainOf(Offer offer) {
        // One that is refused is complained of for that.
        if (!offer.properties.complaints().isEmpty() && offer.properties.usable()) {
            log.warn(offer.describeWish() + ": " + offer.properties.remarks());
        }
    }

    // ---- runners

    private Slot slot(String name) {
        return slots.computeIfAbsent(name, missing -> new Slot(this, missing));
    }

    private void dropIfUnneeded(Slot slot) {
        if (!slot.isNeeded()) {
            slots.remove(slot.name, slot);
        }
    }

    /** A configuration of a runner came or was changed. */
    void configure(String pid, RunnerSettings settings) {
        settings.complaints().forEach(complaint -> log.warn("configuration " + pid + ": " + complaint));
        locked(() -> {
            if (closed) {
                return;
            }
            String before = slotOfPid.put(pid, settings.name());
            if (before != null && !before.equals(settings.name())) {
                slot(before).unconfigure(pid);
                dropIfUnneeded(slot(before));
            }
            slot(settings.name()).configure(pid, settings);
        });
    }

    void unconfigure(String pid) {
        locked(() -> {
            String name = slotOfPid.remove(pid);
            if (name != null && !closed) {
                slot(name).unconfigure(pid);
                dropIfUnneeded(slot(name));
            }
        });
    }

    /** A runner has started: it is to end before this bundle does. */
    void launched(WorkerRunner runner) {
        runners.add(runner);
        listeners.launched(runner);
        var unused = runner.completion().handle((nothing, error) -> {
            locked(() -> runners.remove(runner));
            listeners.ended(runner);
            return null;
        });
    }

    /** The runner of a slot has begun to die; called by a thread of that runner. */
    void dying(Slot slot) {
        locked(() -> {
            if (!closed) {
                slot.dying();
            }
        });
    }

    /** Runs an action with the lock held, after a delay. */
    Clock.Timer later(Duration delay, Runnable action) {
        return clock.schedule(
                delay,
                () -> locked(() -> {
                    if (!closed) {
                        action.run();
                    }
                }));
    }

    void stopFramework() {
        stopping.execute(() -> {
            try {
                context.getBundle(0).stop();
            } catch (BundleException | IllegalStateException e) {
                log.error("the framework does not stop", e);
            }
        });
    }

    // ---- what operators ask for

    @Override
    public List<FactoryStatus> factories() {
        return locked(() -> Stream.concat(
                        offers.values().stream(), departing.values().stream().flatMap(List::stream))
                .map(Offer::status)
                .sorted(comparing(FactoryStatus::serviceId))
                .toList());
    }

    @Override
    public boolean start(String runner, String id) {
        return locked(() -> {
            Offer offer = turnOf(runner, id);
            if (offer.current != null) {
                return false;
            }
            offer.rest = null;
            settle(placeOf(offer));
            if (offer.current != null) {
                return true;
            }
            Rest rest = offer.rest;
            if (rest != null) {
                throw new WorkerNotFoundException("worker " + Log.quote(id) + " of runner " + Log.quote(runner)
                        + " cannot be started: " + rest.reason());
            }
            if (offer.state() == State.WAITING) {
                return true;
            }
            throw new RunnerDeadException(
                    "worker " + Log.quote(id) + " of runner " + Log.quote(runner) + " is not started: "
                            + offer.reason(),
                    null);
        });
    }

    @Override
    public CompletionStage<Void> stop(String runner, String id) {
        return locked(() -> {
            Offer offer = turnOf(runner, id);
            Engagement engagement = offer.current;
            offer.current = null;
            offer.rest = new Rest(State.STOPPED, "stopped by an operator; worker:start starts it");
            settle(placeOf(offer));
            return engagement == null ? offer.over() : engagement.runner.stopWorker(id);
        });
    }

    /** The offer whose turn it is; whoever asks wants that one. */
    private Offer turnOf(String runner, String id) {
        Slot slot = slots.get(runner);
        Place place = slot == null ? null : slot.placeOrNull(id);
        Offer offer = place == null ? null : place.first();
        if (offer == null) {
            throw new WorkerNotFoundException(
                    "no factory service offers worker " + Log.quote(id) + " to runner " + Log.quote(runner));
        }
        return offer;
    }

    // ---- end

    /** Ends all runners; holds the caller up while they end, for one grace at the most. */
    void close() {
        Closing closing = locked(() -> {
            closed = true;
            slots.values().forEach(Slot::close);
            Set<Engagement> open = new HashSet<>();
            Stream.concat(offers.values().stream(), departing.values().stream().flatMap(List::stream))
                    .forEach(offer -> open.addAll(offer.open));
            return new Closing(List.copyOf(runners), open, longestGrace(slots.values().stream()));
        });
        closing.runners.forEach(WorkerRunner::kill);
        CompletableFuture<Void> ended = CompletableFuture.allOf(closing.runners.stream()
                .map(runner -> runner.completion().handle((nothing, error) -> null))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
        Grace grace = new Grace(clock, closing.grace, () -> complainOfLate(closing.engagements, closing.grace));
        grace.await(ended);
        grace.end();
        listeners.close();
        registering.close();
        stopping.close();
        logging.close();
    }

    private record Closing(List<WorkerRunner> runners, Set<Engagement> engagements, Duration grace) {}

    private void locked(Runnable transition) {
        lock.lock();
        try {
            transition.run();
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> transition) {
        lock.lock();
        try {
            return transition.get();
        } finally {
            lock.unlock();
        }
    }
}
