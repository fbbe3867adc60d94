// SPDX-License-Identifier: Apache-2.0
package io.reeve.time;

import static java.util.Objects.requireNonNull;

import io.reeve.supervise.Room;
import io.reeve.supervise.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The wall clock: the one class of this library that reads time. */
final class SystemClock implements Clock {
    static final SystemClock INSTANCE = new SystemClock();

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final ScheduledThreadPoolExecutor timers;

    private SystemClock() {
        timers = new ScheduledThreadPoolExecutor(1, task -> Threads.daemon("reeve/clock", () -> runTimers(task)));
        timers.setRemoveOnCancelPolicy(true);
        timers.setKeepAliveTime(1, TimeUnit.SECONDS);
        timers.allowCoreThreadTimeOut(true);
    }

    /** The thread dies if there is no memory to wait, and then there is perhaps none for its successor. */
    private void runTimers(Runnable loop) {
        try {
            loop.run();
        } catch (Throwable died) {
            Room.insist(timers::prestartCoreThread);
        }
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        requireNonNull(task, "task");
        Duration bounded = delay.isNegative() ? Duration.ZERO : delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
        Future<?> timer = timers.schedule(task, bounded.toNanos(), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }
}
