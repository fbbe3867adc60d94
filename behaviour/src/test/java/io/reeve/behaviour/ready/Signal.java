// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.ready;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Something that happens once, and for which others wait, with a generous bound. */
final class Signal {
    private static final long SECONDS = 60;

    private final CountDownLatch latch = new CountDownLatch(1);

    void set() {
        latch.countDown();
    }

    boolean isSet() {
        return latch.getCount() == 0;
    }

    void await() throws InterruptedException {
        if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("did not happen within " + SECONDS + " s");
        }
    }

    /** As {@link #await()}, by code that ignores being interrupted; says how often it was. */
    int awaitStubbornly() {
        return awaitStubbornly(() -> {});
    }

    /** As {@link #awaitStubbornly()}, doing something each time that it is interrupted. */
    int awaitStubbornly(Runnable onInterrupt) {
        int interrupts = 0;
        while (true) {
            try {
                await();
                return interrupts;
            } catch (InterruptedException ignored) {
                interrupts++;
                onInterrupt.run();
            }
        }
    }
}
