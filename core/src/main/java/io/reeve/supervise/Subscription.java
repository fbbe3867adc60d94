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
 * the head of the queue; whoever takes events out takes the size of the gap along, and tells it first.
 *
 * Closing empties the queue. A batch that was taken out before is told no further: each call asks first, in the same
 * critical section in which it notes that it begins. So after close() there is at most the one call that had begun.
 */

/** One listener of one runner or engine, with the events that wait for it. */
final class Subscription implements ListenerRegistration {
    /** So many events are taken out of the queue at a time. */
    private static final int BATCH = 64;

    /** After so many batches the executor may do something else in between. */
    private static final int BATCHES = 4;

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
                waiting.remove();
                gap++;
                missed++;
                if (missed >= nextComplaint) {
                    nextComplaint = nextComplaint > Long.MAX_VALUE / 10 ? Long.MAX_VALUE : nextComplaint * 10;
                    complaining = true;
                }
            }
            waiting.add(event);
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
        RunnerEvent[] batch = new RunnerEvent[BATCH];
        for (int round = 0; round < BATCHES; round++) {
            long before;
            int count = 0;
            synchronized (gate) {
                before = gap;
                gap = 0;
                while (count < BATCH && !waiting.isEmpty()) {
                    batch[count++] = waiting.remove();
                }
            }
            if (count == 0) {
                return;
            }
            if (before > 0) {
                String runner = batch[0].runner();
                call(told -> told.onMissed(runner, before));
            }
            for (int i = 0; i < count; i++) {
                RunnerEvent event = batch[i];
                call(told -> told.onEvent(event));
            }
        }
    }

    @SuppressWarnings("EmptyCatch") // contract: what a listener throws is ignored
    private void call(Consumer<RunnerListener> telling) {
        RunnerListener told;
        synchronized (gate) {
            told = listener;
            calling = told != null;
        }
        if (told == null) {
            return;
        }
        try {
            telling.accept(told);
        } catch (Throwable ignored) {
        } finally {
            boolean last;
            synchronized (gate) {
                calling = false;
                last = listener == null;
            }
            if (last) {
                ended.finish(null);
            }
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
