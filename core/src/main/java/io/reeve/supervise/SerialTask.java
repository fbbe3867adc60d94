// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A task that runs on an executor whenever there is something for it to do, and never twice at a time. No thread is held
 * while there is nothing.
 */
final class SerialTask {
    private final Executor executor;
    private final BooleanSupplier needed;
    private final Runnable task;
    private final Runnable run = this::run;

    /** Whether a run is under way or handed to the executor. */
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * Creates a task.
     *
     * @param executor where it runs
     * @param needed whether there is something to do; asked by any thread
     * @param task does some of it; asked for again while there is more
     */
    SerialTask(Executor executor, BooleanSupplier needed, Runnable task) {
        this.executor = executor;
        this.needed = needed;
        this.task = task;
    }

    /** Sees to it that what there is to do is done. Hands work to the executor, so not to be called with a lock held. */
    void poke() {
        if (needed.getAsBoolean() && running.compareAndSet(false, true)) {
            try {
                executor.execute(run);
            } catch (Throwable notTaken) {
                // The next one who pokes shall find the way free.
                running.set(false);
                throw notTaken;
            }
        }
    }

    private void run() {
        try {
            task.run();
        } finally {
            running.set(false);
            poke();
        }
    }
}
