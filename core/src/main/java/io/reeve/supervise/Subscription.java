// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.event.ListenerRegistration;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/*
 * Events come in on the threads of the runner, under its lock, and go out on the executor, one call at a time. In
 * between they wait in a queue. When that is full the oldest event makes room for the new one, so a gap is always at
 * the head of the queue, and is told before what stands there.
 *
 * Closing empties the queue. A call takes what it tells in the same critical section in which it notes that it begins. So
 * after close() there is at most the one call that had begun.
 */

/** One listener of one runner or engine, with the events that wait for it. */
final class Subscription implements ListenerRegistration {
    /** After so many calls the executor may do something else in between. */
    private static final int BATCH = 256;

    private final String description;
    private final Attention attention;
    private final Predicate<? super RunnerEvent> wanted;
    private final int capacity;
    private final Consumer<Subscription> closer;
    private final Consumer<? super Overflow> complaints;
    private final Executor executor;
    private final SerialTask delivery;
    private final OneWayStage ended = new OneWayStage();

    /** Guards the fields below. The last lock that anybody takes: whoever holds it calls nobody. */
    private final Object gate = new Object();

    private final Queue<RunnerEvent> waiting = new ArrayDeque<>();

    /** Null once the registration is closed. */
    private @Nullable RunnerListener listener;

    private boolean calling;

    /** How many events were dropped at the head of the queue, not told yet. */
    private long gap;

    private long missed;

    /** An overflow is complained of when this many events are missed, then at ten times as many. */
    private long nextComplaint = 1;

    private boolean complaining;

    /**
     * That a listener cannot keep up.
     *
     * @param listener which one
     * @param missed how many events it has missed
     */
    record Overflow(String listener, long missed) {}

    Subscription(
            String description,
            RunnerListener listener,
            Attention attention,
            Predicate<? super RunnerEvent> wanted,
            Executor executor,
            int capacity,
            Consumer<Subscription> closer,
            Consumer<? super Overflow> complaints) {
        this.description = description;
        this.listener = listener;
        this.attention = attention;
        this.wanted = wanted;
        this.executor = executor;
        this.capacity = capacity;
        this.closer = closer;
        this.complaints = complaints;
        this.delivery = new SerialTask(executor, this::hasNews, this::deliver);
    }

    String description() {
        return description;
    }

    Attention attention() {
        return attention;
    }

    // ---- the runner's side

    /** Calls no foreign code; may be called with the runner's lock held. */
    void enqueue(RunnerEvent event) {
        if (!wanted.test(event)) {
            return;
        }
        synchronized (gate) {
            if (listener == null) {
                return;
            }
            if (waiting.size() >= capacity) {
                dropOldest();
            }
            try {
                waiting.add(event);
            } catch (OutOfMemoryError full) {
                // Not even for a longer queue is there memory.
                dropOldest();
                waiting.add(event);
            }
        }
    }

    private void dropOldest() {
        waiting.remove();
        gap++;
        missed++;
        if (missed >= nextComplaint) {
            nextComplaint = nextComplaint > Long.MAX_VALUE / 10 ? Long.MAX_VALUE : nextComplaint * 10;
            complaining = true;
        }
    }

    /** May not be called with a lock held. */
    void poke() {
        delivery.poke();
        long complaint = 0;
        synchronized (gate) {
            if (complaining) {
                complaining = false;
                complaint = missed;
            }
        }
        if (complaint > 0) {
            complaints.accept(new Overflow(description, complaint));
        }
    }

    private boolean hasNews() {
        return backlog() > 0;
    }

    /** How many events wait. */
    int backlog() {
        synchronized (gate) {
            return waiting.size();
        }
    }

    @Override
    public long missed() {
        synchronized (gate) {
            return missed;
        }
    }

    // ---- the listener's side

    private void deliver() {
        int calls = 0;
        while (calls < BATCH && tellNext()) {
            calls++;
        }
    }

    /** Returns false if there was nothing to tell. */
    @SuppressWarnings("EmptyCatch") // contract: what a listener throws is ignored
    private boolean tellNext() {
        RunnerListener told;
        RunnerEvent event;
        long missedBefore;
        synchronized (gate) {
            event = waiting.peek();
            told = listener;
            if (event == null || told == null) {
                return false;
            }
            missedBefore = gap;
            gap = 0;
            if (missedBefore == 0) {
                waiting.remove();
            }
            calling = true;
        }
        try {
            if (missedBefore == 0) {
                told.onEvent(event);
            } else {
                told.onMissed(event.runner(), missedBefore);
            }
        } catch (Throwable ignored) {
        } finally {
            hasReturned();
        }
        return true;
    }

    private void hasReturned() {
        boolean last;
        synchronized (gate) {
            calling = false;
            last = listener == null;
        }
        if (last) {
            ended.finish(null);
        }
    }

    @Override
    public void close() {
        boolean last;
        synchronized (gate) {
            if (listener == null) {
                return;
            }
            listener = null;
            waiting.clear();
            last = !calling;
        }
        closer.accept(this);
        if (last) {
            executor.execute(() -> ended.finish(null));
        }
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended;
    }
}
