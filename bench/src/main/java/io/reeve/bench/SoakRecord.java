// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link Soak} has seen, sample by sample.
 *
 * @param time how long there is load
 * @param seconds the time of load before each sample
 * @param heap bytes in use after a collection
 * @param threads how many there are
 * @param latencies those of each flock
 * @param floor those of the floor
 */
record SoakRecord(
        Duration time, Series seconds, Series heap, Series threads, List<Latencies> latencies, Latencies floor) {
    /** In ten minutes this is half a byte for each thing that was done. */
    private static final Tolerance HEAP = new Tolerance(1.05, 1 << 20);

    /** Pools keep threads that were busy lately. */
    private static final Tolerance THREADS = new Tolerance(1, 4);

    static SoakRecord of(Duration time, int samples, List<Latencies> latencies, Latencies floor) {
        return new SoakRecord(
                time,
                new Series("seconds", Unit.COUNT, Tolerance.ANY, samples),
                new Series("heap", Unit.MEBIBYTES, HEAP, samples),
                new Series("threads", Unit.COUNT, THREADS, samples),
                List.copyOf(latencies),
                floor);
    }

    /** Everything but the time. */
    List<Series> all() {
        List<Series> all = new ArrayList<>(List.of(heap, threads));
        latencies.forEach(some -> all.addAll(some.all()));
        all.addAll(floor.all());
        return all;
    }
}
