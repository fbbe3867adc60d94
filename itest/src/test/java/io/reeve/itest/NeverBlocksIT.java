// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.itest.fixture.slow.Slow;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Starts and stops that block, and what they must not hold up. SCR waits for its locks only a fifth of a second
 * here, which is less than the grace of a departure: whoever blocks in a callback makes it complain.
 */
final class NeverBlocksIT {

    private static final Duration AT_ONCE = Duration.ofMillis(50);

    /** How SCR says that somebody kept its lock for longer than it waits. */
    private static final String LOCK_TIMEOUT = "obtain lock";

    @RegisterExtension
    static final Felix felix = new Felix(Map.of("ds.lock.timeout.milliseconds", "200"));

    private Console console;

    @BeforeEach
    void watch() {
        console = Console.watch();
    }

    @AfterEach
    void unwatch() {
        console.close();
    }

    @Test
    @DisplayName("OC-1 a factory's arrival returns at once while its own start and others block")
    void arrival() throws Exception {
        Gate gate = felix.gate();
        Bundle bundle = felix.bundle();

        Duration fastest = Fastest.of(
                10,
                attempt -> felix.publish(
                        bundle,
                        felix.factory().first(context -> gate.passDeaf()),
                        Map.of("worker.id", "blocked-" + attempt)));

        assertThat(fastest).isLessThan(AT_ONCE);
        gate.awaitSomebody();
        assertThat(console.text()).doesNotContain(LOCK_TIMEOUT);
    }

