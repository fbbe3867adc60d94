// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.BrokenWorkerException;
import io.reeve.worker.FailurePolicy;
import io.reeve.worker.Restart;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks failure policies, and makes up for what they throw. One error at a time: whoever uses this sees to that.
 *
 * @param <R> the runs whose errors are judged
 */
public final class Judge<R extends Run> {
    /** After that a policy has had a second for its answer. */
    private static final int MOST_ATTEMPTS = 10;

    private final Supervisor<R> supervisor;

    /** What a policy said of an error. */
    public enum Verdict {
        /** It ends the supervisor. */
        FATAL,
        /** It ends the supervisor, and is better than the best fatal error so far. */
        FATAL_AND_BEST,
        /** The worker is started again, if its restart policy agrees. */
        RESTART,
        /** The worker is not started again. */
        GIVE_UP;

        /**
         * Whether it ends the supervisor.
         *
         * @return true if so
         */
        public boolean isFatal() {
            return this == FATAL || this == FATAL_AND_BEST;
        }
    }

    /**
     * What was decided.
     *
     * @param verdict what the policy said
     * @param error the error: another one than was judged if the policy itself failed
     * @param text what a fatal error says, or one that may become so when a budget is used up; empty for others
     * @param delay the restart delay that the failure asked for; null for that of the policy
     */
    public record Judgement(
            Verdict verdict,
            Throwable error,
            String text,
            @Nullable Duration delay) {
        /**
         * A judgement of a failure that asked for no delay of its own.
         *
         * @param verdict what the policy said
         * @param error the error
         * @param text what a fatal error says; empty for others
         */
        public Judgement(Verdict verdict, Throwable error, String text) {
            this(verdict, error, text, null);
        }
    }

    /**
     * Creates a judge.
     *
     * @param supervisor whose errors it judges
     */
    public Judge(Supervisor<R> supervisor) {
        this.supervisor = supervisor;
    }

    /**
     * Judges an error.
     *
     * @param policy the policy to ask
     * @param run the run that ended with it
     * @param failure the error
     * @param best the best fatal error so far; null if there is none
     * @return the judgement
     */
    public Judgement judge(FailurePolicy policy, R run, Throwable failure, @Nullable Throwable best) {
        Throwable error = failure;
        boolean fatal;
        try {
            fatal = isFatal(policy, run, error);
        } catch (Throwable thrown) {
            fatal = true;
            error = new BrokenWorkerException(
                    "the policy of " + supervisor.kind() + " '" + supervisor.name()
                            + "' could not judge the failure of " + supervisor.subject() + " " + Ids.quote(run.id())
                            + " (see suppressed), which therefore counts as fatal",
                    thrown);
            error.addSuppressed(failure);
        }
        if (fatal) {
            // The text is foreign code, like the policy itself, and asked for here for the same reason: no lock is
            // held.
            return new Judgement(
                    isBest(policy, run, error, best) ? Verdict.FATAL_AND_BEST : Verdict.FATAL,
                    error,
                    Failures.text(error));
        }
        return new Judgement(isRestarted(policy, run, failure) ? Verdict.RESTART : Verdict.GIVE_UP, error, "");
    }

    /**
     * Judges an error, and asks for its restart delay if the worker may be started again.
     *
     * @param policy the policy to ask
     * @param restart the restart policy of the worker
     * @param run the run that ended with it
     * @param failure the error
     * @param best the best fatal error so far; null if there is none
     * @return the judgement
     */
    public Judgement judge(FailurePolicy policy, Restart restart, R run, Throwable failure, @Nullable Throwable best) {
        Judgement judgement = judge(policy, run, failure, best);
        if (judgement.verdict() != Verdict.RESTART || restart.when() == Restart.When.NEVER) {
            return judgement;
        }
        boolean mayEscalate = restart.budget() > 0 && restart.exhausted() == Restart.Exhausted.ESCALATE;
        var delayFor = restart.delayFor().orElse(null);
        if (!mayEscalate && delayFor == null) {
            return judgement;
        }
        Duration delay = delayFor == null ? null : delayFor(delayFor, run, failure);
        return new Judgement(Verdict.RESTART, judgement.error(), mayEscalate ? Failures.text(failure) : "", delay);
    }

    private @Nullable Duration delayFor(
            Function<? super Throwable, Optional<Duration>> function, R run, Throwable failure) {
        Optional<Duration> delay;
        try {
            delay = function.apply(failure);
        } catch (Throwable thrown) {
            supervisor.misbehaved(run, "delayFor of its restart policy threw; the ordinary delay counts", thrown);
            return null;
        }
        if (delay == null) {
            supervisor.misbehaved(run, "delayFor of its restart policy returned null; the ordinary delay counts", null);
            return null;
        }
        if (delay.isPresent() && delay.get().isNegative()) {
            supervisor.misbehaved(
                    run,
                    "delayFor of its restart policy returned " + delay.get() + "; the ordinary delay counts",
                    null);
            return null;
        }
        return delay.orElse(null);
    }

    /** A policy that has no memory to answer has not said that the error is fatal. */
    private static boolean isFatal(FailurePolicy policy, Run run, Throwable error) {
        for (int attempts = 0; ; attempts++) {
            try {
                return policy.isFatal(run.id(), error);
            } catch (OutOfMemoryError full) {
                // Not for long: others wait behind it, and it may ask for more than there ever is.
                if (attempts == MOST_ATTEMPTS || !Room.pause(attempts)) {
                    throw full;
                }
            }
        }
    }

    private boolean isBest(FailurePolicy policy, R run, Throwable error, @Nullable Throwable best) {
        if (best == null) {
            return true;
        }
        try {
            return policy.moreImportant(error, best);
        } catch (Throwable thrown) {
            supervisor.misbehaved(run, "moreImportant threw; counts as false", thrown);
            return false;
        }
    }

    private boolean isRestarted(FailurePolicy policy, R run, Throwable error) {
        try {
            return policy.shouldRestart(run.id(), error);
        } catch (Throwable thrown) {
            supervisor.misbehaved(run, "shouldRestart threw; counts as true", thrown);
            return true;
        }
    }
}
