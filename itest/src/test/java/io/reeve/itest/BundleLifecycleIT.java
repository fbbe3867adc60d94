// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.itest.fixture.beacon.BeaconActivator;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.Whiteboard;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The bundles under the whiteboard, and the whiteboard itself, come and go while workers run. */
final class BundleLifecycleIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("factories that were there before the whiteboard are taken up when it starts")
    void earlyFactories() throws Exception {
        felix.impl().stop();
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("early", factory);
        assertThat(factory.starts()).isEmpty();

        felix.impl().start();

        felix.awaitStarted("early");
        felix.awaitState(service, FactoryStatus.State.ACTIVE);
    }

    @Test
    @DisplayName("OC-2 when the whiteboard stops its workers end, and its services are gone")
    void whiteboardStops() throws Exception {
        TestFactory here = felix.factory();
        TestFactory there = felix.factory();
        felix.configure("side", Map.of());
        felix.publish("here", here);
        felix.publish(there, Map.of("worker.id", "there", "worker.runner", "side"));
        felix.awaitStarted("here");
        felix.awaitStarted("side", "there");
        Runner runner = felix.runner();

        felix.impl().stop();

        eventually(
                "the workers have ended",
                () -> here.worker().hasEnded() && there.worker().hasEnded());
        eventually("the runner is dead", () -> runner.state() == Runner.State.DEAD);
        assertThat(felix.references(Runner.class, null)).isEmpty();
        assertThat(felix.find(Whiteboard.class)).isEmpty();
        felix.impl().start();
        here.worker(2);
        there.worker(2);
        felix.awaitStarted("here");
        felix.awaitStarted("side", "there");
    }

    @Test
    @DisplayName("OC-2 stopping and starting the whiteboard twenty times never runs two workers of one id")
    void whiteboardStopsAndStarts() throws Exception {
        TestFactory factory = felix.factory();
        List<String> overlaps = new ArrayList<>();
        factory.first(context -> {
            if (factory.workers().stream().anyMatch(worker -> !worker.hasEnded())) {
                overlaps.add("start " + factory.starts().size());
            }
        });
        felix.publish("steady", factory);
        for (int i = 1; i <= 20; i++) {
            factory.worker(i);
            felix.impl().stop();
            felix.impl().start();
        }
        felix.awaitStarted("steady");
        assertThat(overlaps).isEmpty();
    }

    @Test
    @DisplayName("a worker that is deaf while the whiteboard stops does not keep it from starting again")
    void deafWorkerOutlivesTheWhiteboard() throws Exception {
        TestFactory factory = felix.factory().deaf();
        felix.publish("deaf", factory);
        felix.awaitStarted("deaf");

        felix.impl().stop();
        felix.impl().start();
        felix.publish("witness", felix.factory());
        felix.awaitStarted("witness");

        assertThat(factory.worker().kills()).isPositive();
        factory.worker().end();
        felix.awaitStarted("deaf");
    }

    @Test
    @DisplayName("after an update and refresh of the whiteboard all is as before")
    void whiteboardIsUpdated() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish("steady", factory);
        felix.awaitStarted("steady");

        try (InputStream jar = Files.newInputStream(Container.builtBundle("io.reeve.impl"))) {
            felix.impl().update(jar);
        }
        felix.refresh(felix.impl());

        assertThat(factory.worker().hasEnded()).isTrue();
        factory.worker(2);
        felix.awaitStarted("steady");
    }

    @Test
    @DisplayName("after a refresh of core, with all that depends on it, all is as before")
    void coreIsRefreshed() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish("steady", factory);
        felix.awaitStarted("steady");

        felix.refresh(felix.container().bundle("io.reeve.core"));

        factory.worker(2);
        felix.awaitStarted("steady");
    }

    @Test
    @DisplayName("OC-2 when Declarative Services stops the workers end; when it starts they are started")
    void scrIsRestarted() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("steady", factory);
        felix.awaitStarted("steady");
        Bundle scr = felix.container().bundle("org.apache.felix.scr");

        scr.stop();
        try {
            eventually("the worker has ended", () -> factory.worker().hasEnded());
        } finally {
            scr.start();
        }

        factory.worker(2);
        felix.awaitStarted("steady");
        felix.awaitState(service, FactoryStatus.State.ACTIVE);
        assertThat(felix.references(Runner.class, "(runner.name=default)")).hasSize(1);
        assertThat(factory.worker(2).kills()).isZero();
    }

    @Test
    @DisplayName("without ConfigurationAdmin the default runner works on")
    void configurationAdminGoes() throws Exception {
        Bundle configadmin = felix.container().bundle("org.apache.felix.configadmin");
        felix.publish("steady", felix.factory());
        felix.awaitStarted("steady");

        configadmin.stop();
        try {
            felix.publish("newcomer", felix.factory());
            felix.awaitStarted("newcomer");
            felix.awaitStarted("steady");
        } finally {
            configadmin.start();
        }
    }

    @Test
    @DisplayName("a factory bundle that is updated and refreshed has its worker started anew")
    void factoryBundleIsUpdated() throws Exception {
        FixtureBundle beacon = FixtureBundle.activatedBy("test.beacon", BeaconActivator.class);
        Bundle bundle = felix.bundle(beacon);
        Object first = felix.runner().worker("test.beacon").get();

        bundle.update(beacon.jar());
        felix.refresh(bundle);

        Object second = felix.runner().worker("test.beacon").get();
        assertThat(second.getClass())
                .isNotSameAs(first.getClass())
                .hasToString(first.getClass().toString());
    }

    @Test
    @DisplayName("a framework with blocked starts and deaf workers stops within the grace, and no thread of ours stays")
    void frameworkStops(@TempDir Path storage) throws Exception {
        Gate gate = felix.gate();
        Container container = Container.start(storage);
        try {
            TestFactory blocked = felix.factory().first(context -> gate.passDeaf());
            TestFactory deaf = felix.factory().deaf();
            TestFactory obedient = felix.factory();
            for (Map.Entry<String, TestFactory> entry : Map.of("blocked", blocked, "deaf", deaf, "obedient", obedient)
                    .entrySet()) {
                container
                        .context()
                        .registerService(
                                WorkerFactory.class,
                                entry.getValue(),
                                FrameworkUtil.asDictionary(Map.of("worker.id", entry.getKey())));
            }
            gate.awaitSomebody();
            deaf.worker();
            obedient.worker();

            Duration time = Fastest.once(attempt -> {
                container.framework().stop();
                FrameworkEvent event = container.framework().waitForStop(Eventually.LIMIT.toMillis());
                assertThat(event.getType()).isEqualTo(FrameworkEvent.STOPPED);
            });

            assertThat(time).isLessThan(Duration.ofSeconds(10));
            assertThat(obedient.worker().hasEnded()).isTrue();
            eventually("the deaf worker was killed", () -> deaf.worker().kills() > 0);
        } finally {
            gate.open();
            container.close();
        }
        felix.impl().stop();
        felix.container().bundle("io.reeve.core").stop();
        eventually(
                "no thread of ours is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("reeve")));
        felix.container().bundle("io.reeve.core").start();
        felix.impl().start();
    }
}
