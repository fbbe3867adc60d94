// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.journal.Digest;
import io.reeve.journal.Repetitions;
import io.reeve.journal.Repetitions.Repetition;
import io.reeve.worker.ExpectedFailure;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Logging, as one consumer of the events. The levels are those of the origin; a level that is off costs nothing. What a
 * worker does again and again is folded into a few lines.
 */
public final class LogListener implements RunnerListener {
    private final System.Logger logger;
    private final String kind;
    private final String subject;

    /** Owned by the one thread at a time on which a listener is called. */
    private final Repetitions repetitions = new Repetitions();

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
        if (event instanceof RunnerEvent.Failed failed) {
            onFailure(failed);
            return;
        }
        if (event instanceof RunnerEvent.WorkerEvent worker) {
            if (isOneOfMany(worker)) {
                return;
            }
            if (endsRepetition(worker)) {
                writeLeftOut(worker, null);
                repetitions.forget(worker.id());
            }
        }
        write(event, "", thrownIn(event));
    }

    @Override
    public void onMissed(String runner, long count) {
        logger.log(
                Level.WARNING,
                kind + " '" + runner + "': " + count + " events are missing here, since the log could not keep up");
    }

    private void onFailure(RunnerEvent.Failed failed) {
        if (!logger.isLoggable(levelOf(failed))) {
            return;
        }
        Repetition repetition = repetitions.failed(failed.id(), Digest.of(failed.error()), failed.time());
        if (repetition == null) {
            return;
        }
        writeLeftOut(failed, repetition);
        if (repetition.isNews()) {
            write(failed, "", thrownIn(failed));
        } else {
            write(failed, " (" + repetition.count() + " times since " + timeOf(repetition) + ")", null);
        }
    }

    /** A start, or a delay, of a worker whose failures are not written any more either. */
    private boolean isOneOfMany(RunnerEvent.WorkerEvent event) {
        return (event instanceof RunnerEvent.Starting
                        || event instanceof RunnerEvent.Started
                        || event instanceof RunnerEvent.RestartScheduled)
                && repetitions.isQuiet(event.id());
    }

    private static boolean endsRepetition(RunnerEvent.WorkerEvent event) {
        return event instanceof RunnerEvent.Stopping
                || event instanceof RunnerEvent.Finished
                || event instanceof RunnerEvent.RestartRequested
                || event instanceof RunnerEvent.Removed;
    }

    private void writeLeftOut(RunnerEvent.WorkerEvent now, @Nullable Repetition but) {
        for (Repetition repetition : repetitions.leftOut(now.id(), but)) {
            logger.log(
                    Level.INFO,
                    kind + " '" + now.runner() + "': " + subject + " " + Ids.quote(now.id()) + ": repeated "
                            + repetition.unwritten() + " times, " + repetition.count() + " in all since "
                            + timeOf(repetition) + ": " + repetition.failure());
            repetitions.written(repetition, now.time());
        }
    }

    private static String timeOf(Repetition repetition) {
        return Report.time(repetition.since()) + " UTC";
    }

    private void write(RunnerEvent event, String addition, @Nullable Throwable thrown) {
        Level level = levelOf(event);
        if (!logger.isLoggable(level)) {
            return;
        }
        String message = kind + " '" + event.runner() + "': " + subjectOf(event) + textOf(event) + addition;
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
                || event instanceof RunnerEvent.Yielded
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
            return "restarts in " + RestartPlan.words(scheduled.delay());
        } else if (event instanceof RunnerEvent.GivenUp givenUp) {
            return "used up its budget of " + givenUp.policy().budget() + " restarts in "
                    + RestartPlan.words(givenUp.policy().window());
        } else if (event instanceof RunnerEvent.StartOverdue overdue) {
            return "has not started within " + RestartPlan.words(overdue.timeout()) + "; the start is cancelled";
        } else if (event instanceof RunnerEvent.StopOverdue overdue) {
            return "has not stopped within " + RestartPlan.words(overdue.waited())
                    + (overdue.interrupted() ? "; it is interrupted" : "; it refuses to be interrupted");
        } else if (event instanceof RunnerEvent.Abandoned abandoned) {
            return "has not stopped within " + RestartPlan.words(abandoned.waited()) + "; it is abandoned";
        } else if (event instanceof RunnerEvent.AbandonedEnded ended) {
            return "has ended after all, " + RestartPlan.words(ended.late()) + " after it was abandoned";
        } else if (event instanceof RunnerEvent.Yielded yielded) {
            return "stopped: " + Failures.text(yielded.signal());
        } else if (event instanceof RunnerEvent.RestartRequested) {
            return "is restarted by request";
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
            String left = dead.abandoned() == 0 ? "" : "; " + dead.abandoned() + " abandoned and not ended";
            return (dead.cause() == null ? "dead" : "dead: " + Failures.text(dead.cause())) + left;
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
