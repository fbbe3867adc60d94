// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.command.Receipt;
import io.reeve.shell.command.Receipt.Outcome;
import io.reeve.shell.text.FailureText;
import io.reeve.shell.text.TimeText;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.Whiteboard;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Starts, stops and restarts a worker for an operator. An id that a factory service offers is the whiteboard's affair,
 * so that it remembers what the operator wanted; any other is its runner's.
 */
final class Operator {
    private static final int WIDEST_FAILURE = 200;

    private final Supervised supervised;

    Operator(Supervised supervised) {
        this.supervised = supervised;
    }

    Receipt start(Subject subject) {
        if (subject.has(FactoryStatus.State.ACTIVE)) {
            return alreadyThere(subject);
        }
        Whiteboard whiteboard = supervised.whiteboard();
        if (whiteboard != null && subject.isOffered()) {
            return start(subject, whiteboard);
        }
        if (subject.worker() != null) {
            return alreadyThere(subject);
        }
        return impossible(subject, "cannot be started: " + reasons(subject));
    }

    private static Receipt start(Subject subject, Whiteboard whiteboard) {
        try {
            return whiteboard.start(subject.runner(), id(subject))
                    ? receipt(subject, Outcome.STARTING, name(subject) + " is starting")
                    : alreadyThere(subject);
        } catch (RunnerDeadException | WorkerNotFoundException refused) {
            return impossible(subject, "cannot be started: " + FailureText.message(refused));
        }
    }

    private static Receipt alreadyThere(Subject subject) {
        WorkerStatus worker = subject.worker();
        String state = worker == null
                ? "there"
                : switch (worker.state()) {
                    case STARTING -> "starting";
                    case STARTED -> "started";
                    case STOPPING -> "stopping; start it when it has ended";
                    case STOPPED -> "waiting for its restart; worker:restart does it at once";
                    case GIVEN_UP -> "given up; worker:restart starts it anew";
                    case ABANDONED -> "abandoned; start it when it has ended";
                };
        boolean stopping = worker != null && worker.state() == WorkerStatus.State.STOPPING;
        return receipt(subject, stopping ? Outcome.STOPPING : Outcome.RUNNING, name(subject) + " is already " + state);
    }

    Receipt stop(Subject subject, Duration timeout) throws InterruptedException {
        if (subject.worker() == null && !subject.has(FactoryStatus.State.ACTIVE)) {
            if (subject.has(FactoryStatus.State.STOPPED)) {
                return receipt(subject, Outcome.STOPPED, name(subject) + " is stopped already");
            }
            if (!subject.isOffered()) {
                return impossible(subject, "does not run: " + reasons(subject));
            }
        }
        CompletionStage<Void> stopped = stopInWhiteboard(subject);
        if (stopped != null) {
            return await(subject, stopped, timeout, "; worker:start starts it again");
        }
        Runner runner = supervised.runner(subject.runner()).orElse(null);
        return runner == null
                ? impossible(subject, "has no runner any longer")
                : await(subject, runner.stopWorker(id(subject)), timeout, "");
    }

    private @Nullable CompletionStage<Void> stopInWhiteboard(Subject subject) {
        Whiteboard whiteboard = supervised.whiteboard();
        if (whiteboard == null || !subject.isOffered()) {
            return null;
        }
        try {
            return whiteboard.stop(subject.runner(), id(subject));
        } catch (WorkerNotFoundException gone) {
            // Its service went just now: what is left is the runner's.
            return null;
        }
    }

    private static Receipt await(Subject subject, CompletionStage<Void> stage, Duration timeout, String whatNext)
            throws InterruptedException {
        // Not toCompletableFuture(): a stage need not support it.
        CompletableFuture<@Nullable Throwable> ended = new CompletableFuture<>();
        stage.whenComplete((nothing, error) -> ended.complete(error));
        try {
            Throwable error = unwrap(ended.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
            if (error instanceof RunnerDeadException) {
                return impossible(subject, "cannot be stopped: " + FailureText.message(error));
            }
            String message = name(subject) + " has stopped"
                    + (error == null ? "" : " with " + FailureText.line(error, WIDEST_FAILURE));
            return receipt(subject, Outcome.STOPPED, message + whatNext);
        } catch (TimeoutException late) {
            return receipt(
                    subject,
                    Outcome.STOPPING,
                    name(subject) + " is still stopping after " + TimeText.duration(timeout)
                            + "; it ends when its code lets it, see worker:info");
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static @Nullable Throwable unwrap(@Nullable Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    Receipt restart(Subject subject) {
        WorkerStatus worker = subject.worker();
        Whiteboard whiteboard = supervised.whiteboard();
        boolean down = !subject.isHeld() && subject.isOffered();
        if (down && whiteboard != null) {
            return start(subject, whiteboard);
        }
        Runner runner = supervised.runner(subject.runner()).orElse(null);
        if (worker == null || runner == null) {
            return impossible(subject, "cannot be restarted: " + reasons(subject));
        }
        try {
            runner.restartWorker(id(subject));
        } catch (RunnerDeadException dead) {
            return impossible(subject, "cannot be restarted: " + FailureText.message(dead));
        } catch (WorkerNotFoundException stopping) {
            return receipt(
                    subject,
                    Outcome.STOPPING,
                    name(subject) + " is being stopped for good; start it when it has ended");
        }
        return receipt(subject, Outcome.STARTING, name(subject) + " restarts, with its restart count cleared");
    }

    private static Receipt impossible(Subject subject, String why) {
        return receipt(subject, Outcome.IMPOSSIBLE, name(subject) + " " + why);
    }

    private static String reasons(Subject subject) {
        if (subject.factories().isEmpty()) {
            return "no factory service offers it";
        }
        return subject.factories().stream()
                .map(f -> "its factory in " + WorkerRow.bundle(f) + " is " + f.state()
                        + (f.reason().isEmpty() ? "" : ", " + f.reason()))
                .collect(Collectors.joining("; "));
    }

    private static Receipt receipt(Subject subject, Outcome outcome, String message) {
        return new Receipt(WorkerCommands.WORDS, subject, outcome, message);
    }

    private static String name(Subject subject) {
        return WorkerCommands.WORDS.nameOf(subject);
    }

    /** Nothing without an id is ever found by one. */
    private static String id(Subject subject) {
        return String.valueOf(subject.id());
    }
}
