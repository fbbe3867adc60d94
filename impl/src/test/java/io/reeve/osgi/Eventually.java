// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions; the bound is only there so that a broken test ends. */
final class Eventually {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private Eventually() {}

    static void is(String what, BooleanSupplier condition) {
        if (!becomes(condition)) {
            throw new AssertionError("not within " + BOUND + ": " + what);
        }
    }

    private static boolean becomes(BooleanSupplier condition) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(500_000);
        }
        return true;
    }

    /** Waits until assertions hold. */
    static void holds(Runnable assertions) {
        Thrown last = new Thrown();
        if (!becomes(() -> last.isNothingThrownBy(assertions))) {
            throw last.error;
        }
    }

    private static final class Thrown {
        AssertionError error = new AssertionError("never looked");

        boolean isNothingThrownBy(Runnable assertions) {
            try {
                assertions.run();
                return true;
            } catch (AssertionError thrown) {
                error = thrown;
                return false;
            }
        }
    }

    /** Runs something on a thread of its own. */
    static Thread inBackground(Callable<?> task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                "test-background");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static void ends(Thread thread) {
        is(thread + " ends", () -> !thread.isAlive());
    }

    static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }
}
