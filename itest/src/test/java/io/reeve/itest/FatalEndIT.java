// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Errors that end a whole runner, and what happens next. */
final class FatalEndIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    /** That of the runner 'side'. */
    private Configuration configuration;

    @Test
    @DisplayName("by default nothing is fatal, not even an Error")
    void nothingIsFatalByDefault() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", "w", "worker.restart.delay", "1ms"));
        felix.awaitStarted("w");

        factory.worker().fail(new StackOverflowError("on purpose"));

        factory.worker(2);
        assertThat(felix.awaitStarted("w").lastFailure()).isInstanceOf(StackOverflowError.class);
        assertThat(felix.runner().state()).isEqualTo(Runner.State.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.io.FileNotFoundException",
                "java.io.IOException",
                "java.lang.Exception",
                "*",
                " java.lang.Error , java.io.IOException "
            })
    @DisplayName("fatal.errors names classes or their superclasses, or all with *")
    void fatalErrorsByName(String names) throws Exception {
        Runner runner = sideRunner(Map.of("fatal.errors", names));
        TestFactory factory = worker("w");

        IOException error = new FileNotFoundException("on purpose");
        factory.worker().fail(error);

        awaitDead(runner);
        assertThat(runner.failure()).containsSame(error);
    }

    @Test
    @DisplayName("fatal.errors may be an array, and what it does not name is not fatal")
    void fatalErrorsByArray() throws Exception {
        Runner runner = sideRunner(Map.of(
                "fatal.errors",
                new String[] {"java.lang.Error", "java.io.IOException"},
                "worker.restart.delay",
                "1ms"));
        TestFactory factory = worker("w");

        factory.worker().fail(new IllegalStateException("harmless"));
        factory.worker(2);
        assertThat(runner.state()).isEqualTo(Runner.State.RUNNING);
        factory.worker(2).fail(new AssertionError("on purpose"));

        awaitDead(runner);
    }

    @Test
    @DisplayName("stay-dead: the runner stops all workers, stays a service and says what it died of")
    void staysDeadAndQueryable() throws Exception {
        Runner runner = sideRunner(Map.of("fatal.errors", "java.io.IOException"));
        TestFactory failing = felix.factory();
        TestFactory innocent = felix.factory();
        ServiceRegistration<WorkerFactory> one = publish("failing", failing);
        ServiceRegistration<WorkerFactory> other = publish("innocent", innocent);
        felix.awaitStarted("side", "failing");
        felix.awaitStarted("side", "innocent");
        IOException error = new IOException("disk is gone");

        failing.worker().fail(error);

        awaitDead(runner);
        assertThat(felix.findRunner("side")).containsSame(runner);
        assertThat(runner.failure()).containsSame(error);
        assertThat(runner.report()).containsEntry(Reporter.KEY_STATE, "stopped");
        assertThat(String.valueOf(runner.report().get(Reporter.KEY_ERROR))).contains("disk is gone");
        assertThat(innocent.worker().hasEnded()).isTrue();
        for (ServiceRegistration<WorkerFactory> service : List.of(one, other)) {
            FactoryStatus status = felix.awaitState(service, FactoryStatus.State.UNASSIGNED);
            assertThat(status.reason()).contains("side", "IOException");
        }
        assertThat(failing.starts()).hasSize(1);
        assertThat(innocent.starts()).hasSize(1);
        eventually(
                "it is loud",
                () -> !felix.log().warnings("side", "disk is gone").isEmpty());
        assertThatThrownBy(() -> felix.whiteboard().start("side", "innocent"))
                .isInstanceOf(RunnerDeadException.class)
                .hasMessageContaining("side");
    }

    @Test
    @DisplayName("a factory that arrives at a dead runner is unassigned with the reason")
    void arrivalAtADeadRunner() throws Exception {
        Runner runner = sideRunner(Map.of("fatal.errors", "*"));
        worker("w").worker().fail(new IOException("disk is gone"));
        awaitDead(runner);
        TestFactory late = felix.factory();

        ServiceRegistration<WorkerFactory> service = publish("late", late);

        assertThat(felix.awaitState(service, FactoryStatus.State.UNASSIGNED).reason())
                .contains("side");
        assertThat(late.starts()).isEmpty();
    }

    @Test
    @DisplayName("another runner does not notice the fatal end")
    void otherRunnersLive() throws Exception {
        felix.publish("bystander", felix.factory());
        WorkerStatus before = felix.awaitStarted("bystander");
        Runner runner = sideRunner(Map.of("fatal.errors", "*"));

        worker("w").worker().fail(new IOException("disk is gone"));

        awaitDead(runner);
        assertThat(felix.runner().status("bystander")).contains(before);
    }

    @Test
    @DisplayName("stay-dead: a changed configuration starts a fresh runner, which takes the factories")
    void changedConfigurationRevives() throws Exception {
        Runner dead = sideRunner(Map.of("fatal.errors", "*"));
        TestFactory factory = worker("w");
        factory.worker().fail(new IOException("disk is gone"));
        awaitDead(dead);

        configuration.update(FrameworkUtil.asDictionary(Map.of("fatal.errors", "java.lang.Error")));

        factory.worker(2);
        felix.awaitStarted("side", "w");
        Runner fresh = felix.runner("side");
        assertThat(fresh).isNotSameAs(dead);
        assertThat(fresh.state()).isEqualTo(Runner.State.RUNNING);
        assertThat(fresh.failure()).isEmpty();
        assertThat(felix.references(Runner.class, "(runner.name=side)")).hasSize(1);
    }

    @Test
    @DisplayName("restart: after the restart delay a new runner, a new service, takes the factories")
    void restartsTheRunner() throws Exception {
        Runner dead =
                sideRunner(Map.of("fatal.errors", "*", "fatal.action", "restart", "worker.restart.delay", "50ms"));
        TestFactory failing = felix.factory();
        TestFactory innocent = felix.factory();
        ServiceRegistration<WorkerFactory> service = publish("failing", failing);
        publish("innocent", innocent);
        felix.awaitStarted("side", "failing");
        felix.awaitStarted("side", "innocent");
        Object oldServiceId = felix.runnerReference("side").orElseThrow().getProperty("service.id");

        failing.worker().fail(new IOException("disk is gone"));

        failing.worker(2);
        innocent.worker(2);
        felix.awaitStarted("side", "failing");
        felix.awaitStarted("side", "innocent");
        felix.awaitState(service, FactoryStatus.State.ACTIVE);
        assertThat(dead.state()).isEqualTo(Runner.State.DEAD);
        assertThat(felix.runner("side")).isNotSameAs(dead);
        assertThat(felix.runnerReference("side").orElseThrow().getProperty("service.id"))
                .isNotEqualTo(oldServiceId);
        assertThat(felix.references(Runner.class, "(runner.name=side)")).hasSize(1);
        assertThat(innocent.worker().hasEnded()).isTrue();
    }

    @Test
    @DisplayName("restart: deleting the configuration during the delay is the end of it")
    void deletionCancelsTheRestart() throws Exception {
        Runner dead = sideRunner(Map.of("fatal.errors", "*", "fatal.action", "restart", "worker.restart.delay", "1h"));
        TestFactory factory = worker("w");
        factory.worker().fail(new IOException("disk is gone"));
        awaitDead(dead);

        configuration.delete();

        eventually("the runner is gone", () -> felix.findRunner("side"), Optional::isEmpty);
        assertThat(factory.starts()).hasSize(1);
    }

    @Test
    @DisplayName("the default runner can die and be revived as well")
    void defaultRunnerDies() throws Exception {
        configuration = felix.configure("default", Map.of("fatal.errors", "java.io.IOException"));
        TestFactory factory = felix.factory();
        felix.publish("w", factory);
        felix.awaitStarted("w");
        Runner first = felix.runner();
        eventually("the configuration is in force", () -> {
            factory.workers().get(factory.workers().size() - 1).fail(new IOException("disk is gone"));
            return first.state() != Runner.State.RUNNING;
        });
        awaitDead(first);

        configuration.delete();

        eventually(
                "a fresh one lives",
                () -> felix.findRunner("default")
                        .filter(runner -> runner.state() == Runner.State.RUNNING)
                        .isPresent());
        felix.awaitStarted("w");
    }

    @Test
    @DisplayName("stop-framework: the framework stops, and its workers with it")
    void stopsTheFramework(@TempDir Path storage) throws Exception {
        try (Container container = Container.start(storage)) {
            ConfigurationAdmin admin =
                    container.context().getService(container.context().getServiceReference(ConfigurationAdmin.class));
            admin.getFactoryConfiguration(Felix.RUNNER_PID, "side", "?")
                    .update(FrameworkUtil.asDictionary(
                            Map.of("fatal.errors", "java.io.IOException", "fatal.action", "stop-framework")));
            TestFactory failing = felix.factory();
            TestFactory innocent = felix.factory();
            container
                    .context()
                    .registerService(
                            WorkerFactory.class,
                            failing,
                            FrameworkUtil.asDictionary(Map.of("worker.id", "failing", "worker.runner", "side")));
            container
                    .context()
                    .registerService(
                            WorkerFactory.class, innocent, FrameworkUtil.asDictionary(Map.of("worker.id", "innocent")));
            innocent.worker();

            failing.worker().fail(new IOException("disk is gone"));

            FrameworkEvent event = container.framework().waitForStop(Eventually.LIMIT.toMillis());
            assertThat(event.getType()).isEqualTo(FrameworkEvent.STOPPED);
            assertThat(innocent.worker().hasEnded()).isTrue();
        }
    }

    private Runner sideRunner(Map<String, ?> values) throws IOException {
        configuration = felix.configure("side", values);
        return felix.runner("side");
    }

    private static ServiceRegistration<WorkerFactory> publish(String id, TestFactory factory) throws Exception {
        return felix.publish(factory, Map.of("worker.id", id, "worker.runner", "side"));
    }

    private static TestFactory worker(String id) throws Exception {
        TestFactory factory = felix.factory();
        publish(id, factory);
        felix.awaitStarted("side", id);
        return factory;
    }

    private static void awaitDead(Runner runner) {
        eventually("the runner is dead", runner::state, Runner.State.DEAD::equals);
    }
}
