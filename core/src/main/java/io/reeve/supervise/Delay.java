// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One delay. A machine creates and gives it up with the lock held, the shell starts and cancels its timer without;
 * whichever order the two come in, no timer stays behind.
 */
public class Delay {
    private static final Clock.Timer CANCELLED = () -> {};

    private final Duration length;
    private final AtomicReference<Clock.@Nullable Timer> timer = new AtomicReference<>();

    /**
     * Creates a delay whose timer does not run.
     *
     * @param length how long it is
     */
    public Delay(Duration length) {
        this.length = length;
    }

    /**
     * How long it is.
     *
     * @return the length
     */
    public final Duration length() {
        return length;
    }

    /**
     * Starts the timer, unless it was cancelled. A clock that fails must not make a worker be forgotten: then the
     * delay goes by the wall clock.
     *
     * @param clock the clock
     * @param due what to do when the delay is over
     * @param broken told what the clock threw
     */
    public final void start(Clock clock, Runnable due, Consumer<RuntimeException> broken) {
        try {
            start(clock, due);
        } catch (RuntimeException thrown) {
            broken.accept(thrown);
            start(Clock.system(), due);
        }
    }

    private void start(Clock clock, Runnable due) {
        if (timer.get() == CANCELLED) {
            return;
        }
        Clock.Timer started = clock.schedule(length, () -> Room.insist(due));
        if (!timer.compareAndSet(null, started)) {
            started.cancel();
        }
    }

    /** Cancels the timer, now or when it would be started. */
    public final void cancel() {
        Clock.Timer started = timer.getAndSet(CANCELLED);
        if (started != null) {
            started.cancel();
        }
    }
}
