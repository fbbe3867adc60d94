// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A listener with a short memory hears of each event or that it was missed, in order, and of none after its end. */
public class SubscriptionLincheckTest {
    private static final int CAPACITY = 2;

    private final Crowd crowd = new Crowd();
    private final Object lock = new Object();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean wrong;
    private volatile boolean closed;

    /** Guarded by the lock, as in a runner. */
    private long events;

    /** Guarded by the subscription, which calls one at a time. */
    private final List<Long> heard = new ArrayList<>();

    private long gaps;

    private final Subscription subscription = new Subscription(
            "listener",
            new RunnerListener() {
                @Override
                public void onEvent(RunnerEvent event) {
                    call(() -> heard.add(((RunnerEvent.WorkerEvent) event).generation()));
                }

                @Override
                public void onMissed(String runner, long count) {
                    call(() -> gaps += count);
                }
            },
            Attention.EVERYTHING,
            event -> true,
            crowd,
            CAPACITY,
            closing -> {},
            overflow -> {});

    private void call(Runnable telling) {
        boolean alone = calls.incrementAndGet() == 1;
        telling.run();
        if (!alone || hasEnded()) {
            wrong = true;
        }
        calls.decrementAndGet();
    }

    private boolean hasEnded() {
        return ((OneWayStage) subscription.ended()).isDone();
    }

    @Operation
    public void happen() {
        synchronized (lock) {
            events++;
            subscription.enqueue(new RunnerEvent.Started("runner", Instant.EPOCH, "id", events));
        }
        subscription.poke();
        crowd.work();
    }

    @Operation
    public void close() {
        subscription.close();
        closed = true;
        crowd.work();
    }

    @Validate
    public void allHeardOrMissed() {
        if (wrong) {
            throw new AssertionError("two calls at a time, or one after the end");
        }
        for (int i = 1; i < heard.size(); i++) {
            if (heard.get(i - 1) >= heard.get(i)) {
                throw new AssertionError("out of order: " + heard);
            }
        }
        if (closed != hasEnded()) {
            throw new AssertionError("closed " + closed + ", but ended " + hasEnded());
        }
        if (!closed && heard.size() + gaps != events) {
            throw new AssertionError(events + " events, but heard " + heard + " and of " + gaps + " missed");
        }
        if (!closed && gaps != subscription.missed()) {
            throw new AssertionError("told of " + gaps + " missed, counted " + subscription.missed());
        }
    }

    @Test
    @DisplayName("a listener hears of all or how much it missed, in order, one call at a time, none after its end")
    void keepsItsPromise() {
        Exploration.of(12, 200).check(SubscriptionLincheckTest.class);
    }
}
