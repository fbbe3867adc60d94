// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs on an executor whenever there is something for it to do, and never twice at a time. No thread is held
 * while there is nothing.
 */
final class SerialTask implements ElasticPool.Task {
    private final Executor executor;
    private final BooleanSupplier needed;
    private final Runnable task;

    /** Whether it is handed to the executor, and no run has begun since. */
    private final AtomicBoolean handed = new AtomicBoolean();

    /** What {@link Room#shortages()} was when it was handed to the executor. */
    private volatile int shortages;

    /** The thread that is in a run; null if there is none. */
    private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

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
        if (needed.getAsBoolean() && !isOwned() && (handed.compareAndSet(false, true) || isPerhapsLost())) {
            shortages = Room.shortages();
            try {
                executor.execute(this);
            } catch (Throwable notTaken) {
                // The next one who pokes shall find the way free.
                handed.set(false);
                throw notTaken;
            }
        }
    }

    /** A thread that runs out of memory may take a task with it; to be run once too often does no harm. */
    private boolean isPerhapsLost() {
        return shortages != Room.shortages();
    }

    private boolean isOwned() {
        Thread thread = owner.get();
        return thread != null && thread.isAlive();
    }

    @Override
    public void run() {
        Thread before = owner.get();
        boolean isFree = before == null || !before.isAlive();
        boolean isMine = isFree && owner.compareAndSet(before, Thread.currentThread());
        // Not before there is an owner: until then one hand-over is enough.
        handed.set(false);
        try {
            if (isMine) {
                task.run();
            }
        } finally {
            if (isMine) {
                owner.set(null);
            }
            // Also if it was not: whoever was, may have found it handed over when he was through.
            poke();
        }
    }

    /** What a run does at its end in any case, a JVM without memory may have left out nevertheless. */
    @Override
    public void brokeOff(Throwable thrown) {
        if (owner.compareAndSet(Thread.currentThread(), null)) {
            poke();
        }
    }
}
