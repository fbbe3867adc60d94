// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static io.reeve.bench.Contender.FLOOR;
import static io.reeve.bench.Contender.REEVE;
import static io.reeve.bench.Contender.SCR;

import java.util.List;
import java.util.function.Consumer;

/** The workloads of a real Felix with our bundles: services that come and go, each with a worker. */
final class ContainerWorkloads {
    private static final String TRACKER = "a service tracker";
    private static final String SCR_LACKS =
            "no restart; components of one bundle, whose descriptions are parsed as well";

    private ContainerWorkloads() {}

    static List<Workload> all() {
        return List.of(
                workload("whiteboard-arrive", "publish N factories as services until all workers are up")
                        .sizes(1_000, 10_000)
                        .as(ContainerWorkloads::arrive),
                workload("whiteboard-depart", "withdraw them until all have ended")
                        .sizes(1_000, 10_000)
                        .as(ContainerWorkloads::depart),
                workload("boot", "start Felix and its bundles, N factories, until all workers are up; fresh JVM")
                        .sizes(100)
                        .as(Measurement.once(ContainerWorkloads::boot)));
    }

    private static WorkloadDraft workload(String name, String what) {
        return new WorkloadDraft(name, what, Unit.MILLISECONDS)
                .growingFrom(1_000)
                .by(FLOOR, TRACKER)
                .by(REEVE, "")
                .by(SCR, SCR_LACKS);
    }

    private static void arrive(Contender contender, int size, Rounds rounds, Consumer<Sample> samples)
            throws Exception {
        Starts starts = new Starts(size);
        try (Fleet fleet = contender.fleet(size, starts)) {
            Measurement.warm((same, number) -> {
                        long before = starts.total();
                        Sample sample = Stopwatch.time(fleet::arrive);
                        fleet.depart();
                        starts.requireExactlyOnce();
                        return sample.costing(number).calling((double) (starts.total() - before) / number);
                    })
                    .measure(contender, size, rounds, samples);
        }
    }

    private static void depart(Contender contender, int size, Rounds rounds, Consumer<Sample> samples)
            throws Exception {
        try (Fleet fleet = contender.fleet(size, new Starts(size))) {
            Measurement.warm((same, number) -> {
                        fleet.arrive();
                        return Stopwatch.time(fleet::depart).costing(number);
                    })
                    .measure(contender, size, rounds, samples);
        }
    }

    private static Sample boot(Contender contender, int size) throws Exception {
        Fleet[] fleet = {null};
        Sample sample = Stopwatch.time(() -> {
            fleet[0] = contender.fleet(size, new Starts(size));
            fleet[0].arrive();
        });
        fleet[0].close();
        return sample.costing(size);
    }
}
