// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.runner.WorkerSpec;
import io.reeve.testkit.RecordingListener;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.FlightRecorder;
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
        recorder.close();
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
    @DisplayName("A restart that an operator asked for is seen as such")
    void operatorsRestart() throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            start("db");
            runner.restartWorker("db");
            awaitStarted("db", 2);
            assertThat(eventsOf(recording))
                    .extracting(FlightRecorderListenerTest::text)
                    .contains("RestartRequest r/db#1 requested");
        }
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
    @DisplayName(
            "Several listeners share the kinds of events, which the recorder knows until the last of them is closed")
    void closed() throws Exception {
        FlightRecorderListener other = new FlightRecorderListener();
        assertThat(known()).isEqualTo(5);
        other.close();
        other.close();
        try (Recording recording = new Recording()) {
            recording.start();
            start("db");
            recorder.close();
            assertThat(known()).isZero();
            stop("db");
            assertThat(eventsOf(recording))
                    .extracting(FlightRecorderListenerTest::text)
                    .containsExactly("WorkerStart r/db#1 started");
        }
        new FlightRecorderListener().close();
    }

    private static long known() {
        return FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .filter(type -> type.getName().startsWith("io.reeve."))
                .count();
    }

    @Test
    @DisplayName("A stop ends when the worker is abandoned, its run when it ends after all")
    void abandoned() throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            runner.startWorker(WorkerSpec.builder("deaf", context -> ScriptedWorker.deaf())
                    .stopTimeout(Duration.ofSeconds(1), Duration.ofSeconds(1))
                    .build());
            awaitStarted("deaf", 1);
            ScriptedWorker worker = (ScriptedWorker) runner.worker("deaf").get(60, TimeUnit.SECONDS);
            runner.stopWorker("deaf");
            clock.awaitTimers(1);
            clock.advance(Duration.ofSeconds(1));
            heard.await(RunnerEvent.Abandoned.class);
            worker.end();
            heard.await(RunnerEvent.Removed.class);
            assertThat(eventsOf(recording))
                    .extracting(FlightRecorderListenerTest::text)
                    .containsExactly(
                            "WorkerStart r/deaf#1 started",
                            "WorkerStop r/deaf#1 abandoned",
                            "WorkerRun r/deaf#1 finished");
        }
    }

    @Test
    @DisplayName("A class loader that shows nothing of the recorder's inside, as that of a bundle, is no hindrance")
    void bundleLoader() throws Exception {
        ClassLoader like = new BundleLikeLoader(FlightRecorderListener.class.getClassLoader());
        Object listener = like.loadClass(FlightRecorderListener.class.getName())
                .getConstructor()
                .newInstance();
        try (Recording recording = new Recording()) {
            recording.start();
            ((RunnerListener) listener).onEvent(new RunnerEvent.Starting("r", Instant.EPOCH, "x", 1));
            ((RunnerListener) listener).onEvent(new RunnerEvent.Started("r", Instant.EPOCH, "x", 1));
            assertThat(eventsOf(recording))
                    .extracting(FlightRecorderListenerTest::text)
                    .containsExactly("WorkerStart r/x#1 started");
        }
        ((AutoCloseable) listener).close();
    }

    /** Defines the classes of the integration itself, and finds exported packages only. */
    private static final class BundleLikeLoader extends ClassLoader {
        BundleLikeLoader(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jdk.jfr.internal.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.reeve.jfr.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
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
