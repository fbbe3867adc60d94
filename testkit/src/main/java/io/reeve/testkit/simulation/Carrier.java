// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread on which tasks of a world run. Of all carriers of a world one has the baton and runs, the others stand aside.
 * Everything in a world is read and written by the one that has the baton only; passing it makes it visible to the next.
 */
final class Carrier extends Thread {
    /** How often a carrier looks for the baton before it lets go of the processor. */
    private static final int LOOKS = 100;

    private final ClassLoader loader;

    /** Set by whoever passes the baton on, taken back by this thread. */
    private volatile boolean hasBaton;

    /** What to do with the baton: written before it is passed. */
    private @Nullable Runnable duty;

    // Both read and written by whoever has the baton.
    private boolean standsAside = true;
    private boolean interruptedAside;

    Carrier(String name) {
        super(null, null, name, 0, false);
        setDaemon(true);
        loader = Carrier.class.getClassLoader();
        setContextClassLoader(loader);
    }

    @Override
    public void run() {
        while (true) {
            awaitBaton();
            interruptedAside = false;
            Thread.interrupted();
            setContextClassLoader(loader);
            Runnable next = duty;
            duty = null;
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    /** Passes the baton to this carrier, which stands aside inside a task. The caller must let go of it at once. */
    void goOn() {
        hasBaton = true;
        LockSupport.unpark(this);
    }

    /** Passes the baton to this carrier, which is idle; null ends it. */
    void begin(@Nullable Runnable next) {
        duty = next;
        goOn();
    }

    /**
     * For this thread: from now on it counts as standing aside, although it has the baton still. An interrupt that it has
     * not taken notice of waits until it goes on, too: with it no thread can park.
     */
    void standAside() {
        standsAside = true;
        if (Thread.interrupted()) {
            interruptedAside = true;
        }
    }

    /** Waits until it has the baton again. What interrupts it meanwhile, it learns then. */
    void awaitBaton() {
        for (int look = 0; !hasBaton; look++) {
            if (look < LOOKS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        hasBaton = false;
        standsAside = false;
        if (interruptedAside) {
            interruptedAside = false;
            super.interrupt();
        }
    }

    /** Whether it was interrupted while it stands aside. */
    boolean wasInterruptedAside() {
        return interruptedAside;
    }

    /** Not before it goes on: else the place at which it stands aside would be left at a moment that no seed decides. */
    @Override
    public void interrupt() {
        if (standsAside) {
            interruptedAside = true;
        } else {
            super.interrupt();
        }
    }

    @Override
    public boolean isInterrupted() {
        return interruptedAside || super.isInterrupted();
    }
}
