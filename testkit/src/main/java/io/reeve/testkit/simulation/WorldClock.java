// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import static java.util.Objects.requireNonNull;

import io.reeve.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a world: its time passes when the scheduler says so. A timer that fires becomes a task, which may be
 * late. Asking for the time, and starting and cancelling a timer, are places at which others may come in.
 */
final class WorldClock implements Clock {
    private final Scheduler scheduler;
    private final NavigableSet<Pending> timers = new TreeSet<>();
    private Instant now = Instant.EPOCH;
    private long scheduled;

    WorldClock(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    // ---- what the world sees

    @Override
    public Instant instant() {
        scheduler.point();
        return now;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        requireNonNull(task, "task");
        return schedule(delay, task, false);
    }

    /** A patient timer does not fire while anything else can happen. */
    Timer schedule(Duration delay, Runnable task, boolean isPatient) {
        Pending timer = new Pending(delay.isNegative() ? now : later(now, delay), ++scheduled, isPatient, task);
        if (scheduler.takesTasks()) {
            timers.add(timer);
        }
        scheduler.point();
        return timer;
    }

    @Override
    public <T extends @Nullable Object> T await(Future<T> future) throws InterruptedException, ExecutionException {
        scheduler.await(future);
        return future.get();
    }

    // ---- what the scheduler sees

    Instant now() {
        return now;
    }

    int pending() {
        return timers.size();
    }

    /** Whether the next timer may fire although tasks could go on. */
    boolean mayHurry() {
        return !timers.isEmpty() && !timers.first().isPatient;
    }

    /** Lets time pass until the next timer is due, and makes a task of it. */
    void fireNext() {
        Pending next = requireNonNull(timers.pollFirst());
        if (next.due.isAfter(now)) {
            now = next.due;
        }
        if (next.isPatient) {
            scheduler.rest();
        }
        next.fired = scheduler.enqueue("timer " + next.number, next::run);
    }

    private static Instant later(Instant time, Duration delay) {
        try {
            return time.plus(delay);
        } catch (DateTimeException | ArithmeticException tooFar) {
            return Instant.MAX;
        }
    }

    private final class Pending implements Timer, Comparable<Pending> {
        final Instant due;
        final long number;
        final boolean isPatient;

        /** Null once it has run or was cancelled. */
        private @Nullable Runnable task;

        /** What became of it when it was due. */
        private @Nullable Task fired;

        Pending(Instant due, long number, boolean isPatient, Runnable task) {
            this.due = due;
            this.number = number;
            this.isPatient = isPatient;
            this.task = task;
        }

        void run() {
            Runnable taken = task;
            task = null;
            if (taken != null) {
                taken.run();
            }
        }

        @Override
        public void cancel() {
            scheduler.point();
            task = null;
            timers.remove(this);
            if (fired != null) {
                scheduler.withdraw(fired);
            }
        }

        @Override
        public int compareTo(Pending other) {
            int byTime = due.compareTo(other.due);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }
}