    @Test
    @DisplayName("OC-1 a change of service properties returns at once while the worker that it moves is deaf")
    void move() throws Exception {
        TestFactory factory = felix.factory().deaf();
        ServiceRegistration<WorkerFactory> service = felix.publish("place-0", factory);
        felix.awaitStarted("place-0");

        Duration fastest = Fastest.of(
                10,
                attempt -> service.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "place-" + attempt))));

        assertThat(fastest).isLessThan(AT_ONCE);
        assertThat(console.text()).doesNotContain(LOCK_TIMEOUT);
    }

    @Test
    @DisplayName("OC-1 a changed configuration is in force at once while starts and stops block")
    void configurationChange() throws Exception {
        Configuration configuration = felix.configure("side", Map.of("worker.restart.delay", "1s"));
        Runner runner = felix.runner("side");
        Gate gate = felix.gate();
        felix.publish(
                felix.factory().first(context -> gate.passDeaf()),
                Map.of("worker.id", "blocked", "worker.runner", "side"));
        gate.awaitSomebody();
        felix.publish(felix.factory().deaf(), Map.of("worker.id", "deaf", "worker.runner", "side"));
        felix.awaitStarted("side", "deaf");
        var stopping = runner.stopWorker("deaf");

        Duration fastest = Fastest.of(20, attempt -> {
            Duration delay = Duration.ofSeconds(1L + attempt);
            configuration.update(FrameworkUtil.asDictionary(Map.of("worker.restart.delay", delay.toString())));
            while (!runner.status("blocked").orElseThrow().restart().delay().equals(delay)) {
                Thread.onSpinWait();
            }
        });

        assertThat(fastest).isLessThan(AT_ONCE);
        assertThat(stopping.toCompletableFuture()).isNotDone();
        assertThat(console.text()).doesNotContain(LOCK_TIMEOUT);
    }

    @Test
    @DisplayName("OC-1 a new runner is there at once, and a deleted one gone, though its workers are blocked")
    void runnersComeAndGo() throws Exception {
        Gate gate = felix.gate();
        Configuration configuration = felix.configure("side", Map.of("stop.grace", "1s"));
        felix.runner("side");
        TestFactory blocked = felix.factory().first(context -> gate.passDeaf());
        ServiceRegistration<WorkerFactory> service =
                felix.publish(blocked, Map.of("worker.id", "blocked", "worker.runner", "side"));
        gate.awaitSomebody();
        TestFactory deaf = felix.factory().deaf();
        felix.publish(deaf, Map.of("worker.id", "deaf", "worker.runner", "side"));
        felix.awaitStarted("side", "deaf");

        configuration.delete();

        eventually("the runner is gone", () -> felix.findRunner("side").isEmpty());
        felix.awaitState(service, FactoryStatus.State.UNASSIGNED);
        felix.publish("bystander", felix.factory());
        felix.awaitStarted("bystander");
        assertThat(console.text()).doesNotContain(LOCK_TIMEOUT);
    }

    @Test
    @DisplayName("OC-1 departures of deaf workers, with a grace above SCR's patience, do not make it complain")
    void departures() throws Exception {
        Bundle bundle = felix.bundle();
        for (int i = 0; i < 10; i++) {
            felix.publish(bundle, felix.factory().deaf(), Map.of("worker.id", "deaf-" + i));
            felix.awaitStarted("deaf-" + i);
        }
        CompletableFuture<Void> stop = Background.run(bundle::stop);
        Configuration configuration = felix.configure("default", Map.of("worker.restart.delay", "9s"));
        felix.publish("newcomer", felix.factory());

        felix.awaitStarted("newcomer");
        eventually(
                "the change is in force",
                () -> felix.awaitStarted("newcomer").restart().delay().toSeconds() == 9);
        stop.get();
        configuration.delete();
        assertThat(console.text()).doesNotContain(LOCK_TIMEOUT);
    }

    @Test
    @DisplayName("OC-1 OC-2 stopping the whiteboard with blocked starts and deaf workers is bounded by the grace")
    void deactivation() throws Exception {
        Gate gate = felix.gate();
        TestFactory blocked = felix.factory().first(context -> gate.passDeaf());
        TestFactory deaf = felix.factory().deaf();
        felix.publish("blocked", blocked);
        felix.publish("deaf", deaf);
        gate.awaitSomebody();
        felix.awaitStarted("deaf");

        Duration time = Fastest.once(attempt -> felix.impl().stop());

        assertThat(time).isLessThan(Duration.ofSeconds(3));
        assertThat(felix.find(Runner.class)).isEmpty();
        eventually("the deaf worker is killed", () -> deaf.worker().kills() == 1);
        eventually("the start is cancelled", () -> blocked.starts().get(0).isCancelled());
        Duration start = Fastest.once(attempt -> felix.impl().start());
        assertThat(start).isLessThan(Duration.ofSeconds(3));
        assertThat(felix.runner().state()).isEqualTo(Runner.State.RUNNING);
        gate.open();
        deaf.worker().end();
        felix.awaitStarted("blocked");
        felix.awaitStarted("deaf");
        assertThat(console.text()).doesNotContain(LOCK_TIMEOUT);
    }

    @Test
    @DisplayName("OC-1 readers answer at once while starts, stops and reports block")
    void readers() throws Exception {
        Gate gate = felix.gate();
        felix.publish("blocked", felix.factory().first(context -> gate.passDeaf()));
        gate.awaitSomebody();
        felix.publish("steady", felix.factory());
        felix.awaitStarted("steady");

        Duration fastest = Fastest.of(10, attempt -> {
            assertThat(felix.runner().status("steady").orElseThrow().state()).isEqualTo(WorkerStatus.State.STARTED);
            assertThat(felix.runner().status("blocked").orElseThrow().state()).isEqualTo(WorkerStatus.State.STARTING);
            assertThat(felix.whiteboard().factories()).hasSize(2);
        });

        assertThat(fastest).isLessThan(AT_ONCE);
    }

    @Test
    @DisplayName("the text that these tests look for is what SCR says of a component that does block")
    void controlOfTheLockTimeout() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        Bundle provider = felix.bundle();
        CompletableFuture<Void> activation = Background.run(() -> {
            felix.bundle(FixtureBundle.withComponent("test.slow", Slow.class));
            felix.register(provider, CountDownLatch.class, latch, Map.of());
        });
        try {
            // Before that, a change of the configuration would find nothing that is locked.
            eventually(
                    "the component is being activated",
                    () -> Thread.getAllStackTraces().values().stream()
                            .flatMap(Arrays::stream)
                            .anyMatch(frame -> frame.getClassName().equals(Slow.class.getName())));
            Configuration configuration =
                    felix.service(ConfigurationAdmin.class).getConfiguration("slow", "?");
            eventually("SCR complains", () -> {
                configuration.update(FrameworkUtil.asDictionary(Map.of("time", System.nanoTime())));
                return console.text().contains(LOCK_TIMEOUT);
            });
            configuration.delete();
        } finally {
            latch.countDown();
            activation.get();
        }
    }
}
