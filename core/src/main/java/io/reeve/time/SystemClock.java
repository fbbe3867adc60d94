// SPDX-License-Identifier: Apache-2.0
package io.reeve.time;

import static java.util.Objects.requireNonNull;

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
        timers = new ScheduledThreadPoolExecutor(1, task -> {
            // Not with what the creator happens to have: neither its loader nor its inheritable thread locals.
            Thread thread = new Thread(null, task, "reeve/clock", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(SystemClock.class.getClassLoader());
            return thread;
        });
        timers.setRemoveOnCancelPolicy(true);
        timers.setKeepAliveTime(1, TimeUnit.SECONDS);
        timers.allowCoreThreadTimeOut(true);
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        requireNonNull(task, "task");
        Duration bounded = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
        Future<?> timer = timers.schedule(task, bounded.toNanos(), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }
}
