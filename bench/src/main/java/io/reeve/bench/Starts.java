// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Counts the calls of start functions, node by node, and knows when a wave of them is through. */
final class Starts {
    /** Some contenders lose nodes; whoever has started none for so long is taken to have lost the rest. */
    private static final long PATIENCE_SECONDS = 20;

    private final AtomicIntegerArray calls;
    private final AtomicIntegerArray due;
    private volatile CountDownLatch missing = new CountDownLatch(0);

    Starts(int size) {
        calls = new AtomicIntegerArray(size);
        due = new AtomicIntegerArray(size);
    }

    /** A new wave: each of these is to be started once more. */
    void expect(int... nodes) {
        missing = new CountDownLatch(nodes.length);
        for (int node : nodes) {
            due.incrementAndGet(node);
        }
    }

    /** Called by each start function. */
    void called(int node) {
        if (calls.incrementAndGet(node) == due.get(node)) {
            missing.countDown();
        }
    }

    /** Until all that are expected have been started. */
    void await() throws InterruptedException {
        long before = missing.getCount();
        while (!missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            long now = missing.getCount();
            if (now == before) {
                throw new IllegalStateException(now + " of " + calls.length() + " are not started");
            }
            before = now;
        }
    }

    /** How often any of them was started. */
    long total() {
        return sum(calls);
    }

    /** Fails unless each was started exactly once in each wave that it belonged to. */
    void requireExactlyOnce() {
        for (int node = 0; node < calls.length(); node++) {
            if (calls.get(node) != due.get(node)) {
                throw new IllegalStateException(
                        "node " + node + " was started " + calls.get(node) + " times in place of " + due.get(node)
                                + "; all of them " + sum(calls) + " times in place of " + sum(due));
            }
        }
    }

    private static long sum(AtomicIntegerArray numbers) {
        long sum = 0;
        for (int i = 0; i < numbers.length(); i++) {
            sum += numbers.get(i);
        }
        return sum;
    }
}
