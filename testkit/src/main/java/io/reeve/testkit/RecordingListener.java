// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static java.util.Objects.requireNonNull;

import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Records the events of a runner and waits for those that a test expects. Events arrive some time after they have
 * happened, so a test waits for the last one that it is interested in, then looks at {@link #events()}.
 *
 * <p>Safe for use by any thread. Does not need JUnit.
 */
public final class RecordingListener implements RunnerListener {
    /** How long a listener waits, unless told otherwise. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    /** So many events are listed in a message: the last ones. */
    private static final int LISTED = 50;

    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    /** Guarded by the lock. */
    private final List<RunnerEvent> events = new ArrayList<>();

    /** Creates a listener that waits for half a minute at most. */
    public RecordingListener() {
        this(DEFAULT_PATIENCE);
    }

    /**
     * Creates a listener.
     *
     * @param patience how long it waits for an event
     */
    public RecordingListener(Duration patience) {
        this.patience = requireNonNull(patience, "patience");
    }

    @Override
    public void onEvent(RunnerEvent event) {
        lock.lock();
        try {
            events.add(event);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What was recorded so far.
     *
     * @return a copy, in the order of arrival
     */
    public List<RunnerEvent> events() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The events of one type that were recorded so far.
     *
     * @param type the type
     * @param <E> the type
     * @return a copy, in the order of arrival
     */
    public <E extends RunnerEvent> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * Waits until an event that fits was recorded; it may have been already.
     *
     * @param wanted whether an event fits; called with the lock of this listener held
     * @return the first event that fits
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionError if none arrives in time; lists the events that did
     */
    public RunnerEvent await(Predicate<? super RunnerEvent> wanted) throws InterruptedException {
        return await(RunnerEvent.class, wanted);
    }

    /**
     * Waits until an event of a type was recorded; it may have been already.
     *
     * @param type the type
     * @param <E> the type
     * @return the first event of that type
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionError if none arrives in time; lists the events that did
     */
    public <E extends RunnerEvent> E await(Class<E> type) throws InterruptedException {
        return await(type, event -> true);
    }

    /**
     * Waits until an event of a type that fits was recorded; it may have been already.
     *
     * @param type the type
     * @param wanted whether an event of that type fits; called with the lock of this listener held
     * @param <E> the type
     * @return the first event that fits
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionError if none arrives in time; lists the events that did
     */
    public <E extends RunnerEvent> E await(Class<E> type, Predicate<? super E> wanted) throws InterruptedException {
        requireNonNull(type, "type");
        requireNonNull(wanted, "wanted");
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            for (int seen = 0; ; seen++) {
                while (seen == events.size()) {
                    if (left <= 0) {
                        throw new AssertionError(
                                "waited " + patience + " for a fitting " + type.getSimpleName() + "; " + this);
                    }
                    left = arrived.awaitNanos(left);
                }
                RunnerEvent event = events.get(seen);
                if (type.isInstance(event) && wanted.test(type.cast(event))) {
                    return type.cast(event);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the last events, one a line. */
    @Override
    public String toString() {
        List<RunnerEvent> all = events();
        if (all.isEmpty()) {
            return "no event was recorded";
        }
        int skipped = Math.max(0, all.size() - LISTED);
        return all.subList(skipped, all.size()).stream()
                .map(event -> "\n  " + event)
                .collect(Collectors.joining(
                        "", all.size() + " recorded:" + (skipped == 0 ? "" : "\n  … " + skipped + " before"), ""));
    }
}
