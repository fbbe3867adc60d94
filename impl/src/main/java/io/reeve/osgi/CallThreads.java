// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of this bundle for calls of foreign code: as many as are in a call, so that one that does not return harms
 * nobody else, and none for longer than a second after that.
 */
final class CallThreads implements Executor {
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            WhiteboardThread.named("reeve/whiteboard-call"));

    CallThreads() {
        executor.setRejectedExecutionHandler((task, pool) -> {});
    }

    @Override
    public void execute(Runnable task) {
        execute(CallThreads.class.getClassLoader(), task);
    }

    /** Runs a task under a context class loader; after {@link #close} tasks are dropped. */
    @SuppressWarnings("EmptyCatch") // nobody's but the task's own
    void execute(ClassLoader loader, Runnable task) {
        executor.execute(() -> {
            Thread thread = Thread.currentThread();
            ClassLoader own = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                task.run();
            } catch (Throwable ignored) {
            } finally {
                thread.setContextClassLoader(own);
            }
        });
    }

    /** What was handed in before is still done. */
    void close() {
        executor.shutdown();
    }
}
