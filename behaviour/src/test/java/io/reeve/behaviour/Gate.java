// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import java.util.concurrent.CountDownLatch;

/** Holds up foreign code until the test opens it, and tells the test that the code is there. */
public final class Gate {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Called by the code that is to be held up. */
    void pass() throws InterruptedException {
        arrived.countDown();
        open.await();
    }

    /** As {@link #pass}, by code that cannot be interrupted. */
    void passStubbornly() {
        boolean interrupted = false;
        while (true) {
            try {
                pass();
                break;
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the code is held up here. */
    void awaitArrival() throws InterruptedException {
        Soon.reached(arrived);
    }

    void open() {
        open.countDown();
    }

    /**
     * Waits at a gate, come what may.
     *
     * @param arrived told that somebody waits
     * @param gate the gate
     */
    public static void passStubbornly(CountDownLatch arrived, CountDownLatch gate) {
        arrived.countDown();
        while (true) {
            try {
                gate.await();
                return;
            } catch (InterruptedException ignored) {
                // Stubborn.
            }
        }
    }
}
