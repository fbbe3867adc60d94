// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import io.reeve.worker.Worker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A worker that does nothing until it is killed or told to fail. */
final class IdleWorker implements Worker {
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    void fail() {
        end.completeExceptionally(new Crash());
    }

    @Override
    @SuppressWarnings("NullAway") // the value of a Void is null
    public void kill() {
        end.complete(null);
    }

    @Override
    public CompletionStage<Void> completion() {
        return end;
    }
}
