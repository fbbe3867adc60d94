// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is submitted is consumed, all of it, once, in its order, and never by two at a time. */
@Param(name = "item", gen = IntGen.class, conf = "1:3")
public class SerialLaneLincheckTest {
    private final Crowd crowd = new Crowd();
    private final AtomicInteger submitted = new AtomicInteger();
    private final AtomicInteger consuming = new AtomicInteger();
    private volatile boolean twoAtATime;

    /** Guarded by the lane: one at a time, and each sees what the one before it did. */
    private final List<Integer> consumed = new ArrayList<>();

    private final Object order = new Object();
    private final List<Integer> expected = new ArrayList<>();

    private final SerialLane<Integer> lane = new SerialLane<>(this::handOver, this::consume);

    /** Twice, as if it had been thought lost. */
    private void handOver(Runnable task) {
        crowd.execute(task);
        crowd.execute(task);
    }

    private void consume(int item) {
        if (consuming.incrementAndGet() != 1) {
            twoAtATime = true;
        }
        consumed.add(item);
        consuming.decrementAndGet();
        if (item == 3) {
            throw new IllegalStateException("spoils only itself");
        }
    }

    @Operation
    public void submit(@Param(name = "item") int item) {
        submitted.incrementAndGet();
        // As a supervisor does, with its lock held.
        synchronized (order) {
            expected.add(item);
            lane.enqueue(item);
        }
        lane.poke();
        crowd.work();
    }

    @Validate
    public void allConsumed() {
        if (twoAtATime) {
            throw new AssertionError("two consumed at a time");
        }
        if (!consumed.equals(expected)) {
            throw new AssertionError("submitted " + expected + ", but consumed " + consumed);
        }
    }

    @Test
    @DisplayName("a lane consumes all, in order, one at a time, whoever submits")
    void keepsItsPromise() {
        Exploration.of(4, 1500).check(SerialLaneLincheckTest.class);
    }
}
