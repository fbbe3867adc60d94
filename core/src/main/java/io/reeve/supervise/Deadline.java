// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The time that a run has for what it is doing.
 *
 * @param <R> the kind of run
 */
public final class Deadline<R extends Run> extends Delay {
    /** What happens when it is over. */
    public enum Step {
        /** The start is cancelled. */
        CANCEL,
        /** Our threads in its code are interrupted, and the last deadline begins. */
        INTERRUPT,
        /** It is abandoned. */
        ABANDON
    }

    private final R run;
    private final Step step;

    private Deadline(R run, Step step, Duration length) {
        super(length);
        this.run = run;
        this.step = step;
    }

    /**
     * The time that a start function has.
     *
     * @param <R> the kind of run
     * @param run the run that it begins
     * @param timeouts those in force
     * @return a new deadline; null if the time is not limited
     */
    public static <R extends Run> @Nullable Deadline<R> ofStart(R run, Timeouts timeouts) {
        Duration start = limit(timeouts.start());
        return start == null ? null : new Deadline<>(run, Step.CANCEL, start);
    }

    /**
     * The time that a run has to end, up to the first of the steps that are taken then.
     *
     * @param <R> the kind of run
     * @param run the run that is asked to stop
     * @param timeouts those in force
     * @return a new deadline; null if the time is not limited
     */
    public static <R extends Run> @Nullable Deadline<R> ofStop(R run, Timeouts timeouts) {
        Duration abandon = limit(timeouts.abandon());
        if (abandon == null) {
            return null;
        }
        Duration interrupt = timeouts.interrupt();
        return interrupt == null || interrupt.compareTo(abandon) >= 0
                ? new Deadline<>(run, Step.ABANDON, abandon)
                : new Deadline<>(run, Step.INTERRUPT, interrupt);
    }

    /**
     * What is left of the time to end, after the interrupt.
     *
     * @param timeouts those in force now: they may have been changed since the first step
     * @return a new deadline
     */
    public Deadline<R> last(Timeouts timeouts) {
        Duration abandon = limit(timeouts.abandon());
        Duration left = abandon == null ? length() : abandon.minus(length());
        return new Deadline<>(run, Step.ABANDON, left.isNegative() ? Duration.ZERO : left);
    }

    private static @Nullable Duration limit(@Nullable Duration timeout) {
        return timeout == null || timeout.isZero() ? null : timeout;
    }

    /**
     * Starts the timer, unless it was cancelled.
     *
     * @param clock the clock
     * @param supervisor told if that fails; then the deadline goes by the wall clock
     * @param overdue called with no lock held when the time is over: with the stacks of the run's threads if it is to be
     *     abandoned, since where it hangs is of no interest before
     */
    public void start(Clock clock, Supervisor<R> supervisor, Consumer<Map<String, List<StackTraceElement>>> overdue) {
        start(
                clock,
                () -> overdue.accept(step == Step.ABANDON ? run.stacks() : Map.of()),
                broken -> supervisor.misbehaved(run, "the clock threw; its timeout goes by the wall clock", broken));
    }

    /**
     * Whose time it is.
     *
     * @return the run
     */
    public R run() {
        return run;
    }

    /**
     * What happens when it is over.
     *
     * @return the step
     */
    public Step step() {
        return step;
    }
}
