// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One restart delay. The machine creates and gives it up with the lock held, the shell starts and cancels its timer
 * without; whichever order the two come in, no timer stays behind.
 */
final class Delay {
    private static final Clock.Timer CANCELLED = () -> {};

    final Entry entry;
    final Duration length;

    /** What ended the incarnation before it; null if that ended without error. */
    final @Nullable Throwable cause;

    private final AtomicReference<Clock.@Nullable Timer> timer = new AtomicReference<>();

    Delay(Entry entry, Duration length, @Nullable Throwable cause) {
        this.entry = entry;
        this.length = length;
        this.cause = cause;
    }

    void start(Clock clock, Runnable task) {
        if (timer.get() == CANCELLED) {
            return;
        }
        Clock.Timer started = clock.schedule(length, task);
        if (!timer.compareAndSet(null, started)) {
            started.cancel();
        }
    }

    void cancel() {
        Clock.Timer started = timer.getAndSet(CANCELLED);
        if (started != null) {
            started.cancel();
        }
    }
}
