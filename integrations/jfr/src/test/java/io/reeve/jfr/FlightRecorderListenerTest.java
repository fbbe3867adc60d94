// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.RecordingListener;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What real recordings show. */
@Timeout(120)
class FlightRecorderListenerTest {
    @TempDir
    Path folder;

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final FlightRecorderListener recorder = new FlightRecorderListener();
    private final RecordingListener heard = new RecordingListener();

    /** One after the other, so that what was heard is in the recording. */
    private final RunnerListener both = event -> {
        recorder.onEvent(event);
        heard.onEvent(event);
    };

    private final WorkerRunner runner = WorkerRunner.start(RunnerParams.builder("r")
            .clock(clock)
            .isFatal(error -> false)
            .listener(both)
            .build());

    @AfterEach
    void end() throws Exception {
        runner.kill();
        runner.completion().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private ScriptedWorker start(String id) throws Exception {
        return start(id, context -> ScriptedWorker.obedient());
    }

    private ScriptedWorker start(String id, WorkerFactory factory) throws Exception {
        runner.startWorker(id, factory);
        Worker worker = runner.worker(id).get(60, TimeUnit.SECONDS);
        awaitStarted(id, 1);
        return (ScriptedWorker) worker;
    }

    private void awaitStarted(String id, long generation) throws InterruptedException {
        heard.await(RunnerEvent.Started.class, event -> event.id().equals(id) && event.generation() == generation);
    }

    private void failAndStartAgain(ScriptedWorker worker, String id) throws InterruptedException {
        worker.end(new IOException("refused"));
        heard.await(RunnerEvent.RestartScheduled.class);
        clock.awaitTimers(1);
        clock.advance(Duration.ofSeconds(3));
        awaitStarted(id, 2);
    }

    private void stop(String id) throws Exception {
        runner.stopWorker(id).toCompletableFuture().get(60, TimeUnit.SECONDS);
        heard.await(RunnerEvent.Removed.class, event -> event.id().equals(id));
    }

    private List<RecordedEvent> eventsOf(Recording recording) throws IOException {
        recording.stop();
        Path file = folder.resolve("r.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.reeve."))
                .sorted(java.util.Comparator.comparing(RecordedEvent::getEndTime))
                .toList();
    }

    private static String text(RecordedEvent event) {
        return event.getEventType().getName().substring("io.reeve.".length()) + " " + event.getString("runner") + "/"
                + event.getString("worker") + "#" + event.getLong("generation") + " " + event.getString("outcome")
                + (event.getString("error") == null ? "" : " " + event.getString("error"));
    }

    @Test
    @DisplayName("A recording shows who was started, failed, waited, was started again and stopped, and for how long")
    void lifeOfAWorker() throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            failAndStartAgain(start("db"), "db");
            stop("db");
            List<RecordedEvent> events = eventsOf(recording);
            assertThat(events)
                    .extracting(FlightRecorderListenerTest::text)
                    .containsExactly(
                            "WorkerStart r/db#1 started",
                            "WorkerRun r/db#1 failed java.io.IOException: refused",
                            "RestartDelay r/db#2 started",
                            "WorkerStart r/db#2 started",
                            "WorkerRun r/db#2 finished",
                            "WorkerStop r/db#2 finished");
            assertThat(events)
                    .allMatch(event -> event.getDuration().compareTo(Duration.ZERO) > 0)
                    .allMatch(event -> event.getStackTrace() == null);
        }
        assertThat(recorder.size()).as("left open").isZero();
    }

    @Test
    @DisplayName("A start that fails is a start with its error, and no run")
    void startThatFails() throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            runner.startWorker("db", context -> {
                throw new IOException("refused");
            });
            heard.await(RunnerEvent.RestartScheduled.class);
            stop("db");
            assertThat(eventsOf(recording))
                    .extracting(FlightRecorderListenerTest::text)
                    .containsExactly(
                            "WorkerStart r/db#1 failed java.io.IOException: refused", "RestartDelay r/db#1 removed");
        }
    }

    @Test
    @DisplayName("Without a recording nothing is kept")
    void noRecording() throws Exception {
        failAndStartAgain(start("db"), "db");
        assertThat(recorder.size()).isZero();
    }

    @Test
    @DisplayName("A recording that begins in the middle of a run shows how it ends")
    void recordingThatBeginsLate() throws Exception {
        ScriptedWorker worker = start("db");
        try (Recording recording = new Recording()) {
            recording.start();
            failAndStartAgain(worker, "db");
            assertThat(eventsOf(recording))
                    .extracting(FlightRecorderListenerTest::text)
                    .startsWith("WorkerRun r/db#1 failed java.io.IOException: refused");
        }
    }

    @Test
    @DisplayName("Events that a recording has switched off are not in it")
    void switchedOff() throws Exception {
        try (Recording recording = new Recording()) {
            recording.disable("io.reeve.WorkerRun");
            recording.disable("io.reeve.WorkerStop");
            recording.start();
            start("db");
            stop("db");
            assertThat(eventsOf(recording))
                    .extracting(FlightRecorderListenerTest::text)
                    .containsExactly("WorkerStart r/db#1 started");
        }
    }

    @Test
    @DisplayName("After a gap nothing is taken for open that may have ended, and other runners are not concerned")
    void gap() throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            start("db");
            recorder.onMissed("other", 1);
            assertThat(recorder.size()).isOne();
            recorder.onMissed("r", 1);
            assertThat(recorder.size()).isZero();
        }
    }
}
