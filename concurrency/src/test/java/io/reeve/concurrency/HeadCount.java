// SPDX-License-Identifier: Apache-2.0
package io.reeve.concurrency;

import io.reeve.worker.Worker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Counts the workers of a few ids that run. */
final class HeadCount {
    private final AtomicIntegerArray running = new AtomicIntegerArray(3);

    /** The last id that had two workers at a time; 0 if there was none. */
    private final AtomicInteger crowded = new AtomicInteger();

    /** Starts a worker that runs until it is killed. */
    Worker start(int id) {
        if (running.incrementAndGet(id) != 1) {
            crowded.set(id);
        }
        return new Member(id);
    }

    void mustBe(int id, int expected) {
        if (crowded.get() != 0) {
            throw new AssertionError("two workers of " + crowded + " at a time");
        }
        if (running.get(id) != expected) {
            throw new AssertionError(running.get(id) + " workers of " + id + ", but expected " + expected);
        }
    }

    /** Leaves before it says that it has ended: whoever hears of the end may start the next one at once. Has no thread. */
    private final class Member implements Worker {
        private final int id;
        private final AtomicBoolean left = new AtomicBoolean();
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        Member(int id) {
            this.id = id;
        }

        @Override
        public void kill() {
            if (!left.getAndSet(true)) {
                running.decrementAndGet(id);
            }
            end.complete(null);
        }

        @Override
        public CompletableFuture<Void> completion() {
            return end;
        }
    }
}
