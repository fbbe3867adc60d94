// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.lang.ref.SoftReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that there is memory before something begins that must not break off in the middle.
 *
 * <p>What fills the heap is a worker, as a rule, but whoever asks for memory next meets the error. If that were a transition
 * of a state machine, or the thread that carries an end to it, a worker would be lost. So whatever must not be lost asks
 * for room first, while nothing has been changed, and waits there until others have let go of what they hold.
 *
 * <p>To ask costs next to nothing as long as the heap has never been full: a JVM clears all soft references before
 * it throws an {@link OutOfMemoryError}, so one such reference tells whether there may be need to look.
 */
public final class Room {
    /** What a step of ours may take, by far. */
    private static final int STEP = 16 << 10;

    /** Enough for many steps. */
    private static final int RESERVE = 256 << 10;

    /** If so much is free it will be some time before nothing is. */
    private static final int AMPLE =
            (int) Math.min(2 << 20, Runtime.getRuntime().maxMemory() / 16);

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    /** So often the pause doubles: the longest is of a quarter of a second. */
    private static final int DOUBLINGS = 8;

    /** All pauses together are of half a minute. */
    private static final int MOST_ATTEMPTS = DOUBLINGS + 120;

    /** Cleared when the heap is full. */
    private static volatile SoftReference<Object> canary = new SoftReference<>(new Object());

    /** Given up when the heap is full, so that what would make room can be done. */
    private static volatile byte @Nullable [] reserve = new byte[RESERVE];

    /** Written, so that what is allocated for a try really is. */
    @SuppressWarnings("UnusedVariable")
    private static volatile byte @Nullable [] attempt;

    private static volatile int shortages;

    /** How often the heap was full. */
    private static volatile int fulls;

    private Room() {}

    /**
     * How often something had to wait for memory; for those who want to know whether that has happened since.
     *
     * @return a number that is another one after that
     */
    static int shortages() {
        return shortages;
    }

    /**
     * Returns when there is room for a step, or when there was none for several seconds: a step that is not even tried is lost
     * for certain. Takes no lock, and is to be called with none held. An interrupt is left as it is.
     */
    public static void make() {
        for (int attempts = 0; !isThere() && pause(attempts); attempts++) {
            // It has waited.
        }
    }

    /**
     * Whether there is room for a step now. Does not wait.
     *
     * @return true if so
     */
    static boolean isThere() {
        return canary.get() != null || hasRoom();
    }

    /**
     * Takes a step that does no harm if it is taken twice, again and again for several seconds as long as there is no memory
     * for it.
     *
     * @param step the step
     * @throws OutOfMemoryError if there was no memory for it in all that time
     */
    public static void insist(Runnable step) {
        for (int attempts = 0; ; attempts++) {
            try {
                step.run();
                return;
            } catch (OutOfMemoryError full) {
                if (!pause(attempts)) {
                    throw full;
                }
            }
        }
    }

    /**
     * Waits before another attempt at a step for which there was no memory, longer each time. For code that has not even the
     * memory to say what the step is.
     *
     * @param attempts how many there were before
     * @return false if that was enough
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // all that counts is that it changes
    static boolean pause(int attempts) {
        shortages++;
        reserve = null;
        canary.clear();
        if (attempts >= MOST_ATTEMPTS) {
            return false;
        }
        rest(FIRST_PAUSE << Math.min(attempts, DOUBLINGS));
        return true;
    }

    private static boolean hasRoom() {
        try {
            attempt = new byte[STEP];
            attempt = null;
        } catch (OutOfMemoryError full) {
            return false;
        }
        restock();
        return true;
    }

    /** As long as there is not ample room, each step looks for itself. */
    @SuppressWarnings("EmptyCatch")
    private static void restock() {
        boolean wasFull = reserve == null;
        try {
            if (wasFull) {
                reserve = new byte[RESERVE];
            }
            attempt = new byte[AMPLE];
            attempt = null;
            canary = new SoftReference<>(new Object());
        } catch (OutOfMemoryError tight) {
            return;
        }
        if (wasFull) {
            complain();
        }
    }

    /** Of the first time, the second, the fourth and so on: a heap that is full is so often. */
    @SuppressWarnings({"EmptyCatch", "NonAtomicVolatileUpdate"}) // a logger that throws; one time more or less
    private static void complain() {
        int times = ++fulls;
        if (Integer.bitCount(times) == 1) {
            try {
                System.getLogger(Room.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "there was no memory left" + (times == 1 ? "" : ", " + times + " times so far")
                                        + "; what is supervised has waited for it. Give the JVM more (-Xmx), or see who takes"
                                        + " it all (-XX:+HeapDumpOnOutOfMemoryError)");
            } catch (Throwable broken) {
            }
        }
    }

    @SuppressWarnings("EmptyCatch") // virtual threads need memory to wait: then there is no pause
    private static void rest(long nanos) {
        boolean interrupted = Thread.interrupted();
        try {
            LockSupport.parkNanos(nanos);
        } catch (OutOfMemoryError full) {
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
