// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.event.RunnerEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How repetition is folded in the log; which event is told at which level is asserted where runners are tested. */
class LogListenerTest {
    private final CapturedLogger logger = new CapturedLogger();
    private final LogListener log = new LogListener(logger, "runner", "worker");
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private long generation;

    /** One round of a loop: start, failure, delay. */
    private void crash(String id, Throwable error) {
        generation++;
        log.onEvent(new RunnerEvent.Starting("r", now, id, generation));
        log.onEvent(new RunnerEvent.Started("r", now, id, generation));
        log.onEvent(new RunnerEvent.Failed("r", now, id, generation, error, false));
        log.onEvent(new RunnerEvent.RestartScheduled("r", now, id, generation, plan()));
    }

    private RestartPlan plan() {
        Duration delay = Duration.ofMillis(1);
        return new RestartPlan(Restart.after(delay), 1, 1, now, delay, delay, now.plus(delay), 0, false);
    }

    private void crashOften(String id, int times) {
        for (int i = 0; i < times; i++) {
            crash(id, new IOException("attempt " + i + " refused"));
        }
    }

    private List<String> lines(String part) {
        return logger.lines().stream().filter(line -> line.contains(part)).toList();
    }

    @Test
    @DisplayName("10 000 identical crashes are a handful of lines, and in the end how many were left out is told")
    void tenThousandCrashes() {
        crashOften("a", 10_000);
        log.onEvent(new RunnerEvent.Removed("r", now, "a", generation));
        assertThat(logger.lines()).hasSizeLessThan(20);
        assertThat(lines("stopped with an error")).hasSize(6);
        assertThat(lines("(10 times since 2026-01-02 03:04:05 UTC)")).hasSize(1);
        assertThat(lines("(10000 times since")).hasSize(1);
        assertThat(logger.lines()).last().asString().endsWith("removed");
    }

    @Test
    @DisplayName("What was left out is told when something else happens to the worker")
    void leftOut() {
        crashOften("a", 60);
        crash("a", new IllegalStateException("another"));
        assertThat(lines("repeated 50 times, 60 in all since 2026-01-02 03:04:05 UTC"))
                .hasSize(1);
        assertThat(lines("another")).hasSize(1).allMatch(line -> line.startsWith("ERROR"));
        log.onEvent(new RunnerEvent.Stopping("r", now, "a", generation));
        assertThat(lines("repeated")).as("told once").hasSize(1);
    }

    @Test
    @DisplayName("What was left out is told at the latest when the worker stops")
    void leftOutUntilTheStop() {
        crashOften("a", 60);
        assertThat(lines("repeated")).isEmpty();
        log.onEvent(new RunnerEvent.Stopping("r", now, "a", generation));
        assertThat(lines("worker 'a': repeated 50 times, 60 in all since 2026-01-02 03:04:05 UTC: "
                        + "java.io.IOException: attempt 0 refused"))
                .hasSize(1);
    }

    @Test
    @DisplayName("Failures that take turns are folded as well")
    void takingTurns() {
        for (int i = 0; i < 1_000; i++) {
            crash("a", new IOException("refused"));
            crash("a", new IllegalStateException("not ready"));
        }
        assertThat(logger.lines()).hasSizeLessThan(40);
    }

    @Test
    @DisplayName("A worker that fails seldom is not silent for longer than ten minutes")
    void seldom() {
        IOException error = new IOException("refused");
        for (int i = 0; i < 7; i++) {
            crash("a", error);
            now = now.plusSeconds(i < 2 ? 1 : 601);
        }
        assertThat(lines("stopped with an error")).hasSize(6);
    }

    @Test
    @DisplayName("One that fails each minute is heard of every ten minutes")
    void eachMinute() {
        IOException error = new IOException("refused");
        for (int minute = 0; minute < 30; minute++) {
            crash("a", error);
            now = now.plusSeconds(60);
        }
        assertThat(lines("stopped with an error"))
                .hasSize(5)
                .last()
                .asString()
                .endsWith("(30 times since 2026-01-02 03:04:05 UTC)");
    }

    @Test
    @DisplayName("After a stop everything is news again, and other workers are not concerned")
    void newsAgain() {
        crashOften("a", 50);
        crash("b", new IOException("refused"));
        assertThat(lines("'b'")).hasSize(4);
        log.onEvent(new RunnerEvent.Finished("r", now, "a", generation));
        int before = logger.lines().size();
        crash("a", new IOException("attempt 7 refused"));
        assertThat(logger.lines()).hasSize(before + 4);
    }

    @Test
    @DisplayName("A gap in what the log was told is told in the log")
    void gap() {
        log.onMissed("r", 7);
        assertThat(logger.lines()).singleElement().asString().startsWith("WARNING runner 'r': 7 events are missing");
    }
}
