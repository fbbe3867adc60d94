// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.worker.RestartPlan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a worker may take to start and to stop. Null means what the runner says; zero means as long as it likes.
 *
 * @param start after this the start is cancelled
 * @param interrupt after this a worker that was asked to stop is interrupted
 * @param abandon after this a worker that was asked to stop is abandoned; null exactly if {@code interrupt} is
 */
record Timeouts(
        @Nullable Duration start,
        @Nullable Duration interrupt,
        @Nullable Duration abandon) {
    /** Those of the origin: there are none. */
    static final Timeouts NONE = new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** What a worker has that says nothing of its own. */
    static final Timeouts UNSAID = new Timeouts(null, null, null);

    Timeouts withStart(Duration timeout) {
        refuseNegative("start timeout", timeout);
        return new Timeouts(timeout, interrupt, abandon);
    }

    Timeouts withStop(Duration timeout) {
        refuseNegative("stop timeout", timeout);
        return new Timeouts(start, timeout.dividedBy(2), timeout);
    }

    Timeouts withStop(Duration interruptAfter, Duration timeout) {
        refuseNegative("stop timeout", timeout);
        refuseNegative("time until the interrupt", interruptAfter);
        if (interruptAfter.compareTo(timeout) > 0) {
            throw new IllegalArgumentException("a worker cannot be interrupted after "
                    + RestartPlan.words(interruptAfter) + " that is abandoned after " + RestartPlan.words(timeout)
                    + "; make the stop timeout the longer one");
        }
        return new Timeouts(start, interruptAfter, timeout);
    }

    private static void refuseNegative(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    what + " must not be negative, but is " + duration + "; use zero for none");
        }
    }

    /** The start timeout of a worker in a runner; null for none. */
    @Nullable
    static Duration start(Timeouts worker, Timeouts runner) {
        return orNone(worker.start != null ? worker.start : runner.start);
    }

    /** When a worker in a runner is abandoned; null for never. */
    @Nullable
    static Duration abandon(Timeouts worker, Timeouts runner) {
        return orNone(worker.abandon != null ? worker.abandon : runner.abandon);
    }

    /** When a worker in a runner is interrupted, if it is abandoned some time. */
    static Duration interrupt(Timeouts worker, Timeouts runner) {
        Duration interrupt = worker.interrupt != null ? worker.interrupt : runner.interrupt;
        return interrupt == null ? Duration.ZERO : interrupt;
    }

    private static @Nullable Duration orNone(@Nullable Duration timeout) {
        return timeout == null || timeout.isZero() ? null : timeout;
    }
}
