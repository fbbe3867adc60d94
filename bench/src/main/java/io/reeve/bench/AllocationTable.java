// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a start, a restart and a lookup allocate, for the greatest {@code N} at which most contenders take part. */
final class AllocationTable {
    private static final List<String> WORKLOADS = List.of("start", "restart", "crash-loop", "lookup");

    private AllocationTable() {}

    static Table of(Results results) {
        Table table = new Table("bytes for each", "who", "N", "bytes", "× floor", "remarks");
        for (String workload : WORKLOADS) {
            List<Result> known = results.of(workload).stream()
                    .filter(result -> result.bytes() >= 0)
                    .toList();
            size(known)
                    .ifPresent(size -> known.stream()
                            .filter(result -> result.size() == size)
                            .forEach(result -> table.add(
                                    workload,
                                    result.contender().toString(),
                                    Unit.whole(size),
                                    Unit.digits(result.bytes()),
                                    ratio(result, results),
                                    result.workload()
                                            .entrant(result.contender())
                                            .lacks())));
        }
        return table;
    }

    private static Optional<Integer> size(List<Result> results) {
        return results.stream()
                .map(Result::size)
                .max(Comparator.<Integer>comparingLong(size -> contenders(results, size))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static long contenders(List<Result> results, int size) {
        return results.stream().filter(result -> result.size() == size).count();
    }

    private static String ratio(Result result, Results results) {
        return results.floor(result)
                .filter(floor -> floor.contender() != result.contender() && floor.bytes() > 0)
                .map(floor -> Unit.digits(result.bytes() / floor.bytes()))
                .orElse("");
    }
}
