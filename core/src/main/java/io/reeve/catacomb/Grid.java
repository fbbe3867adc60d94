// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import io.reeve.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * The times at which the ticks of a fixed rate are due: one period apart, counted from the first tick. Those that
 * pass while a tick runs are missed for good. Used by one thread at a time.
 */
final class Grid {
    private final Clock clock;
    private final Duration period;

    /** When the tick that began last was due. */
    private Instant due;

    private volatile long missed;

    Grid(Clock clock, Duration period) {
        this.clock = clock;
        this.period = period;
        this.due = clock.instant();
    }

    /** How many ticks were missed; any thread may ask. */
    long missed() {
        return missed;
    }

    /** How long to wait for the next tick, and the beginning of that wait. */
    Duration untilNext() {
        Instant now = clock.instant();
        Duration delay = untilNext(Duration.between(due, now));
        due = later(now, delay);
        return delay;
    }

    private Duration untilNext(Duration late) {
        try {
            if (late.negated().compareTo(period) > 0) {
                // The clock was set back: nobody wants to wait until it shows the old times again.
                return period;
            }
            return late.compareTo(period) <= 0 ? period.minus(late) : afterMissed(late);
        } catch (ArithmeticException ages) {
            return period;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private Duration afterMissed(Duration late) {
        // A due time that is exactly now is not missed.
        long passed = late.minusNanos(1).dividedBy(period);
        Duration delay = period.multipliedBy(passed + 1).minus(late);
        missed += passed;
        return delay;
    }

    private static Instant later(Instant time, Duration delay) {
        try {
            return time.plus(delay);
        } catch (DateTimeException | ArithmeticException never) {
            return Instant.MAX;
        }
    }
}
