// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Reporter;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.ServiceRegistration;

/** Workers that fail or end by themselves. */
final class RestartIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("R-21 a worker that fails is started again after the delay, and the report says what it died of")
    void failureIsFollowedByARestart() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", "w", "worker.restart.delay", "1ms"));
        WorkerStatus before = felix.awaitStarted("w");
        IOException error = new IOException("line cut");

        factory.worker().fail(error);

        factory.worker(2);
        WorkerStatus after = felix.awaitStarted("w");
        assertThat(after.generation()).isEqualTo(2);
        assertThat(after.restarts()).isEqualTo(1);
        assertThat(after.lastFailure()).isSameAs(error);
        assertThat(after.started()).isAfterOrEqualTo(before.started());
        assertThat(factory.starts().get(1).previousFailure()).containsSame(error);
        assertThat(entryOf("w"))
                .containsEntry(Reporter.KEY_STATE, "started")
                .containsEntry(Reporter.KEY_RESTARTS, 1L)
                .hasEntrySatisfying(
                        Reporter.KEY_ERROR, text -> assertThat(text.toString()).contains("line cut"));
    }

    @Test
    @DisplayName("a worker in its restart delay is stopped, with the time of its next start, and its factory active")
    void restartDelayIsVisible() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service =
                felix.publish(factory, Map.of("worker.id", "w", "worker.restart.delay", "1h"));
        felix.awaitStarted("w");

        factory.worker().fail(new IOException("line cut"));

        WorkerStatus status = felix.awaitRestartDelay("w");
        assertThat(status.state()).isEqualTo(WorkerStatus.State.STOPPED);
        assertThat(status.nextStart()).isAfter(status.since());
        assertThat(entryOf("w")).containsKeys(Reporter.KEY_NEXT_START, Reporter.KEY_ERROR);
        assertThat(felix.awaitState(service, FactoryStatus.State.ACTIVE).reason())
                .isEmpty();
    }

    @Test
    @DisplayName("a factory that leaves during the restart delay is forgotten at once and not started again")
    void departureDuringTheDelay() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service =
                felix.publish(factory, Map.of("worker.id", "w", "worker.restart.delay", "1h"));
        felix.awaitStarted("w");
        factory.worker().fail(new IOException("line cut"));
        felix.awaitRestartDelay("w");
        long id = Felix.serviceId(service);

        service.unregister();

        felix.awaitGone("w");
        eventually("the factory is forgotten", () -> felix.status(id).isEmpty());
        assertThat(factory.starts()).hasSize(1);
    }

    @Test
    @DisplayName("an operator's restart cuts the delay short")
    void restartCutsTheDelay() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", "w", "worker.restart.delay", "1h"));
        felix.awaitStarted("w");
        factory.worker().fail(new IOException("line cut"));
        felix.awaitRestartDelay("w");

        felix.runner().restartWorker("w");

        factory.worker(2);
        assertThat(felix.awaitStarted("w").restarts()).isZero();
    }

    @Test
    @DisplayName("R-20 a worker that ends without error has ended for good: its factory says so")
    void normalEndIsFinal() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("w", factory);
        felix.awaitStarted("w");

        factory.worker().end();

        FactoryStatus status = felix.awaitState(service, FactoryStatus.State.ENDED);
        assertThat(status.reason()).isNotEmpty();
        assertThat(felix.runner().workerIds()).isEmpty();
        assertThat(factory.starts()).hasSize(1);
        assertThat(felix.warnings("w")).isEmpty();
    }

    @Test
    @DisplayName("with worker.restart.when=never a failure is final, too, and the factory says why")
    void neverMeansNever() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service =
                felix.publish(factory, Map.of("worker.id", "w", "worker.restart.when", "never"));
        felix.awaitStarted("w");

        factory.worker().fail(new IOException("line cut"));

        assertThat(felix.awaitState(service, FactoryStatus.State.ENDED).reason())
                .contains("line cut");
        assertThat(factory.starts()).hasSize(1);
    }

    @Test
    @DisplayName("with worker.restart.when=always a normal end is followed by a restart")
    void alwaysMeansAlways() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish(
                factory, Map.of("worker.id", "w", "worker.restart.when", "always", "worker.restart.delay", "1ms"));
        felix.awaitStarted("w");

        factory.worker().end();

        factory.worker(2);
        assertThat(felix.awaitStarted("w").lastFailure()).isNull();
    }

    @Test
    @DisplayName("an ended factory keeps its place until it leaves")
    void endedFactoryKeepsItsPlace() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> ended = felix.publish("w", factory);
        felix.awaitStarted("w");
        factory.worker().end();
        felix.awaitState(ended, FactoryStatus.State.ENDED);
        TestFactory heir = felix.factory();
        ServiceRegistration<WorkerFactory> second = felix.publish("w", heir);
        felix.awaitState(second, FactoryStatus.State.SHADOWED);

        ended.unregister();

        heir.worker();
        felix.awaitState(second, FactoryStatus.State.ACTIVE);
    }

    private static Map<Object, Object> entryOf(String id) {
        Map<?, ?> workers = (Map<?, ?>) felix.runner().report().get(Reporter.KEY_WORKERS);
        return new HashMap<>((Map<?, ?>) workers.get(id));
    }
}
