// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the median of a contender in a workload grows with {@code N}, from the size on from which it counts.
 *
 * @param series its results, one for each size
 * @param exponent the power of {@code N} that fits best
 */
record Growth(List<Result> series, double exponent) {
    static Table table(Results results) {
        Table table = new Table("work", "who", "from N", "to N", "median", "to", "unit", "exponent", "gate", "is met");
        for (Growth growth : all(results)) {
            Result least = growth.series.get(0);
            Result most = growth.series.get(growth.series.size() - 1);
            Unit unit = least.workload().unit();
            boolean isOurs = least.contender() == Contender.REEVE;
            table.add(
                    least.workload().name(),
                    least.contender().toString(),
                    Unit.whole(least.size()),
                    Unit.whole(most.size()),
                    unit.text(least.median()),
                    unit.text(most.median()),
                    unit.symbol(),
                    Unit.digits(growth.exponent),
                    isOurs ? "≤ " + Targets.MOST_GROWTH : "",
                    isOurs ? growth.isWithinGate() ? "yes" : "NO" : "");
        }
        return table;
    }

    private static List<Growth> all(Results results) {
        List<Growth> all = new ArrayList<>();
        for (Result result : results.all()) {
            of(results.series(result))
                    .filter(growth -> growth.beginsWith(result))
                    .ifPresent(all::add);
        }
        return all;
    }

    /** By least squares on the logarithms; nothing if there are fewer than two sizes that count. */
    static Optional<Growth> of(List<Result> series) {
        List<Result> counting = series.stream()
                .filter(result -> !result.workload().isSizeFixed())
                .filter(result -> result.size() >= result.workload().growingFrom())
                .toList();
        if (counting.size() < 2) {
            return Optional.empty();
        }
        double[] sizes =
                counting.stream().mapToDouble(result -> Math.log(result.size())).toArray();
        double[] medians = counting.stream()
                .mapToDouble(result -> Math.log(result.median()))
                .toArray();
        return Optional.of(new Growth(counting, Line.through(sizes, medians).slope()));
    }

    private boolean beginsWith(Result result) {
        return series.get(0).equals(result);
    }

    boolean isWithinGate() {
        return exponent <= Targets.MOST_GROWTH;
    }
}
