// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * An executor without threads of its own, so that a model checker sees all there are: what is handed to it is done by
 * whoever comes along after his own call has returned.
 */
public final class Crowd implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Does what there is to do. All that calls has to end with this, or something may be left undone. */
    public void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Does what there is to do, and waits for what others are doing. */
    public void workUntil(CompletionStage<Void> stage) {
        work();
        stage.toCompletableFuture().join();
        work();
    }
}
