// SPDX-License-Identifier: Apache-2.0
package io.reeve.concurrency;

import io.reeve.worker.Worker;
import java.util.concurrent.CompletableFuture;

/** Runs until it is killed, and then no longer. Has no thread. */
final class SimpleWorker implements Worker {
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    @Override
    public void kill() {
        end.complete(null);
    }

    @Override
    public CompletableFuture<Void> completion() {
        return end;
    }
}
