// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.FailurePolicy;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

/** Failure policies that are services. */
final class FailurePolicyIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("a policy service overrules the configuration of the runner that it names")
    void policyOverrulesConfiguration() throws Exception {
        felix.configure("side", Map.of("fatal.errors", "*", "worker.restart.delay", "1ms"));
        Runner runner = felix.runner("side");
        publishPolicy((id, error) -> false, Map.of("worker.runner", "side"));
        TestFactory factory = worker("side", "w");

        factory.worker().fail(new IOException("harmless"));

        factory.worker(2);
        assertThat(runner.state()).isEqualTo(Runner.State.RUNNING);
    }

    @Test
    @DisplayName("a policy service can call an error fatal, and gets the id and the very error")
    void policyDecides() throws Exception {
        felix.configure("side", Map.of("worker.restart.delay", "1ms"));
        Runner runner = felix.runner("side");
        List<Object> asked = new CopyOnWriteArrayList<>();
        publishPolicy(
                (id, error) -> {
                    asked.addAll(List.of(id, error));
                    return error instanceof IOException;
                },
                Map.of("worker.runner", "side"));
        TestFactory factory = worker("side", "w");
        IOException error = new IOException("fatal");

        factory.worker().fail(error);

        eventually("the runner is dead", runner::state, Runner.State.DEAD::equals);
        assertThat(asked).containsExactly("w", error);
        assertThat(runner.failure()).containsSame(error);
    }

    @Test
    @DisplayName("a policy without worker.runner is asked by every runner")
    void policyForAll() throws Exception {
        felix.configure("side", Map.of());
        Runner runner = felix.runner("side");
        publishPolicy((id, error) -> error instanceof IOException, Map.of());

        worker("side", "w").worker().fail(new IOException("fatal"));

        eventually("the runner is dead", runner::state, Runner.State.DEAD::equals);
    }

    @Test
    @DisplayName("a policy of one runner is nobody else's")
    void policyOfAnother() throws Exception {
        felix.configure("side", Map.of());
        felix.runner("side");
        publishPolicy((id, error) -> true, Map.of("worker.runner", "side"));
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", "w", "worker.restart.delay", "1ms"));
        felix.awaitStarted("w");

        factory.worker().fail(new IOException("harmless here"));

        factory.worker(2);
        assertThat(felix.runner().state()).isEqualTo(Runner.State.RUNNING);
    }

    @Test
    @DisplayName("of several policies the one with the highest ranking is asked, and when it goes the next one")
    void rankingOfPolicies() throws Exception {
        felix.configure("side", Map.of("worker.restart.delay", "1ms"));
        Runner runner = felix.runner("side");
        publishPolicy((id, error) -> true, Map.of("worker.runner", "side", "service.ranking", 1));
        ServiceRegistration<FailurePolicy> lenient =
                publishPolicy((id, error) -> false, Map.of("worker.runner", "side", "service.ranking", 2));
        TestFactory factory = worker("side", "w");
        factory.worker().fail(new IOException("harmless"));
        factory.worker(2);

        lenient.unregister();
        factory.worker(2).fail(new IOException("fatal"));

        eventually("the runner is dead", runner::state, Runner.State.DEAD::equals);
    }

    @Test
    @DisplayName("a policy that goes gives the configuration its say back")
    void configurationComesBack() throws Exception {
        felix.configure("side", Map.of("fatal.errors", "java.io.IOException", "worker.restart.delay", "1ms"));
        Runner runner = felix.runner("side");
        ServiceRegistration<FailurePolicy> lenient =
                publishPolicy((id, error) -> false, Map.of("worker.runner", "side"));
        TestFactory factory = worker("side", "w");
        factory.worker().fail(new IOException("harmless"));
        factory.worker(2);

        lenient.unregister();
        factory.worker(2).fail(new IOException("fatal"));

        eventually("the runner is dead", runner::state, Runner.State.DEAD::equals);
    }

    @Test
    @DisplayName("a policy that comes and goes restarts no worker")
    void policiesTouchNoWorker() throws Exception {
        felix.publish("steady", felix.factory());
        WorkerStatus before = felix.awaitStarted("steady");

        for (int i = 0; i < 5; i++) {
            publishPolicy((id, error) -> false, Map.of()).unregister();
        }

        assertThat(felix.runner().status("steady")).contains(before);
    }

    @Test
    @DisplayName("L-7 a policy can say that a worker is not to be started again: its factory has ended")
    void policyAgainstRestart() throws Exception {
        publishPolicy(
                new FailurePolicy() {
                    @Override
                    public boolean isFatal(String id, Throwable error) {
                        return false;
                    }

                    @Override
                    public boolean shouldRestart(String id, Throwable error) {
                        return false;
                    }
                },
                Map.of());
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("w", factory);
        felix.awaitStarted("w");

        factory.worker().fail(new IOException("hopeless"));

        assertThat(felix.awaitState(service, FactoryStatus.State.ENDED).reason())
                .isNotEmpty();
        assertThat(felix.runner().workerIds()).isEmpty();
        assertThat(factory.starts()).hasSize(1);
    }

    @Test
    @DisplayName("B-25 a policy that throws counts as a fatal verdict, and the runner's end carries what it threw")
    void throwingPolicy() throws Exception {
        felix.configure("side", Map.of());
        Runner runner = felix.runner("side");
        publishPolicy(
                (id, error) -> {
                    throw new IllegalStateException("policy is broken");
                },
                Map.of("worker.runner", "side"));

        worker("side", "w").worker().fail(new IOException("cause"));

        eventually("the runner is dead", runner::state, Runner.State.DEAD::equals);
        assertThat(runner.failure().orElseThrow()).hasStackTraceContaining("policy is broken");
    }

    @Test
    @DisplayName("OC-11 a policy is given back when its bundle stops")
    void policyIsGivenBack() throws Exception {
        Bundle bundle = felix.bundle();
        felix.register(bundle, FailurePolicy.class, (id, error) -> false, Map.of());
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", "w", "worker.restart.delay", "1ms"));
        felix.awaitStarted("w");
        factory.worker().fail(new IOException("harmless"));
        factory.worker(2);

        bundle.stop();

        factory.worker(2).fail(new IOException("harmless"));
        factory.worker(3);
        assertThat(bundle.getRegisteredServices()).isNull();
    }

    private static ServiceRegistration<FailurePolicy> publishPolicy(FailurePolicy policy, Map<String, ?> properties)
            throws Exception {
        return felix.register(felix.bundle(), FailurePolicy.class, policy, properties);
    }

    private static TestFactory worker(String runner, String id) throws Exception {
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", id, "worker.runner", runner));
        felix.awaitStarted(runner, id);
        return factory;
    }
}
