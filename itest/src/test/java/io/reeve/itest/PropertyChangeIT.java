// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Service properties of a factory that change while its worker runs. */
final class PropertyChangeIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("OC-4 a change of unrelated properties restarts nothing")
    void unrelatedChange() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("steady", factory);
        WorkerStatus before = felix.awaitStarted("steady");

        for (int i = 0; i < 20; i++) {
            change(service, Map.of("worker.id", "steady", "colour", "red-" + i));
        }
        felix.publish("witness", felix.factory());
        felix.awaitStarted("witness");

        assertThat(felix.runner().status("steady")).contains(before);
        assertThat(factory.starts()).hasSize(1);
        assertThat(factory.worker().kills()).isZero();
    }

    @Test
    @DisplayName("OC-4 a changed restart policy applies to the running worker and restarts nothing")
    void restartPolicyChange() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("patient", factory);
        WorkerStatus before = felix.awaitStarted("patient");

        change(
                service,
                Map.of("worker.id", "patient", "worker.restart.when", "always", "worker.restart.delay", "20ms"));

        Restart expected = Restart.builder()
                .when(Restart.When.ALWAYS)
                .delay(Duration.ofMillis(20))
                .build();
        WorkerStatus after = eventually(
                "the new policy is in force",
                () -> felix.awaitStarted("patient"),
                status -> status.restart().equals(expected));
        assertThat(after.generation()).isEqualTo(before.generation());
        assertThat(after.started()).isEqualTo(before.started());
        factory.worker().end();
        factory.worker(2);
        assertThat(felix.awaitStarted("patient").generation()).isEqualTo(2);
    }

    @Test
    @DisplayName("a restart policy that is taken away gives the runner's own back")
    void restartPolicyRemoved() throws Exception {
        ServiceRegistration<WorkerFactory> service =
                felix.publish(felix.factory(), Map.of("worker.id", "patient", "worker.restart.delay", 1_000L));
        assertThat(felix.awaitStarted("patient").restart().delay()).isEqualTo(Duration.ofSeconds(1));

        change(service, Map.of("worker.id", "patient"));

        eventually(
                "the runner's policy is in force",
                () -> felix.awaitStarted("patient").restart().equals(Restart.defaults()));
        assertThat(felix.awaitStarted("patient").generation()).isEqualTo(1);
    }

    @Test
    @DisplayName("a change of worker.id moves the worker: the old one has ended before the new one starts")
    void idChangeMoves() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("before", factory);
        felix.awaitStarted("before");
        factory.first(context -> assertThat(factory.worker().hasEnded()).isTrue());

        change(service, Map.of("worker.id", "after"));

        assertThat(factory.worker(2)).isNotNull();
        felix.awaitStarted("after");
        felix.awaitGone("before");
        assertThat(factory.worker().kills()).isEqualTo(1);
        assertThat(felix.awaitState(service, FactoryStatus.State.ACTIVE).id()).isEqualTo("after");
    }

    @Test
    @DisplayName("a change of worker.runner moves the worker to the other runner")
    void runnerChangeMoves() throws Exception {
        felix.configure("side", Map.of());
        felix.runner("side");
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("mover", factory);
        felix.awaitStarted("mover");

        change(service, Map.of("worker.id", "mover", "worker.runner", "side"));

        felix.awaitStarted("side", "mover");
        felix.awaitGone("mover");
        assertThat(factory.worker().hasEnded()).isTrue();
        assertThat(factory.worker(2).kills()).isZero();
    }

    @Test
    @DisplayName("a factory that loses its id is refused and its worker stopped")
    void idLost() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("forgetful", factory);
        felix.awaitStarted("forgetful");

        change(service, Map.of("worker.id", ""));

        felix.awaitState(service, FactoryStatus.State.REFUSED);
        felix.awaitGone("forgetful");
        assertThat(factory.worker().hasEnded()).isTrue();
    }

    @Test
    @DisplayName("a factory that moves away makes room for the one that it shadowed")
    void movingAwayPromotes() throws Exception {
        ServiceRegistration<WorkerFactory> first = felix.publish("place", felix.factory());
        felix.awaitStarted("place");
        TestFactory heir = felix.factory();
        ServiceRegistration<WorkerFactory> second = felix.publish("place", heir);
        felix.awaitState(second, FactoryStatus.State.SHADOWED);

        change(first, Map.of("worker.id", "elsewhere"));

        heir.worker();
        felix.awaitStarted("place");
        felix.awaitStarted("elsewhere");
        felix.awaitState(second, FactoryStatus.State.ACTIVE);
    }

    @Test
    @DisplayName("a factory that moves to an id which is taken is shadowed there")
    void movingToATakenId() throws Exception {
        felix.publish("taken", felix.factory());
        felix.awaitStarted("taken");
        ServiceRegistration<WorkerFactory> mover = felix.publish("free", felix.factory());
        felix.awaitStarted("free");

        change(mover, Map.of("worker.id", "taken"));

        felix.awaitState(mover, FactoryStatus.State.SHADOWED);
        felix.awaitGone("free");
        assertThat(felix.awaitStarted("taken").generation()).isEqualTo(1);
    }

    @Test
    @DisplayName("an id changed to and fro in quick succession ends with the last one and one worker")
    void quickMoves() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("ping", factory);
        for (int i = 0; i < 50; i++) {
            change(service, Map.of("worker.id", i % 2 == 0 ? "pong" : "ping"));
        }
        change(service, Map.of("worker.id", "end"));

        felix.awaitStarted("end");
        eventually("one worker is left", () -> felix.runner().workerIds().size() == 1);
        eventually(
                "all but one have ended",
                () -> factory.workers().stream()
                                .filter(worker -> !worker.hasEnded())
                                .count()
                        == 1);
    }

    private static void change(ServiceRegistration<WorkerFactory> service, Map<String, ?> properties) {
        service.setProperties(FrameworkUtil.asDictionary(properties));
    }
}
