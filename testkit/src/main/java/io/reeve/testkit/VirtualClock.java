// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static java.util.Objects.requireNonNull;

import io.reeve.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A clock whose time passes only when a test says so.
 *
 * <p>A test starts what it tests, waits until the timers that it expects {@linkplain #awaitTimers exist}, then
 * {@linkplain #advance advances} the clock over them. Tasks run in the thread that advances: in the order of the
 * times at which they are due, those due at the same time in the order in which they were scheduled. While a task
 * runs the clock shows the time at which it was due. Timers that tasks schedule inside the advanced span run in the
 * same advance. A timer with a delay of zero or less is due at once and runs with the next advance, be it one by
 * {@link Duration#ZERO}; nothing ever runs from inside {@link #schedule}.
 *
 * <p><b>Threads.</b> Every method may be called from any thread. Advances exclude each other: a second one waits for
 * the first. Tasks run with no lock held; they may use the clock, except for advancing it. A task that throws does
 * not keep the others from running: what the first one threw is thrown at the end of the advance, with the rest
 * attached as suppressed.
 *
 * <p><b>Bounds.</b> No method waits for longer than the clock's patience in real time; one that runs out of it throws
 * an {@link AssertionError} that says what was pending. Virtual time saturates at {@link Instant#MAX}.
 *
 * <p>Does not need JUnit.
 */
public final class VirtualClock implements Clock {
    /** How long the clock waits for real, unless told otherwise. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    /** So many timers are listed in a message. */
    private static final int LISTED = 20;

    private final Duration patience;

    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when a timer comes or goes, and when an advance ends. */
    private final Condition changed = lock.newCondition();

    // All guarded by the lock.
    private final NavigableSet<Pending> timers = new TreeSet<>();
    private Instant now;
    private long scheduled;
    private @Nullable Thread advancer;

    /** Creates a clock that shows the epoch. */
    public VirtualClock() {
        this(Instant.EPOCH);
    }

    /**
     * Creates a clock.
     *
     * @param start what it shows at first
     */
    public VirtualClock(Instant start) {
        this(start, DEFAULT_PATIENCE);
    }

    /**
     * Creates a clock.
     *
     * @param start what it shows at first
     * @param patience how long it waits for real
     */
    public VirtualClock(Instant start, Duration patience) {
        this.now = requireNonNull(start, "start");
        this.patience = requireNonNull(patience, "patience");
    }

    @Override
    public Instant instant() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        requireNonNull(delay, "delay");
        requireNonNull(task, "task");
        lock.lock();
        try {
            Pending timer = new Pending(delay.isNegative() ? now : later(now, delay), scheduled++, task);
            timers.add(timer);
            changed.signalAll();
            return timer;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets time pass and runs what is due on the way.
     *
     * @param span how much time passes; zero runs what is due already
     * @throws IllegalArgumentException if the span is negative
     * @throws IllegalStateException if a task of this clock calls this
     * @throws InterruptedException if the thread is interrupted while it waits for another thread's advance
     * @throws AssertionError if another thread's advance does not end
     */
    public void advance(Duration span) throws InterruptedException {
        requireNonNull(span, "span");
        if (span.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards: " + span);
        }
        beginAdvance();
        try {
            runUntil(later(instant(), span));
        } finally {
            endAdvance();
        }
    }

    /**
     * Lets time pass up to a moment and runs what is due on the way.
     *
     * @param moment what the clock shows afterwards
     * @throws IllegalArgumentException if the moment is past
     * @throws IllegalStateException if a task of this clock calls this
     * @throws InterruptedException if the thread is interrupted while it waits for another thread's advance
     * @throws AssertionError if another thread's advance does not end
     */
    public void advanceTo(Instant moment) throws InterruptedException {
        requireNonNull(moment, "moment");
        beginAdvance();
        try {
            if (moment.isBefore(instant())) {
                throw new IllegalArgumentException("time does not run backwards: from " + instant() + " to " + moment);
            }
            runUntil(moment);
        } finally {
            endAdvance();
        }
    }

    /**
     * Waits, in real time, until at least so many timers are pending.
     *
     * @param count the number of timers
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionError if they do not appear; lists those that are there
     */
    public void awaitTimers(int count) throws InterruptedException {
        awaitPending(size -> size >= count, "at least " + count + (count == 1 ? " timer" : " timers"));
    }

    /**
     * Waits, in real time, until no timer is pending.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionError if some stay; lists them
     */
    public void awaitNoTimers() throws InterruptedException {
        awaitPending(size -> size == 0, "no timer");
    }

    /**
     * How many timers are pending: neither fired nor cancelled.
     *
     * @return their number
     */
    public int pending() {
        lock.lock();
        try {
            return timers.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * When the next timer is due.
     *
     * @return the time, not before that of this clock; nothing if no timer is pending
     */
    public Optional<Instant> nextDue() {
        lock.lock();
        try {
            return timers.isEmpty() ? Optional.empty() : Optional.of(timers.first().due);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the time and the pending timers. */
    @Override
    public String toString() {
        lock.lock();
        try {
            StringBuilder text = new StringBuilder("virtual clock at " + now + ", ");
            text.append(timers.isEmpty() ? "no timer pending" : timers.size() + " pending:");
            Iterator<Pending> each = timers.iterator();
            for (int listed = 0; each.hasNext(); listed++) {
                if (listed == LISTED) {
                    return text.append("\n  …").toString();
                }
                text.append("\n  ").append(each.next());
            }
            return text.toString();
        } finally {
            lock.unlock();
        }
    }

    private void awaitPending(IntPredicate enough, String wanted) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!enough.test(timers.size())) {
                if (left <= 0) {
                    throw new AssertionError("waited " + patience + " for " + wanted + " on the " + this);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void beginAdvance() throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            if (advancer == Thread.currentThread()) {
                throw new IllegalStateException("a task must not advance the clock that runs it");
            }
            while (advancer != null) {
                if (left <= 0) {
                    throw new AssertionError("waited " + patience + " for thread '" + advancer.getName()
                            + "' to end its own advance of the " + this);
                }
                left = changed.awaitNanos(left);
            }
            advancer = Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    private void endAdvance() {
        lock.lock();
        try {
            advancer = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void runUntil(Instant end) {
        Throwable failure = null;
        for (Runnable task = nextTask(end); task != null; task = nextTask(end)) {
            try {
                task.run();
            } catch (Throwable thrown) {
                if (failure == null) {
                    failure = thrown;
                } else if (failure != thrown) {
                    failure.addSuppressed(thrown);
                }
            }
        }
        if (failure != null) {
            VirtualClock.<RuntimeException>rethrow(failure);
        }
    }

    /** Moves the time to the next timer and takes it out; to the end and null if there is none before. */
    private @Nullable Runnable nextTask(Instant end) {
        lock.lock();
        try {
            Pending next = timers.isEmpty() ? null : timers.first();
            if (next == null || next.due.isAfter(end)) {
                now = end;
                return null;
            }
            now = next.due;
            return next.take();
        } finally {
            lock.unlock();
        }
    }

    private static Instant later(Instant time, Duration delay) {
        try {
            return time.plus(delay);
        } catch (DateTimeException | ArithmeticException tooFar) {
            return Instant.MAX;
        }
    }

    /** A task is declared to throw nothing checked, but may all the same; it is not wrapped. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is never carried out
    private static <E extends Throwable> void rethrow(Throwable failure) throws E {
        throw (E) failure;
    }

    private final class Pending implements Timer, Comparable<Pending> {
        private final Instant due;
        private final long number;

        /** Null once fired or cancelled: whoever keeps the timer does not keep the task. Guarded by the lock. */
        private @Nullable Runnable task;

        Pending(Instant due, long number, Runnable task) {
            this.due = due;
            this.number = number;
            this.task = task;
        }

        /** With the lock held. */
        @Nullable
        Runnable take() {
            assert lock.isHeldByCurrentThread();
            Runnable taken = task;
            task = null;
            timers.remove(this);
            changed.signalAll();
            return taken;
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                if (task != null) {
                    take();
                }
            } finally {
                lock.unlock();
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
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return "timer " + number + " due at " + due + " for " + task;
        }
    }
}
