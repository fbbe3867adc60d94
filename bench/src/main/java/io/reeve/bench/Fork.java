// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.time.Duration;
import java.util.function.Consumer;

/** The program of the JVM that measures: one workload of one contender. Prints a line for each sample. */
final class Fork {
    private Fork() {}

    public static void main(String[] args) throws Exception {
        Rounds rounds = new Rounds(
                Integer.parseInt(args[3]), Duration.ofMillis(Long.parseLong(args[4])), Integer.parseInt(args[5]));
        measure(
                workload(args[0]),
                Contender.named(args[1]),
                Integer.parseInt(args[2]),
                rounds,
                sample -> System.out.println(sample.line()));
        // Some contenders leave threads behind.
        System.exit(0);
    }

    static void measure(Workload workload, Contender contender, int size, Rounds rounds, Consumer<Sample> samples)
            throws Exception {
        workload.measurement().measure(contender, size, rounds, samples);
    }

    private static Workload workload(String name) {
        return Workloads.all().stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no workload '" + name + "'"));
    }
}
