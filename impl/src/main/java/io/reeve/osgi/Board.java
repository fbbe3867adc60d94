// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.reeve.dependency.whiteboard.ManifoldServiceStatus;
import io.reeve.osgi.Offer.Rest;
import io.reeve.time.Clock;
import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import io.reeve.worker.whiteboard.Whiteboard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
 * The whiteboard as plain objects. An Offer is a service for a runner or an engine, which is its Host; it came by a
 * Channel. It stands in the Place of its id; the places of one host, and the host, are in its Slot. While it is an
 * offer's turn it has an Engagement, which is what the host sees.
 *
 * One lock guards them all and is held for single transitions only. With it held we call hosts, whose methods
 * return at once and call no foreign code themselves, and nothing else: log lines, the registration of services and
 * the end of the framework go to threads of their own, the code of workers to those of the hosts. What services say
 * of themselves is read before. Lock order: this lock, the monitor of ListenerServices, a host's lock.
 *
 * Invariants
 *   1. Of a place only the first offer has an engagement in force.
 *   2. No id has two workers: an offer is not engaged while a worker of its id lives in another host, or one of its
 *      own under another id. Within one host, the host sees to it.
 *   3. An offer's service is used by us exactly while an engagement that has got it is not over.
 *   4. An offer that departs is in no place, and is forgotten when its last engagement is over.
 *   5. Nobody is held up except those who make services depart, or stop this bundle: for one grace at the most.
 */

/**
 * The offers of this framework, and the runners and engines they are for. Lives as long as this bundle is active;
 * components feed it.
 */
final class Board implements Whiteboard {
    private static final int MOST_ROUNDS = 10;

    private final BundleContext context;
    private final Clock clock = Clock.system();
    private final WhiteboardThread logging = new WhiteboardThread("reeve/whiteboard-log");
    private final WhiteboardThread registering = new WhiteboardThread("reeve/whiteboard-services");
    private final WhiteboardThread stopping = new WhiteboardThread("reeve/whiteboard-stop");
    private final Log log = new Log(logging);
    private final CallThreads callers = new CallThreads();
    private final HostServices services;
    private final Policies policies;
    private final ListenerServices listeners;

    private final ReentrantLock lock = new ReentrantLock();

    // All guarded by the lock.
    private final Map<Arrival, Offer> offers = new LinkedHashMap<>();
    private final Map<Arrival, List<Offer>> departing = new LinkedHashMap<>();
    private final Set<Host> hosts = new HashSet<>();
    private final Map<SlotKey, Slot> slots = new HashMap<>();
    private final Map<String, SlotKey> slotOfPid = new HashMap<>();
    private boolean closed;

    /** A service may come by several ways. */
    private record Arrival(Channel channel, long serviceId) {
        static Arrival of(Channel channel, ServiceReference<?> reference) {
            return new Arrival(channel, (Long) reference.getProperty(Constants.SERVICE_ID));
        }

        static Arrival of(Offer offer) {
            return new Arrival(offer.channel, offer.serviceId);
        }
    }

    private record SlotKey(HostKind kind, String name) {}

