// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Takes the time of something, and what this process spends meanwhile: processor time and allocated bytes. */
final class Stopwatch {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Stopwatch() {}

    /** What is measured. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    static Sample time(Work work) throws Exception {
        Allocation allocation = Allocation.soFar();
        long cpu = SYSTEM.getProcessCpuTime();
        long begin = System.nanoTime();
        work.run();
        long time = System.nanoTime() - begin;
        return new Sample(time, SYSTEM.getProcessCpuTime() - cpu, allocation.since(), -1);
    }
}
