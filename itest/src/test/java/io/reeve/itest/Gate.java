// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where foreign code blocks until the test opens it, for good. */
final class Gate {
    private final CountDownLatch arrival = new CountDownLatch(1);
    private final CountDownLatch opening = new CountDownLatch(1);

    /** Passes, or waits to be opened or interrupted. */
    void pass() throws InterruptedException {
        arrival.countDown();
        opening.await();
    }

    /** Passes, or waits to be opened; an interrupt changes nothing but the thread's flag. */
    void passDeaf() {
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

    void open() {
        opening.countDown();
    }

    /** Waits until somebody has come to the gate. */
    void awaitSomebody() throws InterruptedException {
        assertThat(arrival.await(Eventually.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .as("somebody came to the gate")
                .isTrue();
    }
}
