// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Comparator.comparing;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * the end of the framework go to the thread of this bundle, the code of workers to those of the runners. Lock order:
 * this lock, then a runner's.
 *
 * Invariants
 *   1. Of a place only the first offer has an engagement in force.
 *   2. An offer's service is used by us exactly while an engagement that has started a worker is not over.
 *   3. An offer that departs is in no place, and is forgotten when its last engagement is over.
 *   4. Nobody is held up except those who make factories depart, or stop this bundle: for one grace at the most.
 */

/** The factories and runners of this framework. Lives as long as this bundle is active; components feed it. */
final class Board implements Whiteboard {
    private final BundleContext context;
    private final Clock clock = Clock.system();
    private final WhiteboardThread thread = new WhiteboardThread();
    private final Log log = new Log(thread);
    private final RunnerServices services;
    private final Policies policies;

    private final ReentrantLock lock = new ReentrantLock();

    // All guarded by the lock.
    private final Map<Long, Offer> offers = new TreeMap<>();
    private final Map<Long, Offer> departing = new TreeMap<>();
    private final Map<String, Slot> slots = new HashMap<>();
    private final Map<String, String> slotOfPid = new HashMap<>();
    private boolean closed;

    Board(BundleContext context) {
        this.context = context;
        this.services = new RunnerServices(context, thread);
        this.policies = new Policies(context);
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

    // ---- factories

    void arrived(ServiceReference<WorkerFactory> reference) {
        locked(() -> {
            Offer offer = new Offer(reference);
            if (!closed && offers.putIfAbsent(offer.serviceId, offer) == null) {
                complainOf(offer);
                enter(offer);
            }
        });
    }

    /** Properties were changed; those that do not concern the worker change nothing. */
    void changed(ServiceReference<WorkerFactory> reference) {
        OfferProperties properties = OfferProperties.of(reference);
        locked(() -> {
            Offer offer = offers.get(idOf(reference));
            if (offer == null || offer.properties.equals(properties)) {
                return;
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
        });
    }

    /** Without {@code mayWait}, returns at once; else holds the caller up while the worker ends, for its grace. */
    void departed(ServiceReference<WorkerFactory> reference, boolean mayWait) {
        Bundle bundle = reference.getBundle();
        boolean stopping = bundle != null && bundle.getState() == Bundle.STOPPING;
        Departure departure = locked(() -> {
            Offer offer = offers.get(idOf(reference));
            if (offer != null) {
                retire(stopping ? offersFrom(bundle) : List.of(offer));
            }
            Offer late = departing.get(idOf(reference));
            return late == null || late.grace == null ? null : new Departure(late.over(), late.grace);
        });
        if (departure != null && mayWait) {
            departure.grace.await(departure.over);
        }
    }

    private record Departure(CompletableFuture<Void> over, Grace grace) {}

    /** The component runtime takes its eyes off all services: their workers stop, and nobody waits. */
    void allDeparted() {
        locked(() -> retire(List.copyOf(offers.values())));
    }

    /** All at once, so that those who are slow to end are waited for together and nobody is promoted in between. */
    private void retire(List<Offer> leaving) {
        Duration length = longestGrace(leaving.stream().map(offer -> slot(offer.properties.runner())));
        Set<Engagement> engagements = new HashSet<>();
        leaving.forEach(offer -> engagements.addAll(offer.open));
        Grace grace = new Grace(clock, length, () -> log.warn(() -> lateText(engagements, length)));
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
                departing.put(offer.serviceId, offer);
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

    private static String lateText(Set<Engagement> engagements, Duration length) {
        List<Engagement> late = engagements.stream()
                .filter(engagement -> !engagement.over().isDone())
                .toList();
        return "not ended " + length + " after being asked to stop, and no longer waited for:" + Survivors.text(late);
    }

    /** The last worker of an engagement has ended; called by a thread of its runner. */
    void over(Engagement engagement, @Nullable Throwable error) {
        String reason = error == null
                ? "its worker ended without error"
                : "its worker failed and is not to be restarted: " + Log.text(error);
        locked(() -> {
            Offer offer = engagement.offer;
            offer.open.remove(engagement);
            if (offer.current == engagement) {
                offer.current = null;
                if (engagement.place.slot.live() == engagement.runner) {
                    offer.rest = new Rest(State.ENDED, reason);
                }
            }
            if (!offer.isDeparting()) {
                settle(placeOf(offer));
            } else if (offer.open.isEmpty()) {
                departing.remove(offer.serviceId, offer);
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
        String id = offer.properties.id();
        return id == null ? null : slot(offer.properties.runner()).place(id);
    }

    private static Long idOf(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    private List<Offer> offersFrom(@Nullable Bundle bundle) {
        return offers.values().stream().filter(offer -> offer.isFrom(bundle)).toList();
    }

    /** Changes what became of an offer, and says so aloud where somebody has to do something about it. */
    void become(Offer offer, State state, String reason) {
        boolean news = offer.become(state, reason);
        if (news && (state == State.REFUSED || state == State.SHADOWED || state == State.UNASSIGNED)) {
            log.warn(offer.describeWish() + " is " + state + ": " + reason);
        }
    }

    private void complainOf(Offer offer) {
        if (!offer.properties.complaints().isEmpty() && offer.properties.id() != null) {
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

    void ended(Slot slot, WorkerRunner runner) {
        locked(() -> {
            if (!closed) {
                slot.ended(runner);
            }
        });
    }

    /** Runs an action with the lock held, once a runner has ended or a grace is over. */
    void waitFor(WorkerRunner runner, Duration length, Runnable action) {
        AtomicBoolean first = new AtomicBoolean();
        Runnable once = () -> {
            if (first.compareAndSet(false, true)) {
                locked(() -> {
                    if (!closed) {
                        action.run();
                    }
                });
            }
        };
        Clock.Timer timer = clock.schedule(length, () -> {
            log.warn("runner '" + runner.name() + "' has not ended within " + length + ", still there are "
                    + runner.workerIds() + "; a runner of the same name does not wait for it any longer");
            once.run();
        });
        var unused = runner.completion().handle((nothing, error) -> {
            timer.cancel();
            once.run();
            return null;
        });
    }

    /** Runs an action with the lock held, after a delay. */
    void later(Duration delay, Runnable action) {
        clock.schedule(
                delay,
                () -> locked(() -> {
                    if (!closed) {
                        action.run();
                    }
                }));
    }

    void stopFramework() {
        thread.execute(() -> {
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
        return locked(() -> Stream.concat(offers.values().stream(), departing.values().stream())
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
                throw new WorkerNotFoundException(
                        "worker '" + id + "' of runner '" + runner + "' cannot be started: " + rest.reason());
            }
            throw new RunnerDeadException(
                    "worker '" + id + "' of runner '" + runner + "' is not started: " + offer.reason(), null);
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
            return engagement == null ? CompletableFuture.allOf() : engagement.runner.stopWorker(id);
        });
    }

    /** The offer whose turn it is; whoever asks wants that one. */
    private Offer turnOf(String runner, String id) {
        Slot slot = slots.get(runner);
        Place place = slot == null ? null : slot.placeOrNull(id);
        Offer offer = place == null ? null : place.first();
        if (offer == null) {
            throw new WorkerNotFoundException(
                    "no factory service offers worker '" + id + "' to runner '" + runner + "'");
        }
        return offer;
    }

    // ---- end

    /** Ends all runners; holds the caller up while they end, for one grace at the most. */
    void close() {
        Closing closing = locked(() -> {
            closed = true;
            Set<Engagement> open = new HashSet<>();
            Stream.concat(offers.values().stream(), departing.values().stream())
                    .forEach(offer -> open.addAll(offer.open));
            return new Closing(
                    slots.values().stream().flatMap(Slot::runners).toList(),
                    open,
                    longestGrace(slots.values().stream()));
        });
        closing.runners.forEach(WorkerRunner::kill);
        CompletableFuture<Void> ended = CompletableFuture.allOf(closing.runners.stream()
                .map(runner -> runner.completion().handle((nothing, error) -> null))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
        Grace grace =
                new Grace(clock, closing.grace, () -> log.warn(() -> lateText(closing.engagements, closing.grace)));
        grace.await(ended);
        grace.end();
        thread.close();
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
