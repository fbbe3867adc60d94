// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One thread's share of the load: does one thing after the other to its slots of a flock, at a steady pace. */
final class Driver {
    /** Far below what a flock can do, so that nobody waits for others in a queue. */
    static final long NANOS_PER_STEP = TimeUnit.MILLISECONDS.toNanos(1);

    private final Flock flock;
    private final Latencies latencies;
    private final int first;
    private final SplittableRandom random;
    private final boolean[] isUp;

    /** For the slots from one number to before another. */
    Driver(Flock flock, Latencies latencies, int first, int end) {
        this.flock = flock;
        this.latencies = latencies;
        this.first = first;
        random = new SplittableRandom(first);
        isUp = new boolean[end - first];
    }

    /** Goes on until then by {@link System#nanoTime}, and does everything at least once. */
    void run(long end) throws Exception {
        rest();
        // In this order, the slot that is stopped is started next.
        for (Operation operation : Operation.values()) {
            step(0, operation);
        }
        long due = System.nanoTime();
        while (due - end < 0 && System.nanoTime() - end < 0) {
            step(random.nextInt(isUp.length), Operation.drawn(random));
            due += NANOS_PER_STEP;
            awaitTime(due);
        }
    }

    private void step(int place, Operation drawn) throws Exception {
        Operation operation = isUp[place] ? drawn : Operation.START;
        long begin = System.nanoTime();
        operation.run(flock, first + place);
        latencies.record(operation, System.nanoTime() - begin);
        isUp[place] = operation != Operation.STOP;
    }

    private static void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Starts all that are stopped: then every rest is the same. */
    void rest() throws Exception {
        for (int place = 0; place < isUp.length; place++) {
            if (!isUp[place]) {
                flock.start(first + place);
                isUp[place] = true;
            }
        }
    }
}
