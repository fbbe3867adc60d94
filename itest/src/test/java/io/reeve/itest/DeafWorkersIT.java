// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Runner;
import io.reeve.worker.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

/** Workers that do not end when they are killed, and whom that holds up. */
final class DeafWorkersIT {

    /** What a departing factory waits by default. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** For what the machine does besides. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("a bundle with 100 deaf workers stops within twice the grace, and the survivors are named")
    void hundredDeafWorkers() throws Exception {
        Bundle bundle = felix.bundle();
        List<TestFactory> factories = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            TestFactory factory = felix.factory().deaf();
            factories.add(factory);
            felix.publish(bundle, factory, Map.of("worker.id", "deaf-" + i));
        }
        factories.forEach(TestFactory::worker);
        felix.publish("bystander", felix.factory());
        WorkerStatus bystander = felix.awaitStarted("bystander");
        Runner runner = felix.runner();
        eventually(
                "all run",
                () -> runner.statuses().stream().allMatch(status -> status.state() == WorkerStatus.State.STARTED));

        Duration time = Fastest.once(attempt -> bundle.stop());

        assertThat(time).isLessThan(GRACE.multipliedBy(2));
        assertThat(factories).allMatch(factory -> factory.worker().kills() == 1);
        assertThat(runner.status("bystander")).contains(bystander);
        eventually(
                "the survivors are named",
                () -> !felix.log().warnings("'deaf-", bundle.getSymbolicName()).isEmpty());
        assertThat(felix.warnings("'deaf-")).as("one line for all of them").hasSize(1);
    }

    @Test
    @DisplayName(
            "the first of several factories that leave kills the workers of all, when their bundle is being stopped")
    void allAreKilledAtOnce() throws Exception {
        // With a grace of an hour nobody is killed in time who is not killed at once.
        felix.configure("side", Map.of("stop.grace", "1h"));
        felix.runner("side");
        Bundle bundle = felix.bundle();
        TestFactory first = felix.factory().deaf();
        TestFactory second = felix.factory().deaf();
        felix.publish(bundle, first, Map.of("worker.id", "first", "worker.runner", "side"));
        felix.publish(bundle, second, Map.of("worker.id", "second", "worker.runner", "side"));
        felix.awaitStarted("side", "first");
        felix.awaitStarted("side", "second");

        CompletableFuture<Void> stop = Background.run(bundle::stop);
        eventually(
                "both are killed",
                () -> first.worker().kills() == 1 && second.worker().kills() == 1);
        assertThat(stop).isNotDone();
        first.endAll();
        second.endAll();

        stop.get();
        eventually("both are gone", () -> felix.runner("side").workerIds().isEmpty());
    }

    @Test
    @DisplayName("a deaf worker holds up the departure of its factory for the grace, no longer")
    void oneDeafWorker() throws Exception {
        TestFactory factory = felix.factory().deaf();
        ServiceRegistration<?> service = felix.publish("deaf", factory);
        felix.awaitStarted("deaf");

        Duration time = Fastest.once(attempt -> service.unregister());

        assertThat(time).isBetween(GRACE.dividedBy(2), GRACE.plus(SLACK));
    }

    @Test
    @DisplayName("the grace is configuration: with none a departure waits for nobody")
    void graceIsConfigurable() throws Exception {
        felix.configure("side", Map.of("stop.grace", "0"));
        felix.runner("side");
        ServiceRegistration<?> service =
                felix.publish(felix.factory().deaf(), Map.of("worker.id", "deaf", "worker.runner", "side"));
        felix.awaitStarted("side", "deaf");

        Duration time = Fastest.once(attempt -> service.unregister());

        assertThat(time).isLessThan(GRACE.dividedBy(2));
    }

    @Test
    @DisplayName("the grace is configuration: a worker that ends within a longer one is waited for")
    void longerGrace() throws Exception {
        felix.configure("side", Map.of("stop.grace", "1h"));
        felix.runner("side");
        TestFactory factory = felix.factory().deaf();
        ServiceRegistration<?> service = felix.publish(factory, Map.of("worker.id", "slow", "worker.runner", "side"));
        felix.awaitStarted("side", "slow");
        Thread leaver = new Thread(service::unregister);

        leaver.start();
        eventually("it is killed", () -> factory.worker().kills() == 1);
        eventually("its departure waits", () -> isWaiting(leaver));
        factory.worker().end();

        leaver.join(Eventually.LIMIT.toMillis());
        assertThat(leaver.isAlive()).isFalse();
    }

    @Test
    @DisplayName("a survivor is logged with the stacks of its threads: those inside its code, by our name")
    void survivorsStackByThreadName() throws Exception {
        Gate gate = felix.gate();
        TestFactory factory = felix.factory().first(context -> gate.passDeaf());
        Bundle bundle = felix.bundle();
        felix.publish(bundle, factory, Map.of("worker.id", "stuck"));
        gate.awaitSomebody();

        bundle.stop();

        eventually(
                "the stack is logged",
                () -> !felix.log().warnings("stuck", "passDeaf").isEmpty());
        assertThat(felix.warnings("stuck", "reeve/default/stuck#1")).isNotEmpty();
    }

    @Test
    @DisplayName("a survivor is logged with the stacks of its threads: its own, by the loader of its bundle")
    void survivorsStackByClassLoader() throws Exception {
        Gate gate = felix.gate();
        TestFactory factory = felix.factory().deaf().first(context -> {
            Thread own = new Thread(gate::passDeaf, "thread-of-the-worker");
            own.setDaemon(true);
            own.start();
        });
        Bundle bundle = felix.bundle();
        felix.publish(bundle, factory, Map.of("worker.id", "busy"));
        felix.awaitStarted("busy");
        gate.awaitSomebody();

        bundle.stop();

        eventually(
                "the stack is logged",
                () -> !felix.log()
                        .warnings("busy", "thread-of-the-worker", "passDeaf")
                        .isEmpty());
    }

    @Test
    @DisplayName("a departure is not held up by another bundle's deaf worker")
    void departuresAreIndependent() throws Exception {
        felix.configure("side", Map.of("stop.grace", "1h"));
        felix.runner("side");
        TestFactory deaf = felix.factory().deaf();
        ServiceRegistration<?> slow = felix.publish(deaf, Map.of("worker.id", "slow", "worker.runner", "side"));
        felix.awaitStarted("side", "slow");
        Thread leaver = new Thread(slow::unregister);
        leaver.start();
        eventually("its departure waits", () -> isWaiting(leaver));

        ServiceRegistration<?> quick =
                felix.publish(felix.factory(), Map.of("worker.id", "quick", "worker.runner", "side"));
        felix.awaitStarted("side", "quick");
        quick.unregister();

        assertThat(felix.runner("side").workerIds()).containsExactly("slow");
        deaf.endAll();
        leaver.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(leaver.isAlive()).isFalse();
    }

    private static boolean isWaiting(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }
}
