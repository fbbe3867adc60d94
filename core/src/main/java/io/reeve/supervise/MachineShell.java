// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.journal.Journal;
import io.reeve.time.Clock;
import io.reeve.worker.event.ListenerRegistration;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shell around a state machine: it takes the events one at a time, under a lock that is never held for longer than
 * one transition, and has the effects carried out after the lock is released.
 *
 * @param <M> the machine
 * @param <E> its effects
 */
public final class MachineShell<M extends StateMachine<E>, E> {
    /** The effect of telling the listeners: the only one whose order matters across events. */
    public interface Publication {
        /**
         * What happened.
         *
         * @return the event
         */
        RunnerEvent event();
    }

    private final ReentrantLock lock = new ReentrantLock();

    /** Events go in with the lock held; what it publishes for readers may be read by anyone. */
    private final M machine;

    private final Clock clock;
    private final Listeners listeners;
    private final Consumer<? super E> performer;

    /**
     * Creates a shell.
     *
     * @param machine the machine
     * @param clock the time of the events
     * @param listeners who is told of publications
     * @param performer carries out one effect that is no publication; called with no lock held
     */
    public MachineShell(M machine, Clock clock, Listeners listeners, Consumer<? super E> performer) {
        this.machine = machine;
        this.clock = clock;
        this.listeners = listeners;
        this.performer = performer;
        machine.observe(listeners.attention());
    }

    // ---- listeners

    /**
     * Adds somebody who is told everything from now on.
     *
     * @param description what he is called in messages and reports
     * @param listener the listener
     * @return how to remove him
     */
    public ListenerRegistration addListener(String description, RunnerListener listener) {
        return subscribe(() -> listeners.add(description, listener, this::remove));
    }

    /**
     * Adds somebody who keeps account of failures: without anybody else, no other events are made.
     *
     * @param description what he is called in messages and reports
     * @param listener the listener
     * @param wanted which events he wants; called with the lock held
     * @return how to remove him
     */
    public ListenerRegistration addListenerForFailures(
            String description, RunnerListener listener, Predicate<? super RunnerEvent> wanted) {
        return subscribe(() -> listeners.addForFailures(description, listener, wanted, this::remove));
    }

    /**
     * Adds those who observe a supervisor from its beginning.
     *
     * @param supervisor the supervisor
     * @param logger where its log goes; null for nowhere
     * @param given its listeners
     * @param journal its failure journal
     */
    public void addObservers(
            Supervisor<?> supervisor,
            System.@Nullable Logger logger,
            List<? extends RunnerListener> given,
            Journal journal) {
        if (logger != null) {
            RunnerListener log = new LogListener(logger, supervisor.kind(), supervisor.subject());
            addListener(Listeners.nameOf(log), log);
        }
        given.forEach(listener -> addListener(Listeners.nameOf(listener), listener));
        if (journal.isKept()) {
            addListenerForFailures("failure journal", journal, Journal::concerns);
        }
    }

    /** Under the lock: so there is one moment from which on everything is heard, and the machine puts it into words. */
    private ListenerRegistration subscribe(Supplier<ListenerRegistration> addition) {
        lock.lock();
        try {
            ListenerRegistration registration = addition.get();
            machine.observe(listeners.attention());
            return registration;
        } finally {
            lock.unlock();
        }
    }

    private void remove(Subscription subscription) {
        guarded(() -> {
            listeners.remove(subscription);
            machine.observe(listeners.attention());
        });
    }

    // ---- events

    /**
     * Takes one event, then carries out its effects. An event that breaks off for want of memory can be told again: a machine
     * says what it wants done before it changes its state accordingly, and what it said before it broke off is done with
     * what the next event brings.
     *
     * @param <R> the type of the answer
     * @param event hands the event to the machine; returns at once
     * @return what it returned
     */
    public <R extends @Nullable Object> R handle(Function<? super M, R> event) {
        Room.make();
        Instant now = clock.instant();
        List<E> effects;
        Throwable untold;
        R answer;
        lock.lock();
        try {
            machine.begin(now);
            answer = event.apply(machine);
            effects = machine.end();
            untold = enqueueEvents(effects);
        } finally {
            lock.unlock();
        }
        perform(effects, untold);
        return answer;
    }

    /**
     * Takes one event that nobody waits for an answer to.
     *
     * @param event hands the event to the machine; returns at once
     */
    public void tell(Consumer<? super M> event) {
        handle(machine -> {
            event.accept(machine);
            return null;
        });
    }

    /**
     * Does something that excludes events, and that has no effects.
     *
     * @param action what to do; returns at once
     */
    public void guarded(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * However a waiter is completed, also by the one who holds it: nothing of ours refers to it any longer.
     *
     * @param <T> what it waits for
     * @param waiter the waiter
     * @return the waiter
     */
    public <T extends @Nullable Object> Waiter<T> leaveWhenDone(Waiter<T> waiter) {
        var unused = waiter.handle((value, error) -> {
            guarded(waiter::leave);
            return null;
        });
        return waiter;
    }

    /** With the lock held, so that every listener sees the order of the transitions. Returns what kept them from being told. */
    private @Nullable Throwable enqueueEvents(List<E> effects) {
        if (listeners.isEmpty()) {
            return null;
        }
        try {
            for (int i = 0; i < effects.size(); i++) {
                if (effects.get(i) instanceof Publication publication) {
                    listeners.enqueue(publication.event());
                }
            }
            return null;
        } catch (Throwable thrown) {
            return thrown;
        }
    }

    /** One effect that cannot be carried out must not keep the others from being so. */
    private void perform(List<E> effects, @Nullable Throwable untold) {
        Throwable failed = untold;
        boolean published = false;
        for (int i = 0; i < effects.size(); i++) {
            E effect = effects.get(i);
            if (effect instanceof Publication) {
                published = true;
                continue;
            }
            try {
                carryOut(effect);
            } catch (Throwable thrown) {
                failed = failed == null ? thrown : failed;
            }
        }
        if (published) {
            listeners.poke();
        }
        Failures.rethrow(failed);
    }

    /** What the machine wanted done it will not want again: for want of memory it is only put off. */
    private void carryOut(E effect) {
        for (int attempts = 0; ; attempts++) {
            try {
                performer.accept(effect);
                return;
            } catch (OutOfMemoryError full) {
                if (!Room.pause(attempts)) {
                    throw full;
                }
            }
        }
    }
}
