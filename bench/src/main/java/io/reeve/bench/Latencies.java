// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long the operations on a flock take. A driver waits for one operation to end before it begins the next, so one that
 * takes very long hides those that would have been slow with it. It counts for these, too, by the interval at which they
 * were to be expected.
 */
final class Latencies {
    /** What takes longer counts as this. */
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final int DIGITS = 2;

    private final String name;
    private final Map<Operation, Recorder> recorders = new EnumMap<>(Operation.class);

    /** Filled again by each sample. */
    private final Map<Operation, Histogram> histograms = new EnumMap<>(Operation.class);

    private final Map<Operation, Map<Percentile, Series>> series = new EnumMap<>(Operation.class);

    Latencies(String name, int samples) {
        this.name = name;
        for (Operation operation : Operation.values()) {
            Recorder recorder = new Recorder(LONGEST_NANOS, DIGITS);
            recorders.put(operation, recorder);
            histograms.put(operation, recorder.getIntervalHistogram());
            Map<Percentile, Series> percentiles = new EnumMap<>(Percentile.class);
            for (Percentile percentile : Percentile.values()) {
                String what = name + " " + operation + " " + percentile;
                percentiles.put(percentile, new Series(what, Unit.MICROSECONDS, percentile.tolerance(), samples));
            }
            series.put(operation, percentiles);
        }
    }

    /** Whose they are. */
    String name() {
        return name;
    }

    /** Called by any thread. */
    void record(Operation operation, long nanos) {
        requireNonNull(recorders.get(operation))
                .recordValueWithExpectedInterval(
                        Math.min(nanos, LONGEST_NANOS), Driver.NANOS_PER_STEP * 100 / operation.share());
    }

    /** Adds what was recorded since the last sample to the series. */
    void sample() {
        recorders.forEach((operation, recorder) -> {
            Histogram histogram = recorder.getIntervalHistogram(histograms.get(operation));
            histograms.put(operation, histogram);
            requireNonNull(series.get(operation))
                    .forEach((percentile, values) ->
                            values.add((double) histogram.getValueAtPercentile(percentile.percent())));
        });
    }

    /** Forgets what was recorded since the last sample. */
    void forget() {
        recorders.values().forEach(Recorder::reset);
    }

    Series of(Operation operation, Percentile percentile) {
        return requireNonNull(requireNonNull(series.get(operation)).get(percentile));
    }

    List<Series> all() {
        return series.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .toList();
    }
}
