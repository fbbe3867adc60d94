// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What a run has found so far, in its order. */
final class Results {
    private final List<Result> all = new ArrayList<>();

    void add(Result result) {
        all.add(result);
    }

    List<Result> all() {
        return List.copyOf(all);
    }

    /** Those of one workload. */
    List<Result> of(String workload) {
        return all.stream().filter(result -> isOf(workload, result)).toList();
    }

    /** Those of the same contender in the same workload, one for each size. */
    List<Result> series(Result result) {
        return of(result.workload().name()).stream()
                .filter(other -> other.contender() == result.contender())
                .toList();
    }

    Optional<Result> floor(Result result) {
        return rivals(result)
                .filter(rival -> rival.contender() == Contender.FLOOR)
                .findFirst();
    }

    Optional<Result> bestPeer(Result result) {
        return rivals(result)
                .filter(rival -> rival.contender().isPeer())
                .min(Comparator.comparingDouble(Result::median));
    }

    /** What was measured of the same work, itself included. */
    private Stream<Result> rivals(Result result) {
        return of(result.workload().name()).stream().filter(other -> other.size() == result.size());
    }

    /** What a result of ours may be at most; nothing if there is nothing to measure it against. */
    OptionalDouble limit(Result result, Target target) {
        return switch (target.yardstick()) {
            case UNIT -> OptionalDouble.of(result.workload().unit().toBase(target.factor()));
            case FLOOR -> times(target.factor(), floor(result));
            case BEST_PEER -> times(target.factor(), bestPeer(result));
            case LEAST_N -> times(target.factor(), series(result).stream().min(Comparator.comparingInt(Result::size)));
        };
    }

    private static OptionalDouble times(double factor, Optional<Result> reference) {
        return reference
                .map(result -> OptionalDouble.of(factor * result.median()))
                .orElseGet(OptionalDouble::empty);
    }

    private static boolean isOf(String workload, Result result) {
        return result.workload().name().equals(workload);
    }
}