    Board(BundleContext context) {
        this.context = context;
        this.services = new HostServices(context, registering);
        this.policies = new Policies(context);
        this.listeners = new ListenerServices(context, log);
        locked(() -> {
            for (HostKind kind : HostKind.values()) {
                slot(kind, kind.defaultName).apply();
            }
        });
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

    /** For foreign code that is called by nobody else's thread. */
    CallThreads callers() {
        return callers;
    }

    HostServices services() {
        return services;
    }

    Policies policies() {
        return policies;
    }

    ListenerServices listeners() {
        return listeners;
    }

    // ---- offers

    void arrived(Channel channel, ServiceReference<?> reference) {
        OfferProperties properties = channel.read(reference);
        locked(() -> {
            Offer offer = new Offer(channel, reference, properties);
            if (!closed && offers.putIfAbsent(Arrival.of(offer), offer) == null) {
                complainOf(offer);
                enter(offer);
            }
        });
        changed(channel, reference);
    }

    /**
     * Properties were changed; those that do not concern the worker change nothing. Of two changes at once the one
     * that is read last must win, so they are read until what was taken over is what is there.
     */
    void changed(Channel channel, ServiceReference<?> reference) {
        boolean news = true;
        for (int round = 0; news && round < MOST_ROUNDS; round++) {
            OfferProperties properties = channel.read(reference);
            news = locked(() -> change(offers.get(Arrival.of(channel, reference)), properties));
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
            offer.wake();
            if (before != null) {
                before.remove(offer);
                settle(before);
            }
            enter(offer);
        }
        return true;
    }

    /** Without {@code mayWait}, returns at once; else holds the caller up while the worker ends, for its grace. */
    void departed(Channel channel, ServiceReference<?> reference, boolean mayWait) {
        Arrival arrival = Arrival.of(channel, reference);
        Bundle bundle = reference.getBundle();
        boolean isStopping = bundle != null && bundle.getState() == Bundle.STOPPING;
        List<Departure> departures = locked(() -> {
            Offer offer = offers.get(arrival);
            if (offer != null) {
                retire(isStopping ? offersFrom(bundle) : List.of(offer));
            }
            return departing.getOrDefault(arrival, List.of()).stream()
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
        locked(() -> retire(offers.values().stream()
                .filter(offer -> offer.channel instanceof WhiteboardChannel)
                .toList()));
    }

    /** Nobody wants the services of a channel any more. */
    void abandon(Channel channel) {
        locked(() -> retire(offers.values().stream()
                .filter(offer -> offer.channel == channel)
                .toList()));
    }

    /** All at once, so that those who are slow to end are waited for together and nobody is promoted in between. */
    private void retire(List<Offer> leaving) {
        Duration length = longestGrace(
                leaving.stream().map(offer -> slots.get(slotKeyOf(offer))).filter(Objects::nonNull));
        Set<Engagement> engagements = new HashSet<>();
        leaving.forEach(offer -> engagements.addAll(offer.open));
        Grace grace = new Grace(clock, length, () -> complainOfLate(engagements, length));
        Set<Place> places = new HashSet<>();
        for (Offer offer : leaving) {
            offers.remove(Arrival.of(offer));
            offer.grace = grace;
            offer.wake();
            Place place = placeOf(offer);
            if (place != null) {
                place.remove(offer);
                places.add(place);
            }
            if (!offer.open.isEmpty()) {
                departing
                        .computeIfAbsent(Arrival.of(offer), first -> new ArrayList<>(1))
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
                .orElse(HostSettings.DEFAULT_STOP_GRACE);
    }

    private void complainOfLate(Set<Engagement> engagements, Duration length) {
        List<Engagement> late = engagements.stream()
                .filter(engagement -> !engagement.over().isDone())
                .toList();
        if (!late.isEmpty()) {
            log.warn(() -> "not ended " + RestartPlan.words(length)
                    + " after being asked to stop, and no longer waited for:" + Survivors.text(late));
        }
    }

    /** The last worker of an engagement has ended; called by a thread of its host. */
    void over(Engagement engagement, @Nullable Throwable error) {
        String reason = engagement.host.kind().reasonOfEnd(error);
        locked(() -> {
            Offer offer = engagement.offer;
            offer.open.remove(engagement);
            engagement.place.over(engagement);
            if (offer.current == engagement) {
                offer.current = null;
                if (engagement.place.slot.live() == engagement.host) {
                    offer.rest = new Rest(State.ENDED, reason);
                }
            }
            if (offer.isDeparting() && offer.open.isEmpty()) {
                departing.computeIfPresent(
                        Arrival.of(offer), (id, late) -> late.remove(offer) && late.isEmpty() ? null : late);
            }
            // Its own place, or another offer's turn, may have waited for this.
            settle(engagement.place);
            if (!offer.isDeparting() && placeOf(offer) != engagement.place) {
                settle(placeOf(offer));
            }
        });
    }

    /** An engagement can be handed over. */
    void ready(Engagement engagement) {
        locked(() -> {
            if (closed) {
                engagement.discard();
            } else {
                engagement.place.take(engagement);
                settle(engagement.place);
            }
        });
    }

    /** An engagement could not be made ready; what the service or its bundle failed to do, it may do later. */
    void unready(Engagement engagement, Throwable failure) {
        String reason = "it cannot be asked for its inputs and outputs: " + Log.text(failure);
        locked(() -> {
            Offer offer = engagement.offer;
            Rest rest = new Rest(State.REFUSED, reason, true);
            if (engagement.place.refuse(engagement, rest) && !closed) {
                offer.retry = later(Restart.DEFAULT_DELAY, () -> {
                    if (rest.equals(offer.rest)) {
                        offer.wake();
                        settle(engagement.place);
                    }
                });
            }
            settle(engagement.place);
        });
    }

    /** Something has left an engine; called by a thread of that engine. */
    void vacated(Slot slot) {
        locked(() -> {
            if (!closed) {
                slot.vacated();
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
                : slot(offer.channel.hostKind(), properties.host()).place(id);
    }

    /** As {@link #placeOf}, but makes none. */
    private @Nullable Place placeOrNull(Offer offer) {
        String id = offer.properties.id();
        Slot slot = slots.get(slotKeyOf(offer));
        return id == null || slot == null || !offer.properties.usable() ? null : slot.placeOrNull(id);
    }

    private static SlotKey slotKeyOf(Offer offer) {
        return new SlotKey(offer.channel.hostKind(), offer.properties.host());
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
            // A service that nobody made for us is as it is, unless it should be given out and is not.
            case REFUSED -> offer.channel.isLoud() || offer.rest != null;
            case SHADOWED -> offer.channel.isLoud();
            // If there is a dead one, its death was loud enough.
            case UNASSIGNED ->
                offer.channel.isLoud()
                        && !slot(offer.channel.hostKind(), offer.properties.host())
                                .hasHost();
            case ACTIVE, GIVEN_UP, WAITING, ENDED, STOPPED, DEPARTING -> false;
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

    /** The class that a manifold service has declared for an input; null if it declared none, or is no such service. */
    @Nullable
    Class<?> typeOf(String engine, String manifold, String input) {
        return locked(() -> {
            Slot slot = slots.get(new SlotKey(HostKind.ENGINE, engine));
            Place place = slot == null ? null : slot.placeOrNull(manifold);
            Offer first = place == null ? null : place.first();
            return first != null && first.current instanceof ManifoldEngagement engagement
                    ? engagement.typeOf(input).orElse(null)
                    : null;
        });
    }

    // ---- runners and engines

    private Slot slot(HostKind kind, String name) {
        return slot(new SlotKey(kind, name));
    }

    private Slot slot(SlotKey key) {
        return slots.computeIfAbsent(key, missing -> new Slot(this, missing.kind, missing.name));
    }

    private void dropIfUnneeded(Slot slot) {
        if (!slot.isNeeded()) {
            slots.remove(new SlotKey(slot.kind, slot.name), slot);
        }
    }

    /** A configuration came or was changed. */
    void configure(String pid, HostSettings settings) {
        settings.complaints().forEach(complaint -> log.warn("configuration " + Log.escape(pid) + ": " + complaint));
        locked(() -> {
            if (closed) {
                return;
            }
            SlotKey key = new SlotKey(settings.kind(), settings.name());
            SlotKey before = slotOfPid.put(pid, key);
            if (before != null && !before.equals(key)) {
                slot(before).unconfigure(pid);
                dropIfUnneeded(slot(before));
            }
            slot(key).configure(pid, settings);
        });
    }

    void unconfigure(String pid) {
        locked(() -> {
            SlotKey key = slotOfPid.remove(pid);
            if (key != null && !closed) {
                slot(key).unconfigure(pid);
                dropIfUnneeded(slot(key));
            }
        });
    }

    /** A host has started: it is to end before this bundle does. */
    void launched(Host host) {
        hosts.add(host);
        listeners.launched(host);
        var unused = host.completion().handle((nothing, error) -> {
            locked(() -> hosts.remove(host));
            listeners.ended(host);
            return null;
        });
    }

    /** The host of a slot has begun to die; called by a thread of that host. */
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
        return locked(() ->
                offersBy(WhiteboardChannel.FACTORIES).map(Offer::factoryStatus).toList());
    }

    List<ManifoldServiceStatus> manifolds() {
        return locked(() ->
                offersBy(WhiteboardChannel.MANIFOLDS).map(Offer::manifoldStatus).toList());
    }

    private Stream<Offer> offersBy(Channel channel) {
        return allOffers().filter(offer -> offer.channel == channel).sorted(comparing(offer -> offer.serviceId));
    }

    private Stream<Offer> allOffers() {
        return Stream.concat(
                offers.values().stream(), departing.values().stream().flatMap(List::stream));
    }

    @Override
    public Optional<Why> why(long serviceId) {
        return why(WhiteboardChannel.FACTORIES, serviceId);
    }

    /** What the board knows of it, and then, without the lock, what a host does. */
    Optional<Why> why(Channel channel, long serviceId) {
        return locked(() -> offersBy(channel)
                        .filter(offer -> offer.serviceId == serviceId)
                        .findFirst()
                        .map(this::trail))
                .map(Trail::toItsEnd);
    }

    private Trail trail(Offer offer) {
        Trail trail = new Trail();
        Place place = placeOrNull(offer);
        Offer followed = offer;
        trail.add(offer);
        if (offer.state() == State.SHADOWED && place != null && place.first() != null) {
            followed = requireNonNull(place.first());
            trail.add(followed);
        }
        trail.follow(followed, place);
        return trail;
    }

    @Override
    public boolean start(String runner, String id) {
        return start(HostKind.RUNNER, runner, id);
    }

    boolean start(HostKind kind, String host, String id) {
        return locked(() -> {
            Offer offer = turnOf(kind, host, id);
            Engagement engagement = offer.current;
            if (engagement != null) {
                return engagement.host.resume(id);
            }
            offer.wake();
            settle(placeOf(offer));
            if (offer.current != null) {
                return true;
            }
            String what = kind.member + " " + Log.quote(id) + " of " + kind.describe(host);
            Rest rest = offer.rest;
            if (rest != null) {
                throw new WorkerNotFoundException(what + " cannot be started: " + rest.reason());
            }
            if (offer.state() == State.WAITING) {
                return true;
            }
            throw new RunnerDeadException(what + " is not started: " + offer.reason(), null);
        });
    }

    @Override
    public CompletionStage<Void> stop(String runner, String id) {
        return stop(HostKind.RUNNER, runner, id);
    }

    CompletionStage<Void> stop(HostKind kind, String host, String id) {
        return locked(() -> {
            Offer offer = turnOf(kind, host, id);
            Engagement engagement = offer.current;
            offer.wake();
            offer.current = null;
            offer.rest = new Rest(State.STOPPED, "stopped by an operator; " + kind.startCommand + " starts it");
            settle(placeOf(offer));
            return engagement == null ? offer.over() : engagement.withdraw();
        });
    }

    /** The offer whose turn it is; whoever asks wants that one. */
    private Offer turnOf(HostKind kind, String host, String id) {
        Slot slot = slots.get(new SlotKey(kind, host));
        Place place = slot == null ? null : slot.placeOrNull(id);
        Offer offer = place == null ? null : place.first();
        if (offer == null) {
            String services = kind == HostKind.RUNNER ? "no factory service" : "no manifold service";
            throw new WorkerNotFoundException(
                    services + " offers " + kind.member + " " + Log.quote(id) + " to " + kind.describe(host));
        }
        return offer;
    }

    // ---- end

    /** Ends all runners and engines; holds the caller up while they end, for one grace at the most. */
    void close() {
        Closing closing = locked(() -> {
            closed = true;
            slots.values().forEach(Slot::close);
            Set<Engagement> open = new HashSet<>();
            allOffers().forEach(offer -> {
                offer.wake();
                open.addAll(offer.open);
            });
            return new Closing(List.copyOf(hosts), open, longestGrace(busySlots()));
        });
        closing.hosts.forEach(Host::kill);
        CompletableFuture<Void> ended = CompletableFuture.allOf(closing.hosts.stream()
                .map(host -> host.completion().handle((nothing, error) -> null))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
        Grace grace = new Grace(clock, closing.grace, () -> complainOfLate(closing.engagements, closing.grace));
        grace.await(ended);
        grace.end();
        listeners.close();
        registering.close();
        callers.close();
        stopping.close();
        logging.close();
    }

    /** One that nobody has offered anything to has a say only if all are like that. */
    private Stream<Slot> busySlots() {
        return slots.values().stream().anyMatch(Slot::isBusy)
                ? slots.values().stream().filter(Slot::isBusy)
                : slots.values().stream();
    }

    private record Closing(List<Host> hosts, Set<Engagement> engagements, Duration grace) {}

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
