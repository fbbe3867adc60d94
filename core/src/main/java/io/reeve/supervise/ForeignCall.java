// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import org.jspecify.annotations.Nullable;

/**
 * One call of code that is not ours, on a thread that for its duration carries the name and the context class loader
 * that fit the code; a thread of the pool takes the name only if the call lasts. The thread can be found while the call
 * lasts, and interrupted without harm to what it does afterwards.
 */
public abstract class ForeignCall implements ElasticPool.Task {
    private final ClassLoader contextClassLoader;

    /** Guards {@link #thread}; private, since this object may be known to foreign code. */
    private final Object gate = new Object();

    private @Nullable Thread thread;

    private boolean begun;

    /**
     * Creates a call.
     *
     * @param contextClassLoader the context class loader of the thread during the call
     */
    protected ForeignCall(ClassLoader contextClassLoader) {
        this.contextClassLoader = contextClassLoader;
    }

    /**
     * The name of the thread during the call: made only when somebody wants it.
     *
     * @return the name
     */
    protected abstract String threadName();

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

    /**
     * Whether the thread has the name from the beginning on, also one of the pool; for code that is likely to log. The
     * name is not to be had for nothing: it takes longer than many a call.
     *
     * @return true if so
     */
    protected boolean isNamedAtOnce() {
        return false;
    }

    /** Calls the foreign code. Does not throw. */
    protected abstract void call();

    @Override
    public final void run() {
        Room.make();
        Thread current = Thread.currentThread();
        if (current instanceof LateNamed thread && !isNamedAtOnce()) {
            ForeignCall outer = thread.enter(this);
            try {
                callOn(current);
            } finally {
                thread.enter(outer);
            }
        } else {
            String name = current.getName();
            current.setName(threadName());
            try {
                callOn(current);
            } finally {
                current.setName(name);
            }
        }
    }

    /** It does not throw, but a JVM without memory may. */
    @Override
    public void brokeOff(Throwable thrown) {}

    private void callOn(Thread current) {
        ClassLoader loader = current.getContextClassLoader();
        // What was meant for whoever had the thread before is not for the foreign code.
        Thread.interrupted();
        current.setContextClassLoader(contextClassLoader);
        try {
            if (begins(current)) {
                call();
            }
        } finally {
            synchronized (gate) {
                thread = null;
            }
            // Neither our interrupt nor one that the foreign code left behind is for anybody else.
            Thread.interrupted();
            current.setContextClassLoader(loader);
        }
    }

    /** False if it has begun before: an executor that fails may have taken the call nevertheless. */
    private boolean begins(Thread current) {
        synchronized (gate) {
            if (begun) {
                return false;
            }
            begun = true;
            thread = current;
            return true;
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
