// SPDX-License-Identifier: Apache-2.0
package io.reeve.concurrency;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Counts the workers of a few ids that run. */
final class HeadCount {
    private final AtomicIntegerArray running = new AtomicIntegerArray(3);

    /** The last id that had two workers at a time; 0 if there was none. */
    private final AtomicInteger crowded = new AtomicInteger();

    /** Starts a worker that runs until it is killed. */
    SimpleWorker start(int id) {
        if (running.incrementAndGet(id) != 1) {
            crowded.set(id);
        }
        SimpleWorker worker = new SimpleWorker();
        var unused = worker.completion().thenRun(() -> running.decrementAndGet(id));
        return worker;
    }

    void mustBe(int id, int expected) {
        if (crowded.get() != 0) {
            throw new AssertionError("two workers of " + crowded + " at a time");
        }
        if (running.get(id) != expected) {
            throw new AssertionError(running.get(id) + " workers of " + id + ", but expected " + expected);
        }
    }
}
