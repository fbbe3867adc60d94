// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

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

/**
 * What becomes of the workers of a dying supervisor. Counts all of them, remembers the worst. Owned by the state
 * machine.
 */
public final class StopLog {
    /** The least bad one first: it is the first to be forgotten. */
    private static final Comparator<Stop> BY_BADNESS = Comparator.<Stop, Boolean>comparing(
                    stop -> stop.step() == Step.ABANDON)
            .thenComparing(Stop::took);

    private final PriorityQueue<Stop> worst = new PriorityQueue<>(BY_BADNESS);
    private final Instant dying;
    private long gone;
    private long interrupted;
    private long abandoned;

    /**
     * Creates a log of a supervisor that begins to die.
     *
     * @param dying the time
     */
    public StopLog(Instant dying) {
        this.dying = dying;
    }

    /**
     * Since when the supervisor is dying.
     *
     * @return the time
     */
    public Instant dying() {
        return dying;
    }

    /** A worker has left its supervisor, in whatever way. */
    public void gone() {
        gone++;
    }

    /**
     * A worker that was asked to stop has ended.
     *
     * @param run its last run
     * @param step the last step that was taken
     * @param took how long it took
     * @param failure the error that it ended with; null if it ended without one
     */
    public void ended(Run run, Step step, Duration took, @Nullable Throwable failure) {
        if (step == Step.INTERRUPT) {
            interrupted++;
        }
        Stop least = worst.peek();
        // Most are quick, and cost nothing here.
        if (worst.size() < StopReceipt.DETAILED
                || (least != null && least.step() != Step.ABANDON && took.compareTo(least.took()) > 0)) {
            add(new Stop(run.id(), run.generation(), step, took, failure, Map.of()));
        }
    }

    /**
     * A worker is left behind.
     *
     * @param run its last run
     * @param abandonment how it was abandoned
     */
    public void abandoned(Run run, Abandonment abandonment) {
        abandoned++;
        add(new Stop(run.id(), run.generation(), Step.ABANDON, abandonment.waited(), null, abandonment.stacks()));
    }

    private void add(Stop stop) {
        worst.add(stop);
        if (worst.size() > StopReceipt.DETAILED) {
            worst.remove();
        }
    }

    /**
     * The account of all this.
     *
     * @param supervisor the name of the supervisor
     * @param dead when it was dead
     * @return the receipt
     */
    public StopReceipt receipt(String supervisor, Instant dead) {
        List<Stop> sorted = worst.stream().sorted(BY_BADNESS.reversed()).toList();
        return new StopReceipt(supervisor, dying, dead, gone, interrupted, abandoned, sorted);
    }
}
