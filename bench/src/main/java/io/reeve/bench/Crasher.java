// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.concurrent.CountDownLatch;

/** Decides how often a worker fails, and notes the time at the first and the last tenth. */
final class Crasher {
    private final int times;
    private final CountDownLatch done = new CountDownLatch(1);

    /** All four are written by one start function after the other. */
    private volatile int crashes;

    private volatile long began;
    private volatile long firstTenth;
    private volatile long lastTenth;

    Crasher(int times) {
        this.times = times;
    }

    /** Asked by each start function: whether the worker fails. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one start function at a time
    boolean crashes() {
        int crash = crashes++;
        if (crash == 0) {
            began = System.nanoTime();
        } else if (crash == times / 10) {
            firstTenth = System.nanoTime() - began;
        } else if (crash == times - times / 10) {
            lastTenth = System.nanoTime();
        } else if (crash == times) {
            lastTenth = System.nanoTime() - lastTenth;
            done.countDown();
        }
        return crash < times;
    }

    void await() throws InterruptedException {
        done.await();
    }

    /** How much longer the last tenth took than the first. */
    double drift() {
        return (double) lastTenth / firstTenth;
    }
}
