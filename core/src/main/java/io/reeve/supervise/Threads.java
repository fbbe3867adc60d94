// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.time.Clock;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which foreign code runs: the one class of this library that creates any.
 *
 * <p>Start functions, which are expected to block, get a virtual thread each where the JVM has them. Everything
 * else stays on platform threads: short calls, on which the supervision of all workers depends, must not wait
 * behind start functions that never let go of the few carriers of virtual threads.
 */
public final class Threads {
    private static final ElasticPool POOL = new ElasticPool(Clock.system());
    private static final @Nullable ThreadFactory VIRTUAL = virtualThreads();
    private static final Executor STARTS = VIRTUAL == null ? POOL : startingBy(VIRTUAL);
    private static final Executor WORK = startingBy(VIRTUAL != null ? VIRTUAL : task -> daemon("reeve/work", task));

    private Threads() {}

    /**
     * Where start functions run.
     *
     * @return an executor that never refuses and goes on while tasks block
     */
    public static Executor forStarts() {
        return STARTS;
    }

    /**
     * Where all other foreign code runs.
     *
     * @return an executor that never refuses and goes on while tasks block
     */
    public static Executor forCalls() {
        return POOL;
    }

    /**
     * Where code runs that keeps its thread for as long as it pleases: each task has a thread of its own.
     *
     * @return an executor that never refuses
     */
    public static Executor forWork() {
        return WORK;
    }

    /**
     * An executor that refuses a task, or fails to take it, would lose a worker: then the pool takes it.
     *
     * @param given an executor from elsewhere
     * @return an executor that never refuses
     */
    public static Executor dependable(Executor given) {
        return task -> {
            try {
                given.execute(task);
            } catch (Throwable refused) {
                POOL.execute(task);
            }
        };
    }

    private static Executor startingBy(ThreadFactory factory) {
        return task -> factory.newThread(task instanceof ElasticPool.Task repaired ? () -> run(repaired) : task)
                .start();
    }

    private static void run(ElasticPool.Task task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            task.brokeOff(thrown);
            throw thrown;
        }
    }

    /** The factory of virtual threads; null before Java 21. Looked up by name, since this is compiled for Java 17. */
    static @Nullable ThreadFactory virtualThreads() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> general = Class.forName("java.lang.Thread$Builder");
            Class<?> special = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(special));
            MethodHandle inherit = lookup.findVirtual(
                    general, "inheritInheritableThreadLocals", MethodType.methodType(general, boolean.class));
            MethodHandle factory = lookup.findVirtual(general, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(inherit.invoke(ofVirtual.invoke(), false));
        } catch (Throwable absent) {
            return null;
        }
    }

    /**
     * A daemon thread that takes nothing over from its creator.
     *
     * @param name its name
     * @param task what it runs
     * @return the thread, not started
     */
    public static Thread daemon(String name, Runnable task) {
        return detached(() -> new Thread(null, task, name, 0, false));
    }

    /**
     * Makes a thread that takes nothing over from its creator: neither its context class loader nor, on the JVMs that
     * still have them, the class loaders on its stack, which every thread keeps as its access control context.
     */
    @SuppressWarnings("removal") // the only way there is, on the JVMs that need it
    static <T extends Thread> T detached(Supplier<T> maker) {
        T thread = AccessController.doPrivileged((PrivilegedAction<T>) maker::get);
        thread.setDaemon(true);
        thread.setContextClassLoader(Threads.class.getClassLoader());
        return thread;
    }
}
