// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

/** Takes the time of something, and the bytes that all threads together allocate meanwhile. */
final class Stopwatch {
    private Stopwatch() {}

    /** What is measured. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    static Sample time(Work work) throws Exception {
        Allocation allocation = Allocation.soFar();
        long begin = System.nanoTime();
        work.run();
        long time = System.nanoTime() - begin;
        return new Sample(time, allocation.since());
    }
}
