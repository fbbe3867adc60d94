// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import io.reeve.worker.Worker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker without a thread, which ends when it is killed, or, if it is deaf, only when the test says so. */
class TestWorker implements Worker {
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CompletionStage<Void> completion = end.minimalCompletionStage();
    private final AtomicInteger kills = new AtomicInteger();
    private final boolean deaf;

    TestWorker(boolean deaf) {
        this.deaf = deaf;
    }

    static TestWorker obedient() {
        return new TestWorker(false);
    }

    static TestWorker deaf() {
        return new TestWorker(true);
    }

    @Override
    public void kill() {
        kills.incrementAndGet();
        if (!deaf) {
            end();
        }
    }

    @Override
    public CompletionStage<Void> completion() {
        return completion;
    }

    void end() {
        end.complete(null);
    }

    void fail(Throwable error) {
        end.completeExceptionally(error);
    }

    int kills() {
        return kills.get();
    }

    boolean hasEnded() {
        return end.isDone();
    }
}
