// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Failures;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Logging, as one consumer of the events. The levels are those of the origin. */
final class LogListener implements RunnerListener {
    private final System.Logger logger;

    LogListener(System.Logger logger) {
        this.logger = logger;
    }

    @Override
    public void onEvent(RunnerEvent event) {
        String runner = "runner '" + event.runner() + "': ";
        if (event instanceof RunnerEvent.WorkerEvent worker) {
            onWorkerEvent(runner + "worker " + Ids.quote(worker.id()) + " #" + worker.generation() + " ", worker);
        } else if (event instanceof RunnerEvent.RunnerDying dying) {
            log(Level.INFO, runner + "dying: " + (dying.cause() == null ? "killed" : "a worker failed fatally"), null);
        } else if (event instanceof RunnerEvent.RunnerDead dead) {
            log(Level.INFO, runner + "dead" + (dead.cause() == null ? "" : ": " + Failures.text(dead.cause())), null);
        }
    }

    private void onWorkerEvent(String worker, RunnerEvent.WorkerEvent event) {
        if (event instanceof RunnerEvent.Registered) {
            log(Level.DEBUG, worker + "registered", null);
        } else if (event instanceof RunnerEvent.Starting) {
            log(Level.INFO, worker + "starts", null);
        } else if (event instanceof RunnerEvent.Started) {
            log(Level.DEBUG, worker + "started", null);
        } else if (event instanceof RunnerEvent.Stopping) {
            log(Level.DEBUG, worker + "was asked to stop", null);
        } else if (event instanceof RunnerEvent.Finished) {
            log(Level.INFO, worker + "stopped without error", null);
        } else if (event instanceof RunnerEvent.Failed failed) {
            String what = failed.fatal() ? "stopped with a fatal error: " : "stopped with an error: ";
            log(Level.ERROR, worker + what + Failures.text(failed.error()), stackOf(failed.error()));
        } else if (event instanceof RunnerEvent.RestartScheduled scheduled) {
            log(Level.INFO, worker + "restarts in " + scheduled.delay(), null);
        } else if (event instanceof RunnerEvent.Removed) {
            log(Level.DEBUG, worker + "removed", null);
        } else if (event instanceof RunnerEvent.StartRefused) {
            log(Level.INFO, worker + "is not started, since the runner is dying", null);
        } else if (event instanceof RunnerEvent.Misbehaved misbehaved) {
            log(Level.WARNING, worker + misbehaved.what(), misbehaved.error());
        }
    }

    /** What nobody declared is a bug, for which one wants the stack; a declared error says what there is to say. */
    private static @Nullable Throwable stackOf(Throwable error) {
        return error instanceof RuntimeException || error instanceof Error ? error : null;
    }

    private void log(Level level, String message, @Nullable Throwable thrown) {
        if (thrown == null) {
            logger.log(level, message);
        } else {
            logger.log(level, message, thrown);
        }
    }
}
