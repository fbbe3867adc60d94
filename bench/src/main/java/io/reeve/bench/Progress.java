// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Says how far a run is, which takes long. Not safe for use by several threads. */
final class Progress {
    private final int jvms;
    private final long begin = System.nanoTime();
    private int done;

    Progress(int jvms) {
        this.jvms = jvms;
    }

    /** Called when a JVM has ended, with no samples if it failed. */
    void say(Workload workload, int size, Contender contender, List<Sample> samples) {
        done++;
        String median = samples.isEmpty()
                ? "failed, or took too long"
                : workload.unit().text(new Result(workload, size, contender, samples).median()) + " "
                        + workload.unit().symbol();
        System.err.printf(
                "%3d min  %4d/%d  %-20s %9d  %-6s %s%n",
                TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begin),
                done,
                jvms,
                workload.name(),
                size,
                contender,
                median);
    }
}
