// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.ExpectedFailure;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Logging, as one consumer of the events. The levels are those of the origin; a level that is off costs nothing. */
public final class LogListener implements RunnerListener {
    private final System.Logger logger;
    private final String kind;
    private final String subject;

    /**
     * Creates a listener.
     *
     * @param logger where messages go
     * @param kind what the events are of: {@code runner} or {@code engine}
     * @param subject what that runs: {@code worker} or {@code manifold}
     */
    public LogListener(System.Logger logger, String kind, String subject) {
        this.logger = logger;
        this.kind = kind;
        this.subject = subject;
    }

    @Override
    public void onEvent(RunnerEvent event) {
        Level level = levelOf(event);
        if (!logger.isLoggable(level)) {
            return;
        }
        String message = kind + " '" + event.runner() + "': " + subjectOf(event) + textOf(event);
        Throwable thrown = thrownIn(event);
        if (thrown == null) {
            logger.log(level, message);
        } else {
            logger.log(level, message, thrown);
        }
    }

    private static Level levelOf(RunnerEvent event) {
        if (event instanceof RunnerEvent.Failed failed) {
            return ExpectedFailure.isIn(failed.error()) ? Level.INFO : Level.ERROR;
        }
        if (event instanceof RunnerEvent.GivenUp || event instanceof RunnerEvent.Abandoned) {
            return Level.ERROR;
        }
        if (event instanceof RunnerEvent.Misbehaved
                || event instanceof RunnerEvent.StartOverdue
                || event instanceof RunnerEvent.StopOverdue) {
            return Level.WARNING;
        }
        boolean detail = event instanceof RunnerEvent.Registered
                || event instanceof RunnerEvent.Started
                || event instanceof RunnerEvent.Stopping
                || event instanceof RunnerEvent.Bounced
                || event instanceof RunnerEvent.Removed;
        return detail ? Level.DEBUG : Level.INFO;
    }

    private String subjectOf(RunnerEvent event) {
        return event instanceof RunnerEvent.WorkerEvent worker
                ? subject + " " + Ids.quote(worker.id()) + " #" + worker.generation() + " "
                : "";
    }

    private String textOf(RunnerEvent event) {
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
        } else if (event instanceof RunnerEvent.GivenUp givenUp) {
            return "used up its budget of " + givenUp.policy().budget() + " restarts in "
                    + givenUp.policy().window();
        } else if (event instanceof RunnerEvent.StartOverdue overdue) {
            return "has not started within " + overdue.timeout() + "; the start is cancelled";
        } else if (event instanceof RunnerEvent.StopOverdue overdue) {
            return "has not stopped within " + overdue.waited()
                    + (overdue.interrupted() ? "; it is interrupted" : "; it refuses to be interrupted");
        } else if (event instanceof RunnerEvent.Abandoned abandoned) {
            return "has not stopped within " + abandoned.waited() + "; it is abandoned";
        } else if (event instanceof RunnerEvent.AbandonedEnded ended) {
            return "has ended after all, " + ended.late() + " after it was abandoned";
        } else if (event instanceof RunnerEvent.Bounced bounced) {
            return bounced.input() == null
                    ? "is started anew, as was asked for"
                    : "is started anew: its input " + Ids.quote(bounced.input()) + " has changed";
        } else if (event instanceof RunnerEvent.Removed) {
            return "removed";
        } else if (event instanceof RunnerEvent.StartRefused) {
            return "is not started, since the " + kind + " is dying";
        } else if (event instanceof RunnerEvent.Misbehaved misbehaved) {
            return misbehaved.what();
        } else if (event instanceof RunnerEvent.RunnerDying dying) {
            return "dying: " + (dying.cause() == null ? "killed" : "a " + subject + " failed fatally");
        } else if (event instanceof RunnerEvent.RunnerDead dead) {
            return dead.cause() == null ? "dead" : "dead: " + Failures.text(dead.cause());
        }
        return event.toString();
    }

    /** What nobody declared is a bug, for which one wants the stack; a declared error says what there is to say. */
    private static @Nullable Throwable thrownIn(RunnerEvent event) {
        if (event instanceof RunnerEvent.Failed failed) {
            Throwable error = failed.error();
            if (ExpectedFailure.isIn(error)) {
                return null;
            }
            return error instanceof RuntimeException || error instanceof Error ? error : null;
        }
        return event instanceof RunnerEvent.Misbehaved misbehaved ? misbehaved.error() : null;
    }
}
