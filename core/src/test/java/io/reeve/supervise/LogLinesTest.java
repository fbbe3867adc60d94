// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.ExpectedFailure;
import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerEvent.Abandoned;
import io.reeve.worker.event.RunnerEvent.AbandonedEnded;
import io.reeve.worker.event.RunnerEvent.Bounced;
import io.reeve.worker.event.RunnerEvent.Failed;
import io.reeve.worker.event.RunnerEvent.Finished;
import io.reeve.worker.event.RunnerEvent.GivenUp;
import io.reeve.worker.event.RunnerEvent.Misbehaved;
import io.reeve.worker.event.RunnerEvent.Registered;
import io.reeve.worker.event.RunnerEvent.Removed;
import io.reeve.worker.event.RunnerEvent.RestartRequested;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import io.reeve.worker.event.RunnerEvent.RunnerDead;
import io.reeve.worker.event.RunnerEvent.RunnerDying;
import io.reeve.worker.event.RunnerEvent.StartOverdue;
import io.reeve.worker.event.RunnerEvent.StartRefused;
import io.reeve.worker.event.RunnerEvent.Started;
import io.reeve.worker.event.RunnerEvent.Starting;
import io.reeve.worker.event.RunnerEvent.StopOverdue;
import io.reeve.worker.event.RunnerEvent.Stopping;
import io.reeve.worker.event.RunnerEvent.WorkerEvent;
import io.reeve.worker.event.RunnerEvent.Yielded;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the log says of each event, and at which level. A line that ends with {@code " !"} has a stack trace. */
class LogLinesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
    private static final Restart POLICY =
            Restart.builder().budget(5, Duration.ofMinutes(10)).build();

    private final CapturedLogger logger = new CapturedLogger();

    /** A failure that somebody has declared to be ordinary. */
    private static final class Declared extends Exception implements ExpectedFailure {
        private static final long serialVersionUID = 1;

        Declared() {
            super("no master yet");
        }
    }

    static Stream<Arguments> eventsOfWorkers() {
        IOException refused = new IOException("refused");
        RuntimeException bug = new IllegalStateException("bug");
        Duration delay = Duration.ofMillis(250);
        RestartPlan plan = new RestartPlan(POLICY, 1, 1, NOW, delay, delay, NOW.plus(delay), 1, false);
        return Stream.of(
                Arguments.of(new Registered("r", NOW, "a", 3), "DEBUG", "registered"),
                Arguments.of(new Starting("r", NOW, "a", 3), "INFO", "starts"),
                Arguments.of(new Started("r", NOW, "a", 3), "DEBUG", "started"),
                Arguments.of(new Stopping("r", NOW, "a", 3), "DEBUG", "was asked to stop"),
                Arguments.of(new Finished("r", NOW, "a", 3), "INFO", "stopped without error"),
                Arguments.of(
                        new Failed("r", NOW, "a", 3, refused, false),
                        "ERROR",
                        "stopped with an error: java.io.IOException: refused"),
                Arguments.of(
                        new Failed("r", NOW, "a", 3, bug, true),
                        "ERROR",
                        "stopped with a fatal error: java.lang.IllegalStateException: bug !"),
                Arguments.of(
                        new Failed("r", NOW, "a", 3, new Error("bad"), false),
                        "ERROR",
                        "stopped with an error: java.lang.Error: bad !"),
                Arguments.of(
                        new Failed("r", NOW, "a", 3, new IllegalStateException(new Declared()), false),
                        "INFO",
                        "stopped with an error: java.lang.IllegalStateException: "
                                + "io.reeve.supervise.LogLinesTest$Declared: no master yet"),
                Arguments.of(new RestartScheduled("r", NOW, "a", 3, plan), "INFO", "restarts in 250 ms"),
                Arguments.of(
                        new GivenUp("r", NOW, "a", 3, POLICY, 6, refused),
                        "ERROR",
                        "used up its budget of 5 restarts in 10 min"),
                Arguments.of(
                        new StartOverdue("r", NOW, "a", 3, HALF_MINUTE),
                        "WARNING",
                        "has not started within 30 s; the start is cancelled"),
                Arguments.of(
                        new StopOverdue("r", NOW, "a", 3, HALF_MINUTE, true),
                        "WARNING",
                        "has not stopped within 30 s; it is interrupted"),
                Arguments.of(
                        new StopOverdue("r", NOW, "a", 3, HALF_MINUTE, false),
                        "WARNING",
                        "has not stopped within 30 s; it refuses to be interrupted"),
                Arguments.of(
                        new Abandoned("r", NOW, "a", 3, HALF_MINUTE, Map.of()),
                        "ERROR",
                        "has not stopped within 30 s; it is abandoned"),
                Arguments.of(
                        new AbandonedEnded("r", NOW, "a", 3, HALF_MINUTE, null),
                        "INFO",
                        "has ended after all, 30 s after it was abandoned"),
                Arguments.of(new RestartRequested("r", NOW, "a", 3), "INFO", "is restarted by request"),
                Arguments.of(new Yielded("r", NOW, "a", 3, refused), "DEBUG", "stopped: java.io.IOException: refused"),
                Arguments.of(new Bounced("r", NOW, "a", 3, null), "DEBUG", "is started anew, as was asked for"),
                Arguments.of(
                        new Bounced("r", NOW, "a", 3, "b\n"),
                        "DEBUG",
                        "is started anew: its input " + Ids.quote("b\n") + " has changed"),
                Arguments.of(new Removed("r", NOW, "a", 3), "DEBUG", "removed"),
                Arguments.of(new Misbehaved("r", NOW, "a", 3, "ended twice", null), "WARNING", "ended twice"),
                Arguments.of(new Misbehaved("r", NOW, "a", 3, "its kill threw", bug), "WARNING", "its kill threw !"),
                Arguments.of(new StartRefused("r", NOW, "a", 3), "INFO", "is not started, since the runner is dying"));
    }

    static Stream<Arguments> eventsOfRunners() {
        IOException refused = new IOException("refused");
        return Stream.of(
                Arguments.of(new RunnerDying("r", NOW, null), "dying: killed"),
                Arguments.of(new RunnerDying("r", NOW, refused), "dying: a worker failed fatally"),
                Arguments.of(new RunnerDead("r", NOW, null, 0), "dead"),
                Arguments.of(new RunnerDead("r", NOW, null, 2), "dead; 2 abandoned and not ended"),
                Arguments.of(new RunnerDead("r", NOW, refused, 0), "dead: java.io.IOException: refused"),
                Arguments.of(
                        new RunnerDead("r", NOW, refused, 1),
                        "dead: java.io.IOException: refused; 1 abandoned and not ended"));
    }

    private List<String> linesOf(RunnerEvent event) {
        new LogListener(logger, "runner", "worker").onEvent(event);
        return logger.lines();
    }

    @ParameterizedTest(name = "{1}: {2}")
    @MethodSource("eventsOfWorkers")
    @DisplayName(
            "R-90 R-91 R-92 an event of a worker is one line, with its level, the runner, the id and the generation")
    void ofWorkers(WorkerEvent event, String level, String text) {
        assertThat(linesOf(event)).containsExactly(level + " runner 'r': worker 'a' #3 " + text);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("eventsOfRunners")
    @DisplayName("R-91 an event of a runner is one line that names it")
    void ofRunners(RunnerEvent event, String text) {
        assertThat(linesOf(event)).containsExactly("INFO runner 'r': " + text);
    }

    @Test
    @DisplayName("There is no kind of event whose line is not asserted here")
    void allKinds() {
        assertThat(Stream.concat(eventsOfWorkers(), eventsOfRunners())
                        .<Class<?>>map(arguments -> arguments.get()[0].getClass()))
                .containsAll(Arrays.stream(RunnerEvent.class.getDeclaredClasses())
                        .filter(Predicate.not(Class::isInterface))
                        .toList());
    }
}
