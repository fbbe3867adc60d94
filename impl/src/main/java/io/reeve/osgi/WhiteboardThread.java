// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread of this bundle: runs tasks in order, and exists only while there are some. */
final class WhiteboardThread implements Executor {
    private final ThreadPoolExecutor executor;

    WhiteboardThread(String name) {
        executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            // Takes nothing over from its creator: neither its class loader nor inheritable thread locals.
            Thread thread = new Thread(null, task, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(WhiteboardThread.class.getClassLoader());
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        executor.setRejectedExecutionHandler((task, pool) -> {});
    }

    /** After {@link #close} tasks are dropped; what a task throws is nobody's but its own. */
    @Override
    @SuppressWarnings("EmptyCatch") // the framework is going down, or a logger is broken: there is nobody to tell
    public void execute(Runnable task) {
        executor.execute(() -> {
            try {
                task.run();
            } catch (Throwable ignored) {
            }
        });
    }

    /** What was handed in before is still done. */
    void close() {
        executor.shutdown();
    }
}
