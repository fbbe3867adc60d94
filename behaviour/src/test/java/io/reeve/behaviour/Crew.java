// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** An executor that counts its tasks, so that a test knows when all of them are done but those that block. */
final class Crew implements Executor, AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger tasks = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Tasks that were handed over and are not done. Guarded by the lock. */
    private int busy;

    @Override
    public void execute(Runnable task) {
        tasks.incrementAndGet();
        count(1);
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                count(-1);
            }
        });
    }

    private void count(int change) {
        lock.lock();
        try {
            busy += change;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks were handed over. */
    int tasks() {
        return tasks.get();
    }

    /** Waits until no more than so many tasks are left. */
    void awaitBusy(int most) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(60);
        lock.lock();
        try {
            while (busy > most) {
                if (left <= 0) {
                    throw new AssertionError(busy + " tasks do not end");
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
