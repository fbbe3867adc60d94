// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Failures;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Logging, as one consumer of the events. The levels are those of the origin; a level that is off costs nothing. */
final class LogListener implements RunnerListener {
    private final System.Logger logger;

    LogListener(System.Logger logger) {
        this.logger = logger;
    }

    @Override
    public void onEvent(RunnerEvent event) {
        Level level = levelOf(event);
        if (!logger.isLoggable(level)) {
            return;
        }
        String message = "runner '" + event.runner() + "': " + subjectOf(event) + textOf(event);
        Throwable thrown = thrownIn(event);
        if (thrown == null) {
            logger.log(level, message);
        } else {
            logger.log(level, message, thrown);
        }
    }

    private static Level levelOf(RunnerEvent event) {
        if (event instanceof RunnerEvent.Failed) {
            return Level.ERROR;
        }
        if (event instanceof RunnerEvent.Misbehaved) {
            return Level.WARNING;
        }
        boolean detail = event instanceof RunnerEvent.Registered
                || event instanceof RunnerEvent.Started
                || event instanceof RunnerEvent.Stopping
                || event instanceof RunnerEvent.Removed;
        return detail ? Level.DEBUG : Level.INFO;
    }

    private static String subjectOf(RunnerEvent event) {
        return event instanceof RunnerEvent.WorkerEvent worker
                ? "worker " + Ids.quote(worker.id()) + " #" + worker.generation() + " "
                : "";
    }

    private static String textOf(RunnerEvent event) {
        if (event instanceof RunnerEvent.Registered) {
            return "registered";
        } else if (event instanceof RunnerEvent.Starting) {
            return "starts";
        } else if (event instanceof RunnerEvent.Started) {
            return "started";
        } else if (event instanceof RunnerEvent.Stopping) {
            return "was asked to stop";
        } else if (event instanceof RunnerEvent.Finished) {
            return "stopped without error";
        } else if (event instanceof RunnerEvent.Failed failed) {
            return (failed.fatal() ? "stopped with a fatal error: " : "stopped with an error: ")
                    + Failures.text(failed.error());
        } else if (event instanceof RunnerEvent.RestartScheduled scheduled) {
            return "restarts in " + scheduled.delay();
        } else if (event instanceof RunnerEvent.Removed) {
            return "removed";
        } else if (event instanceof RunnerEvent.StartRefused) {
            return "is not started, since the runner is dying";
        } else if (event instanceof RunnerEvent.Misbehaved misbehaved) {
            return misbehaved.what();
        } else if (event instanceof RunnerEvent.RunnerDying dying) {
            return "dying: " + (dying.cause() == null ? "killed" : "a worker failed fatally");
        } else if (event instanceof RunnerEvent.RunnerDead dead) {
            return dead.cause() == null ? "dead" : "dead: " + Failures.text(dead.cause());
        }
        return event.toString();
    }

    /** What nobody declared is a bug, for which one wants the stack; a declared error says what there is to say. */
    private static @Nullable Throwable thrownIn(RunnerEvent event) {
        if (event instanceof RunnerEvent.Failed failed) {
            Throwable error = failed.error();
            return error instanceof RuntimeException || error instanceof Error ? error : null;
        }
        return event instanceof RunnerEvent.Misbehaved misbehaved ? misbehaved.error() : null;
    }
}
