// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.RestartPlan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a worker may take to start and to stop. Null means what its supervisor says; zero means as long as it likes.
 *
 * @param start after this the start is cancelled
 * @param interrupt after this a worker that was asked to stop is interrupted
 * @param abandon after this a worker that was asked to stop is abandoned; null exactly if {@code interrupt} is
 */
public record Timeouts(
        @Nullable Duration start,
        @Nullable Duration interrupt,
        @Nullable Duration abandon) {
    /** Those of the origin: there are none. */
    public static final Timeouts NONE = new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** What a worker has that says nothing of its own. */
    public static final Timeouts UNSAID = new Timeouts(null, null, null);

    /**
     * These with another start timeout.
     *
     * @param timeout the time; zero for none
     * @return the timeouts
     * @throws IllegalArgumentException if the time is negative
     */
    public Timeouts withStart(Duration timeout) {
        refuseNegative("start timeout", timeout);
        return new Timeouts(timeout, interrupt, abandon);
    }

    /**
     * These with another stop timeout, and the interrupt at half of it.
     *
     * @param timeout the time; zero for none
     * @return the timeouts
     * @throws IllegalArgumentException if the time is negative
     */
    public Timeouts withStop(Duration timeout) {
        refuseNegative("stop timeout", timeout);
        return new Timeouts(start, timeout.dividedBy(2), timeout);
    }

    /**
     * These with another stop timeout.
     *
     * @param interruptAfter the time until the interrupt
     * @param timeout the time; zero for none
     * @return the timeouts
     * @throws IllegalArgumentException if a time is negative, or the interrupt would come after the abandonment
     */
    public Timeouts withStop(Duration interruptAfter, Duration timeout) {
        refuseNegative("stop timeout", timeout);
        refuseNegative("time until the interrupt", interruptAfter);
        if (interruptAfter.compareTo(timeout) > 0) {
            throw new IllegalArgumentException("a worker cannot be interrupted after "
                    + RestartPlan.words(interruptAfter) + " that is abandoned after " + RestartPlan.words(timeout)
                    + "; make the stop timeout the longer one");
        }
        return new Timeouts(start, interruptAfter, timeout);
    }

    /**
     * Whether a worker that has these says nothing of its own.
     *
     * @return true if so
     */
    public boolean areUnsaid() {
        return start == null && abandon == null;
    }

    private static void refuseNegative(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    what + " must not be negative, but is " + duration + "; use zero for none");
        }
    }

    /**
     * Those in force for a worker that says these.
     *
     * @param supervisor what its runner or engine says
     * @return the timeouts
     */
    public Timeouts within(Timeouts supervisor) {
        if (areUnsaid()) {
            return supervisor;
        }
        boolean ownStop = abandon != null;
        return new Timeouts(
                start != null ? start : supervisor.start,
                ownStop ? interrupt : supervisor.interrupt,
                ownStop ? abandon : supervisor.abandon);
    }
}
