// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static io.reeve.bench.Target.Yardstick.BEST_PEER;
import static io.reeve.bench.Target.Yardstick.FLOOR;
import static io.reeve.bench.Target.Yardstick.LEAST_N;
import static io.reeve.bench.Target.Yardstick.UNIT;

import java.util.List;

/** All that is to be reached. */
final class Targets {
    /** The power of {@code N} by which times may grow. */
    static final double MOST_GROWTH = 1.1;

    /** What may be noise where something is to stay the same. */
    private static final double SAME = 1.1;

    private static final List<Row> ROWS = List.of(
            new Row("start", 100_000, 2.5, FLOOR),
            new Row("start", 100_000, 1 / 6.0, BEST_PEER),
            new Row("start-cold", 10_000, 65, UNIT),
            new Row("heap", 100_000, 300, UNIT),
            new Row("restart", 10_000, 2, FLOOR),
            new Row("restart", 100_000, 2, FLOOR),
            new Row("restart-delayed", 10_000, 8, UNIT),
            new Row("crash-loop", 100_000, 0.7, UNIT),
            new Row("crash-drift", 100_000, SAME, UNIT),
            new Row("crash-heap", 100_000, 1, UNIT),
            new Row("lookup", 10_000, 1.2, FLOOR),
            new Row("lookup-2", 10_000, 1.2, FLOOR),
            new Row("waiters", 1_000, SAME, LEAST_N),
            new Row("report", 10_000, 1.4, FLOOR),
            new Row("report", 100_000, 1.4, FLOOR),
            new Row("stop", 100_000, 3, FLOOR),
            new Row("stop", 1_000_000, 3, FLOOR),
            new Row("graph-up-chain", 1_000, 3, UNIT),
            new Row("graph-up-chain", 5_000, 15, UNIT),
            new Row("graph-up-fan", 1_000, 3, UNIT),
            new Row("graph-up-lattice", 1_000, 3, UNIT),
            new Row("graph-root-fan", 1_000, 3, UNIT),
            new Row("graph-root-chain", 1_000, 5, UNIT),
            new Row("graph-root-lattice", 1_000, 5, UNIT));

    private Targets() {}

    private record Row(String workload, int size, double factor, Target.Yardstick yardstick) {}

    static List<Target> of(String workload, int size) {
        return ROWS.stream()
                .filter(row -> row.workload().equals(workload) && row.size() == size)
                .map(row -> new Target(row.factor(), row.yardstick()))
                .toList();
    }

    static int count() {
        return ROWS.size();
    }
}
