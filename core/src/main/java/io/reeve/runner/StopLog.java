// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.worker.StopReceipt;
import io.reeve.worker.StopReceipt.Step;
import io.reeve.worker.StopReceipt.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What becomes of the workers of a dying runner. Counts all of them, remembers the worst. Owned by the state machine. */
final class StopLog {
    /** The least bad one first: it is the first to be forgotten. */
    private static final Comparator<Stop> BY_BADNESS = Comparator.<Stop, Boolean>comparing(
                    stop -> stop.step() == Step.ABANDON)
            .thenComparing(Stop::took);

    private final PriorityQueue<Stop> worst = new PriorityQueue<>(BY_BADNESS);
    private final Instant dying;
    private long gone;
    private long interrupted;
    private long abandoned;

    StopLog(Instant dying) {
        this.dying = dying;
    }

    Instant dying() {
        return dying;
    }

    /** A worker has left the runner, in whatever way. */
    void gone() {
        gone++;
    }

    /** A worker that was asked to stop has ended. */
    void ended(Incarnation incarnation, Step step, Duration took, @Nullable Throwable failure) {
        if (step == Step.INTERRUPT) {
            interrupted++;
        }
        Stop least = worst.peek();
        // Most are quick, and cost nothing here.
        if (worst.size() < StopReceipt.DETAILED
                || (least != null && least.step() != Step.ABANDON && took.compareTo(least.took()) > 0)) {
            add(new Stop(incarnation.id(), incarnation.generation(), step, took, failure, Map.of()));
        }
    }

    /** A worker is left behind. */
    void abandoned(Incarnation incarnation, Trouble.Abandonment abandonment) {
        abandoned++;
        add(new Stop(
                incarnation.id(),
                incarnation.generation(),
                Step.ABANDON,
                abandonment.waited(),
                null,
                abandonment.stacks()));
    }

    private void add(Stop stop) {
        worst.add(stop);
        if (worst.size() > StopReceipt.DETAILED) {
            worst.remove();
        }
    }

    StopReceipt receipt(String runner, Instant dead) {
        List<Stop> sorted = worst.stream().sorted(BY_BADNESS.reversed()).toList();
        return new StopReceipt(runner, dying, dead, gone, interrupted, abandoned, sorted);
    }
}
