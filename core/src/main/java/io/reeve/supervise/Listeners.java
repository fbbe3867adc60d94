// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Those who are told what happens, each with a queue of its own, so that one that is slow delays only itself and one that
 * blocks costs bounded memory. They come and go at any time.
 */
public final class Listeners {
    /** How many events wait for one listener, unless somebody says otherwise. */
    public static final int DEFAULT_CAPACITY = 10_000;

    private final Executor executor;
    private final int capacity;
    private final SerialLane<Subscription.Overflow> overflows;

    /** Written with the lock of the runner held. */
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Written with the lock of the runner held. */
    private volatile Attention attention = Attention.NOTHING;

    /**
     * Creates listeners without any.
     *
     * @param executor where they are called
     * @param capacity how many events wait for each of them at the most
     * @param logger where is said, at every power of ten, that one has missed events; null for nowhere
     * @param owner whose listeners these are, for messages: {@code runner 'x'}
     */
    public Listeners(Executor executor, int capacity, System.@Nullable Logger logger, String owner) {
        this.executor = executor;
        this.capacity = capacity;
        this.overflows = new SerialLane<>(executor, overflow -> {
            if (logger != null) {
                logger.log(
                        System.Logger.Level.WARNING,
                        owner + ": listener " + overflow.listener() + " cannot keep up and has missed "
                                + overflow.missed() + " events so far");
            }
        });
    }

    /**
     * Checks a number of events that may wait for a listener.
     *
     * @param capacity the number
     * @throws IllegalArgumentException if it is less than 1
     */
    public static void checkCapacity(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("the queue of a listener must have room for at least 1 event, not "
                    + capacity + "; without listeners nothing is queued");
        }
    }

    /**
     * What a listener is called, where nobody has given it a name.
     *
     * @param listener the listener
     * @return the name of its class
     */
    public static String nameOf(RunnerListener listener) {
        return listener.getClass().getName();
    }

    /**
     * Whether nobody listens.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return attention == Attention.NOTHING;
    }

    /**
     * What anybody wants to hear of.
     *
     * @return the most that somebody wants
     */
    public Attention attention() {
        return attention;
    }

    /** Adds a listener to everything; with the lock of the runner held, or before there is anything to hear. */
    Subscription add(String description, RunnerListener listener, Consumer<Subscription> closer) {
        return add(description, listener, Attention.EVERYTHING, event -> true, closer);
    }

    /** Adds a listener that wants to hear of failures, and of these not of all. As {@link #add}. */
    Subscription addForFailures(
            String description,
            RunnerListener listener,
            Predicate<? super RunnerEvent> wanted,
            Consumer<Subscription> closer) {
        return add(description, listener, Attention.FAILURES, wanted, closer);
    }

    private Subscription add(
            String description,
            RunnerListener listener,
            Attention interest,
            Predicate<? super RunnerEvent> wanted,
            Consumer<Subscription> closer) {
        Subscription subscription = new Subscription(
                description, listener, interest, wanted, executor, capacity, closer, overflows::submit);
        subscriptions.add(subscription);
        attention = most();
        return subscription;
    }

    /** Forgets one that was closed; with the lock of the runner held. */
    void remove(Subscription subscription) {
        subscriptions.remove(subscription);
        attention = most();
    }

    private Attention most() {
        return subscriptions.stream()
                .map(Subscription::attention)
                .reduce(Attention.NOTHING, (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }

    /**
     * Who could not keep up.
     *
     * @return the listeners that have missed events, with how many; empty if none did
     */
    public Map<String, Object> missed() {
        Map<String, Object> missed = new LinkedHashMap<>();
        for (Subscription subscription : subscriptions) {
            long count = subscription.missed();
            if (count > 0) {
                missed.merge(subscription.description(), count, (one, other) -> (Long) one + (Long) other);
            }
        }
        return missed;
    }

    /**
     * Fixes the place of an event in the order of all. May be called with a lock held.
     *
     * @param event the event
     */
    void enqueue(RunnerEvent event) {
        // Without an iterator: what comes after a transition asks for no memory that it can do without.
        for (int i = 0; i < subscriptions.size(); i++) {
            subscriptions.get(i).enqueue(event);
        }
    }

    /** Sees to it that the events are delivered. May not be called with a lock held. */
    void poke() {
        Throwable failed = null;
        for (Subscription subscription : subscriptions) {
            try {
                subscription.poke();
            } catch (Throwable thrown) {
                failed = failed == null ? thrown : failed;
            }
        }
        Failures.rethrow(failed);
    }
}
