// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.runner.RunnerMachine.Verdict;
import io.reeve.worker.BrokenWorkerException;
import io.reeve.worker.FailurePolicy;

/** Asks the failure policy, one error at a time, and makes up for what it throws. */
final class Judge {
    /** An error whose meaning is to be decided. */
    record Case(Incarnation incarnation, Throwable error) {}

    /** What was decided; the error is another one than that of the case if the policy itself failed. */
    record Judgement(Verdict verdict, Throwable error) {
        boolean isFatal() {
            return verdict == Verdict.FATAL || verdict == Verdict.FATAL_AND_BEST;
        }
    }

    private final WorkerRunner runner;

    Judge(WorkerRunner runner) {
        this.runner = runner;
    }

    Judgement judge(FailurePolicy policy, Case failed) {
        String id = failed.incarnation().entry.id;
        Throwable error = failed.error();
        boolean fatal;
        try {
            fatal = policy.isFatal(id, error);
        } catch (Throwable thrown) {
            fatal = true;
            error = new BrokenWorkerException(
                    "the policy of runner '" + runner.name() + "' could not judge the failure of worker "
                            + Ids.quote(id) + " (see suppressed), which therefore counts as fatal",
                    thrown);
            error.addSuppressed(failed.error());
        }
        if (fatal) {
            return new Judgement(isBest(policy, failed, error) ? Verdict.FATAL_AND_BEST : Verdict.FATAL, error);
        }
        return new Judgement(isRestarted(policy, failed) ? Verdict.RESTART : Verdict.GIVE_UP, error);
    }

    private boolean isBest(FailurePolicy policy, Case failed, Throwable error) {
        Throwable best = runner.fatalError();
        if (best == null) {
            return true;
        }
        try {
            return policy.moreImportant(error, best);
        } catch (Throwable thrown) {
            runner.misbehaved(failed.incarnation(), "moreImportant threw; counts as false", thrown);
            return false;
        }
    }

    private boolean isRestarted(FailurePolicy policy, Case failed) {
        try {
            return policy.shouldRestart(failed.incarnation().entry.id, failed.error());
        } catch (Throwable thrown) {
            runner.misbehaved(failed.incarnation(), "shouldRestart threw; counts as true", thrown);
            return true;
        }
    }
}
