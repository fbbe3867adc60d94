// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;

/** Which runners there are, and who works for which. */
final class RunnersIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("OC-13 the runner 'default' is there with no configuration, as Runner and Reporter")
    void defaultRunnerNeedsNoConfiguration() {
        ServiceReference<Runner> reference = felix.runnerReference("default").orElseThrow();

        assertThat((String[]) reference.getProperty("objectClass"))
                .contains(Runner.class.getName(), Reporter.class.getName());
        Runner runner = felix.runner();
        assertThat(runner.name()).isEqualTo("default");
        assertThat(runner.state()).isEqualTo(Runner.State.RUNNING);
        assertThat(runner.failure()).isEmpty();
        assertThat(runner.report()).containsEntry(Reporter.KEY_WORKERS, Map.of());
    }

    @Test
    @DisplayName("OC-12 a factory configuration io.reeve.runner~name is a runner of that name")
    void configurationMakesARunner() throws Exception {
        felix.configure("side", Map.of());

        Runner side = felix.runner("side");
        assertThat(side.name()).isEqualTo("side");
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", "there", "worker.runner", "side"));
        felix.awaitStarted("side", "there");
        assertThat(factory.starts().get(0).runner()).isEqualTo("side");
        assertThat(felix.runner().workerIds()).isEmpty();
    }

    @Test
    @DisplayName("OC-12 runner.name overrules the name in the PID")
    void runnerNameIsAProperty() throws Exception {
        felix.configure("x1", Map.of("runner.name", "beautiful"));

        assertThat(felix.runner("beautiful").name()).isEqualTo("beautiful");
        assertThat(felix.findRunner("x1")).isEmpty();
    }

    @Test
    @DisplayName("OC-9 a factory for a runner that does not exist is unassigned with a reason, until it does")
    void unknownRunner() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service =
                felix.publish(factory, Map.of("worker.id", "early", "worker.runner", "later"));
        FactoryStatus status = felix.awaitState(service, FactoryStatus.State.UNASSIGNED);
        assertThat(status.reason()).contains("later");
        assertThat(status.runner()).isEqualTo("later");
        assertThat(factory.starts()).isEmpty();

        felix.configure("later", Map.of());

        felix.awaitStarted("later", "early");
        felix.awaitState(service, FactoryStatus.State.ACTIVE);
    }

    @Test
    @DisplayName("deleting a runner stops its workers; their factories wait and are taken up when it comes back")
    void deletedRunnerComesBack() throws Exception {
        Configuration configuration = felix.configure("side", Map.of());
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service =
                felix.publish(factory, Map.of("worker.id", "faithful", "worker.runner", "side"));
        felix.awaitStarted("side", "faithful");
        Runner old = felix.runner("side");
        felix.publish("bystander", felix.factory());
        WorkerStatus bystander = felix.awaitStarted("bystander");

        configuration.delete();

        FactoryStatus status = felix.awaitState(service, FactoryStatus.State.UNASSIGNED);
        assertThat(status.reason()).contains("side");
        eventually("the worker has ended", factory.worker()::hasEnded);
        eventually("the service is gone", () -> felix.findRunner("side"), Optional::isEmpty);
        eventually("the old runner is dead", () -> old.state() == Runner.State.DEAD);
        assertThat(old.failure()).isEmpty();

        felix.configure("side", Map.of());

        factory.worker(2);
        felix.awaitStarted("side", "faithful");
        felix.awaitState(service, FactoryStatus.State.ACTIVE);
        assertThat(felix.runner().status("bystander")).contains(bystander);
    }

    @Test
    @DisplayName("a runner that comes back while a worker of its forerunner is deaf does not start that id twice")
    void comebackWaitsForDeafWorker() throws Exception {
        Configuration configuration = felix.configure("side", Map.of("stop.grace", "100ms"));
        TestFactory factory = felix.factory().deaf();
        ServiceRegistration<WorkerFactory> service =
                felix.publish(factory, Map.of("worker.id", "stubborn", "worker.runner", "side"));
        felix.awaitStarted("side", "stubborn");

        configuration.delete();
        eventually("the service is gone", () -> felix.findRunner("side"), Optional::isEmpty);
        felix.configure("side", Map.of("stop.grace", "100ms"));
        felix.runner("side");
        felix.publish(felix.factory(), Map.of("worker.id", "witness", "worker.runner", "side"));
        felix.awaitStarted("side", "witness");

        assertThat(factory.starts()).hasSize(1);
        factory.endAll();
        factory.worker(2);
        felix.awaitStarted("side", "stubborn");
        felix.awaitState(service, FactoryStatus.State.ACTIVE);
    }

    @Test
    @DisplayName("of two configurations with one name the first stays and the other is a warning")
    void nameCollision() throws Exception {
        felix.configure("one", Map.of("runner.name", "same", "worker.restart.delay", "1s"));
        Runner first = felix.runner("same");
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "same"));
        felix.awaitStarted("same", "w");

        felix.configure("two", Map.of("runner.name", "same", "worker.restart.delay", "2s"));

        eventually(
                "there is a warning", () -> !felix.log().warnings("same", "two").isEmpty());
        assertThat(felix.warnings("same", "two")).hasSize(1);
        assertThat(felix.references(Runner.class, "(runner.name=same)")).hasSize(1);
        assertThat(felix.runner("same").state()).isEqualTo(Runner.State.RUNNING);
        assertThat(first.state()).isEqualTo(Runner.State.RUNNING);
        assertThat(felix.awaitStarted("same", "w").restart().delay()).hasSeconds(1);
    }

    @Test
    @DisplayName("when the first of two configurations with one name goes, the other takes its place")
    void survivorOfACollision() throws Exception {
        Configuration one = felix.configure("one", Map.of("runner.name", "same"));
        felix.runner("same");
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "same"));
        felix.awaitStarted("same", "w");
        felix.configure("two", Map.of("runner.name", "same", "worker.restart.delay", "2s"));
        eventually(
                "there is a warning", () -> !felix.log().warnings("same", "two").isEmpty());

        one.delete();

        eventually(
                "the second configuration is in force",
                () -> felix.awaitStarted("same", "w").restart().delay().toSeconds() == 2);
    }

    @Test
    @DisplayName("one runner's workers do not notice that another comes and goes")
    void runnersAreIndependent() throws Exception {
        felix.publish("steady", felix.factory());
        WorkerStatus before = felix.awaitStarted("steady");

        for (int i = 0; i < 5; i++) {
            Configuration configuration = felix.configure("passing", Map.of());
            felix.runner("passing");
            configuration.delete();
            eventually("it is gone", () -> felix.findRunner("passing"), Optional::isEmpty);
        }

        assertThat(felix.runner().status("steady")).contains(before);
    }

    @Test
    @DisplayName("a runner whose configuration renames it takes its workers down and its new name up")
    void renamedRunner() throws Exception {
        Configuration configuration = felix.configure("x", Map.of("runner.name", "old"));
        felix.runner("old");
        TestFactory forOld = felix.factory();
        TestFactory forNew = felix.factory();
        felix.publish(forOld, Map.of("worker.id", "a", "worker.runner", "old"));
        felix.publish(forNew, Map.of("worker.id", "b", "worker.runner", "new"));
        felix.awaitStarted("old", "a");

        configuration.update(FrameworkUtil.asDictionary(Map.of("runner.name", "new")));

        felix.awaitStarted("new", "b");
        eventually("the old name is gone", () -> felix.findRunner("old"), Optional::isEmpty);
        eventually("its worker has ended", forOld.worker()::hasEnded);
    }

    @Test
    @DisplayName("a worker that somebody starts by the Runner service stays, though no factory service is behind it")
    void runnerServiceIsUsable() throws Exception {
        TestFactory factory = felix.factory();

        assertThat(felix.runner().startWorker("by-hand", factory)).isTrue();

        felix.awaitStarted("by-hand");
        assertThat(felix.whiteboard().factories()).isEmpty();
        felix.runner().stopWorker("by-hand").toCompletableFuture().get();
        assertThat(factory.worker().hasEnded()).isTrue();
    }
}
