// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread of this bundle: runs tasks in order, and exists only while there are some. */
final class WhiteboardThread implements Executor {
    private final ThreadPoolExecutor executor;

    WhiteboardThread(String name) {
        executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        executor.allowCoreThreadTimeOut(true);
        executor.setRejectedExecutionHandler((task, pool) -> {});
    }

    /** Makes daemon threads of a name, whose context class loader is ours. */
    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = newThread(name, task);
            thread.setDaemon(true);
            thread.setContextClassLoader(WhiteboardThread.class.getClassLoader());
            return thread;
        };
    }

    /** Takes nothing over from its creator: neither thread locals nor the class loaders on its stack. */
    @SuppressWarnings("removal") // the only way there is, on the JVMs that need it
    private static Thread newThread(String name, Runnable task) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new Thread(null, task, name, 0, false));
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
