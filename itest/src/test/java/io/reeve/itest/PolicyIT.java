// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Manifold;
import io.reeve.dependency.whiteboard.ManifoldWhiteboard;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.StartTimeoutException;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Backoff, budget and timeouts, as service properties and configurations say them. */
final class PolicyIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @RegisterExtension
    final Manifolds manifolds = new Manifolds(felix);

    private static final Map<String, Object> BRIEF_BUDGET = Map.of(
            "worker.restart.delay", "1ms",
            "worker.restart.budget", "2",
            "worker.restart.window", "1h");
    private static final Map<String, Object> ENGINE_TIMES =
            Map.of("restart.delay", "0", "restart.budget", 1, "restart.window", "1h", "stop.timeout", "2ms");

    private static void failTwiceAndOnceMore(TestFactory factory) {
        for (int n = 1; n <= 3; n++) {
            factory.worker(n).fail(new IOException("line cut"));
        }
    }

    @Test
    @DisplayName("a runner's configuration says all of the policy for workers that say nothing")
    void configuration() throws Exception {
        felix.configure(
                "side",
                Map.ofEntries(
                        Map.entry("worker.restart.when", "always"),
                        Map.entry("worker.restart.delay", "1s"),
                        Map.entry("worker.restart.factor", "2"),
                        Map.entry("worker.restart.max-delay", "1m"),
                        Map.entry("worker.restart.jitter", "0.2"),
                        Map.entry("worker.restart.reset-time", "2m"),
                        Map.entry("worker.restart.budget", "5"),
                        Map.entry("worker.restart.window", "10m"),
                        Map.entry("worker.restart.exhausted", "retry-slowly"),
                        Map.entry("worker.restart.slow-delay", "1h"),
                        Map.entry("worker.start.timeout", "30s"),
                        Map.entry("worker.stop.timeout", "10s"),
                        Map.entry("worker.interrupt", "no")));
        felix.runner("side");
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "side"));

        assertThat(felix.awaitStarted("side", "w").restart())
                .isEqualTo(Restart.builder()
                        .when(Restart.When.ALWAYS)
                        .delay(Duration.ofSeconds(1))
                        .factor(2)
                        .maxDelay(Duration.ofMinutes(1))
                        .jitter(0.2)
                        .resetTime(Duration.ofMinutes(2))
                        .budget(5, Duration.ofMinutes(10))
                        .exhausted(Restart.Exhausted.RETRY_SLOWLY)
                        .slowDelay(Duration.ofHours(1))
                        .build());
        assertThat(felix.warnings("side")).isEmpty();
    }

    @Test
    @DisplayName("OC-10 half a budget is one warning that names service, key, value, what is allowed and what holds")
    void halfABudget() throws Exception {
        var service = felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.restart.budget", 5));

        assertThat(felix.awaitStarted("w").restart()).isEqualTo(Restart.defaults());
        assertThat(felix.log().theWarningAbout(service))
                .contains(
                        "worker.restart.budget is '5'",
                        "no worker.restart.window",
                        "allowed are",
                        "what its runner says");
    }

    @Test
    @DisplayName(
            "a worker that has used its budget up is given up, and has all of it again when an operator restarts it")
    void givenUp() throws Exception {
        TestFactory factory = felix.factory();
        felix.configure("side", BRIEF_BUDGET);
        felix.publish(factory, Map.of("worker.id", "w", "worker.runner", "side"));

        failTwiceAndOnceMore(factory);

        felix.awaitWorker("side", "w", WorkerStatus.State.GIVEN_UP);
        felix.runner("side").restartWorker("w");
        factory.worker(4);
        assertThat(felix.awaitStarted("side", "w").budgetUsed()).isZero();
    }

    @Test
    @DisplayName("a worker that says so takes its runner along when its budget is used up")
    void escalates() throws Exception {
        TestFactory factory = felix.factory();
        felix.configure("side", BRIEF_BUDGET);
        felix.publish(
                factory, Map.of("worker.id", "w", "worker.runner", "side", "worker.restart.exhausted", "escalate"));
        Runner runner = felix.runner("side");

        failTwiceAndOnceMore(factory);

        eventually("the runner is dead", runner::state, Runner.State.DEAD::equals);
        assertThat(runner.failure()).containsInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("a start that takes longer than it may is cancelled, and is a failure")
    void startTimeout() throws Exception {
        Gate gate = felix.gate();
        TestFactory factory = felix.factory().first(context -> gate.pass());
        felix.publish(factory, Map.of("worker.id", "w", "worker.start.timeout", "1ms"));

        assertThat(felix.awaitRestartDelay("w").lastFailure()).isInstanceOf(StartTimeoutException.class);
    }

    @Test
    @DisplayName("a deaf worker is abandoned after the stop timeout of its runner, and its end is noticed")
    void stopTimeout() throws Exception {
        TestFactory factory = felix.factory().deaf();
        felix.configure("side", Map.of("worker.stop.timeout", "2ms"));
        felix.publish(factory, Map.of("worker.id", "w", "worker.runner", "side"));
        felix.awaitStarted("side", "w");

        felix.whiteboard().stop("side", "w");

        felix.awaitWorker("side", "w", WorkerStatus.State.ABANDONED);
        factory.endAll();
        eventually("it is gone", () -> felix.runner("side").status("w").isEmpty());
    }

    @Test
    @DisplayName("OC-9 a factory whose worker was given up is so on the whiteboard, and why leads to the failure")
    void givenUpOnTheWhiteboard() throws Exception {
        TestFactory factory = felix.factory();
        Map<String, Object> properties = new HashMap<>(BRIEF_BUDGET);
        properties.put("worker.id", "w");
        ServiceRegistration<WorkerFactory> service = felix.publish(factory, properties);
        failTwiceAndOnceMore(factory);

        assertThat(felix.awaitState(service, State.GIVEN_UP).reason()).contains("2 restarts in 1 h", "worker:start");
        List<Why> chain =
                felix.whiteboard().why(Felix.serviceId(service)).orElseThrow().chain();
        assertThat(chain).extracting(Why::state).containsExactly("given up", "given up");
        assertThat(chain.get(1).failure()).isInstanceOf(IOException.class);

        CommandProcessor gogo = felix.service(CommandProcessor.class);
        assertThat(Shell.run(gogo, "worker:why w")).startsWith("worker 'w' is given up");
        assertThat(Shell.run(gogo, "worker:list --state 'given up'")).contains("w", "its budget of 2 restarts");
        assertThat(Shell.run(gogo, "worker:runners")).contains("GIVEN UP", "ABANDONED");
        assertThat(Shell.run(gogo, "worker:start w")).contains("is starting");
        felix.awaitState(service, State.ACTIVE);
        factory.worker(4);
    }

    @Test
    @DisplayName("worker:why of a factory without a runner leads over the dead runner to the error that killed it")
    void whyOfAnOrphan() throws Exception {
        felix.configure("side", Map.of("fatal.errors", "*"));
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service =
                felix.publish(factory, Map.of("worker.id", "w", "worker.runner", "side"));
        factory.worker(1).fail(new IOException("line cut"));
        felix.awaitState(service, State.UNASSIGNED);

        assertThat(Shell.run(felix.service(CommandProcessor.class), "worker:why w"))
                .startsWith("factory 'w' [service " + Felix.serviceId(service))
                .contains("is unassigned", "root cause: runner 'side' is d", "IOException: line cut");
    }

    @Test
    @DisplayName("timeouts that a configuration or a property says later hold for the manifolds that are there already")
    void engineLater() throws Exception {
        manifolds.publish("configured", manifolds.manifold("configured").deaf());
        ServiceRegistration<Manifold> service =
                manifolds.publish("described", manifolds.manifold("described").deaf());
        manifolds.awaitStarted("configured");
        manifolds.awaitStarted("described");

        service.setProperties(FrameworkUtil.asDictionary(
                Map.of(Manifold.MANIFOLD_NAME, "described", Manifold.MANIFOLD_STOP_TIMEOUT, "2ms")));
        manifolds.engine().bounce("described");
        awaitAbandoned("described");

        configureEngine();
        assertThat(felix.service(ManifoldWhiteboard.class).start("default", "broken"))
                .isTrue();
        manifolds.engine().bounce("configured");
        awaitAbandoned("configured");
    }

    @Test
    @DisplayName("an engine's configuration says the same: a manifold is given up, or abandoned when it does not end")
    void engine() throws Exception {
        configureEngine();
        TestManifold node = manifolds.manifold("node").deaf();
        ServiceRegistration<Manifold> service = manifolds.publish("node", node);
        node.worker(1).fail(new IOException("line cut"));
        node.worker(2).fail(new IOException("line cut"));

        manifolds.awaitState(service, State.GIVEN_UP);
        assertThat(felix.service(ManifoldWhiteboard.class).start("default", "node"))
                .isTrue();
        node.worker(3);
        manifolds.awaitState(service, State.ACTIVE);
        manifolds.engine().bounce("node");
        awaitAbandoned("node");
    }

    /** Configures the default engine, which is there already, and waits until that is in force: somebody is given up. */
    private void configureEngine() throws Exception {
        felix.configureEngine("default", ENGINE_TIMES);
        Manifold broken = inputs -> {
            throw new IllegalStateException("sensor gone");
        };
        manifolds.awaitState(manifolds.publish("broken", broken), State.GIVEN_UP);
    }

    private void awaitAbandoned(String name) {
        eventually(
                name + " is abandoned",
                () -> manifolds.engine().status(name).orElseThrow().state(),
                WorkerStatus.State.ABANDONED::equals);
    }
}
