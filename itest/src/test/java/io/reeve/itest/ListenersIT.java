// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Runner;
import io.reeve.worker.event.FailureJournal;
import io.reeve.worker.event.FailureRecord;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

/** Who listens to runners: services of anybody, the failure journal, the Flight Recorder. */
final class ListenersIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @RegisterExtension
    final Manifolds manifolds = new Manifolds(felix);

    @TempDir
    Path folder;

    private final List<RunnerEvent> heard = new CopyOnWriteArrayList<>();

    private boolean hasHeard(Class<? extends RunnerEvent.WorkerEvent> type, String id) {
        return heard.stream()
                .anyMatch(event -> type.isInstance(event)
                        && ((RunnerEvent.WorkerEvent) event).id().equals(id));
    }

    private void awaitHeard(Class<? extends RunnerEvent.WorkerEvent> type, String id) {
        eventually(type.getSimpleName() + " of " + id, () -> hasHeard(type, id), Boolean::booleanValue);
    }

    private ServiceRegistration<RunnerListener> listen(
            Bundle bundle, RunnerListener listener, Map<String, ?> properties) {
        return felix.register(bundle, RunnerListener.class, listener, properties);
    }

    @Test
    @DisplayName("a listener service hears of all runners, and of one that is configured later")
    void hearsOfAllRunners() throws Exception {
        listen(felix.bundle(), heard::add, Map.of());
        felix.configure("side", Map.of());
        felix.runner("side");
        felix.publish(felix.factory(), Map.of("worker.id", "there", "worker.runner", "side"));
        felix.publish("here", felix.factory());

        awaitHeard(RunnerEvent.Started.class, "there");
        awaitHeard(RunnerEvent.Started.class, "here");
    }

    @Test
    @DisplayName("a listener that names a runner hears of no other; a change of the name is noticed")
    void hearsOfOneRunner() throws Exception {
        felix.configure("side", Map.of());
        felix.runner("side");
        ServiceRegistration<RunnerListener> service =
                listen(felix.bundle(), heard::add, Map.of("worker.runner", "side"));
        felix.publish("here", felix.factory());
        felix.awaitStarted("here");
        felix.publish(felix.factory(), Map.of("worker.id", "there", "worker.runner", "side"));
        awaitHeard(RunnerEvent.Started.class, "there");
        assertThat(heard).allMatch(event -> event.runner().equals("side"));

        service.setProperties(org.osgi.framework.FrameworkUtil.asDictionary(Map.of("worker.runner", "default")));
        felix.publish("later", felix.factory());

        awaitHeard(RunnerEvent.Started.class, "later");
    }

    @Test
    @DisplayName(
            "OC-1 OC-11 a listener that blocks holds up no worker and no bundle, and is given back when it is through")
    void blockingListener() throws Exception {
        Gate gate = felix.gate();
        Bundle bundle = felix.bundle();
        ServiceRegistration<RunnerListener> service = listen(bundle, event -> gate.passDeaf(), Map.of());
        listen(felix.bundle(), heard::add, Map.of());
        felix.publish("w", felix.factory());
        awaitHeard(RunnerEvent.Started.class, "w");
        var reference = service.getReference();
        gate.awaitSomebody();

        bundle.stop();

        felix.publish("v", felix.factory());
        awaitHeard(RunnerEvent.Started.class, "v");
        gate.open();
        eventually("nobody uses it", () -> reference.getUsingBundles() == null);
    }

    @Test
    @DisplayName("a listener that comes and goes restarts no worker")
    void touchesNoWorker() throws Exception {
        felix.publish("steady", felix.factory());
        var before = felix.awaitStarted("steady");
        for (int i = 0; i < 5; i++) {
            listen(felix.bundle(), heard::add, Map.of()).unregister();
        }
        assertThat(felix.runner().status("steady")).contains(before);
    }

    @Test
    @DisplayName("a listener service that names nobody hears of manifolds as well")
    void hearsOfEngines() throws Exception {
        listen(felix.bundle(), heard::add, Map.of());
        TestManifold manifold = manifolds.manifold("node");
        manifolds.publish("node", manifold);
        awaitHeard(RunnerEvent.Started.class, "node");

        manifold.worker(1).fail(new IOException("line cut"));

        awaitHeard(RunnerEvent.Failed.class, "node");
        awaitHeard(RunnerEvent.RestartScheduled.class, "node");
    }

    @Test
    @DisplayName("a listener that names an engine hears of no other and of no runner")
    void hearsOfOneEngine() throws Exception {
        listen(felix.bundle(), heard::add, Map.of("manifold.engine", "default"));
        felix.publish("worker", felix.factory());
        felix.awaitStarted("worker");
        manifolds.publish("node", manifolds.manifold("node"));
        awaitHeard(RunnerEvent.Started.class, "node");

        assertThat(heard)
                .noneMatch(event ->
                        event instanceof RunnerEvent.WorkerEvent of && of.id().equals("worker"));
    }

    @Test
    @DisplayName("the service of a runner remembers what has failed, under its name")
    void failureJournal() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", "journaled", "worker.restart.delay", "1ms"));
        felix.awaitStarted("journaled");
        factory.worker().fail(new IOException("line cut"));
        factory.worker(2);

        FailureJournal journal = felix.references(FailureJournal.class, "(" + Runner.RUNNER_NAME + "=default)").stream()
                .map(felix.context()::getService)
                .findFirst()
                .orElseThrow();
        List<FailureRecord> records =
                eventually("it knows", () -> journal.recentFailures("journaled"), r -> !r.isEmpty());
        assertThat(records).extracting(FailureRecord::error).containsExactly("java.io.IOException: line cut");
    }

    @Test
    @DisplayName("a recording of the Flight Recorder shows the workers of the container")
    void flightRecorder() throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            TestFactory factory = felix.factory();
            felix.publish(factory, Map.of("worker.id", "w", "worker.restart.delay", "1ms"));
            felix.awaitStarted("w");
            factory.worker().fail(new IOException("line cut"));
            factory.worker(2);
            eventually("the recording has it", () -> recorded(recording), all -> all.contains("WorkerRun w failed"));
        }
    }

    private List<String> recorded(Recording recording) {
        try {
            Path file = folder.resolve("r.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith("io.reeve."))
                    .map(event -> event.getEventType().getName().substring("io.reeve.".length()) + " "
                            + event.getString("worker") + " " + event.getString("outcome"))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
