// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import org.jspecify.annotations.Nullable;

/**
 * One call of code that is not ours, on a thread that for its duration carries the name and the context class
 * loader that fit the code. The thread can be found while the call lasts, and interrupted without harm to what it
 * does afterwards.
 */
public abstract class ForeignCall implements Runnable {
    private final String threadName;
    private final ClassLoader contextClassLoader;

    /** Guards {@link #thread}; private, since this object may be known to foreign code. */
    private final Object gate = new Object();

    private @Nullable Thread thread;

    /**
     * Creates a call.
     *
     * @param threadName the name of the thread during the call
     * @param contextClassLoader its context class loader during the call
     */
    protected ForeignCall(String threadName, ClassLoader contextClassLoader) {
        this.threadName = threadName;
        this.contextClassLoader = contextClassLoader;
    }

    /**
     * The class loader that fits code of an object: that of its class.
     *
     * @param owner the object; null if there is none
     * @return its loader, or the system class loader for no object or one of the JVM's own
     */
    public static ClassLoader loaderOf(@Nullable Object owner) {
        ClassLoader loader = owner == null ? null : owner.getClass().getClassLoader();
        return loader != null ? loader : ClassLoader.getSystemClassLoader();
    }

    /** Calls the foreign code. Does not throw. */
    protected abstract void call();

    @Override
    public final void run() {
        Thread current = Thread.currentThread();
        String name = current.getName();
        ClassLoader loader = current.getContextClassLoader();
        // What was meant for whoever had the thread before is not for the foreign code.
        Thread.interrupted();
        current.setName(threadName);
        current.setContextClassLoader(contextClassLoader);
        synchronized (gate) {
            thread = current;
        }
        try {
            call();
        } finally {
            synchronized (gate) {
                thread = null;
            }
            // Neither our interrupt nor one that the foreign code left behind is for anybody else.
            Thread.interrupted();
            current.setContextClassLoader(loader);
            current.setName(name);
        }
    }

    /** Interrupts the foreign code if it is being called now. */
    public final void interrupt() {
        synchronized (gate) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /**
     * The thread that is in the foreign code now.
     *
     * @return the thread, or null if there is none
     */
    public final @Nullable Thread thread() {
        synchronized (gate) {
            return thread;
        }
    }
}
