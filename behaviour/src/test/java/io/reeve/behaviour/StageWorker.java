// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import io.reeve.worker.Worker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A worker that is nothing but its completion: it ends when that is completed, by {@link #kill()} or by the test.
 *
 * @param end its completion
 */
public record StageWorker(CompletableFuture<Void> end) implements Worker {
    /** A worker with a completion of its own. */
    public StageWorker() {
        this(new CompletableFuture<>());
    }

    @Override
    public void kill() {
        end.complete(null);
    }

    @Override
    public CompletionStage<Void> completion() {
        return end;
    }
}
