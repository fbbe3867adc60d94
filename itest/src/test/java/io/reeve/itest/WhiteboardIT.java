// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** What an operator sees and does through the {@code Whiteboard} service. */
final class WhiteboardIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("OC-9 all factories are listed by service id, also the refused and the shadowed")
    void listsAll() throws Exception {
        List<Long> ids = new ArrayList<>();
        for (String id : List.of("a", "", "a", "b")) {
            ids.add(Felix.serviceId(felix.publish(id, felix.factory())));
        }
        ids.sort(Comparator.naturalOrder());

        assertThat(felix.whiteboard().factories())
                .extracting(FactoryStatus::serviceId)
                .containsExactlyElementsOf(ids);
        assertThat(felix.whiteboard().factories())
                .extracting(FactoryStatus::state)
                .containsExactly(
                        FactoryStatus.State.ACTIVE,
                        FactoryStatus.State.REFUSED,
                        FactoryStatus.State.SHADOWED,
                        FactoryStatus.State.ACTIVE);
    }

    @Test
    @DisplayName("an operator's stop ends the worker for good, and the factory shows as stopped until it is started")
    void stopAndStart() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("w", factory);
        felix.awaitStarted("w");

        felix.whiteboard().stop("default", "w").toCompletableFuture().get();

        assertThat(factory.worker().hasEnded()).isTrue();
        assertThat(felix.awaitState(service, FactoryStatus.State.STOPPED).reason())
                .isNotEmpty();
        assertThat(felix.runner().workerIds()).isEmpty();
        assertThat(felix.whiteboard().start("default", "w")).isTrue();
        factory.worker(2);
        felix.awaitStarted("w");
        felix.awaitState(service, FactoryStatus.State.ACTIVE);
    }

    @Test
    @DisplayName("starting an active worker does nothing and says so")
    void startOfActiveWorker() throws Exception {
        felix.publish("w", felix.factory());
        WorkerStatus before = felix.awaitStarted("w");

        assertThat(felix.whiteboard().start("default", "w")).isFalse();

        assertThat(felix.runner().status("w")).contains(before);
    }

    @Test
    @DisplayName("a worker that ended for good can be started by an operator")
    void startOfEndedWorker() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("w", factory);
        felix.awaitStarted("w");
        factory.worker().end();
        felix.awaitState(service, FactoryStatus.State.ENDED);

        assertThat(felix.whiteboard().start("default", "w")).isTrue();

        factory.worker(2);
        felix.awaitState(service, FactoryStatus.State.ACTIVE);
    }

    @Test
    @DisplayName("a start while the stopped worker is still ending takes effect when it has ended")
    void startWhileStopping() throws Exception {
        TestFactory factory = felix.factory().deaf();
        ServiceRegistration<WorkerFactory> service = felix.publish("w", factory);
        felix.awaitStarted("w");
        CompletionStage<Void> stopped = felix.whiteboard().stop("default", "w");
        felix.awaitWorker("default", "w", WorkerStatus.State.STOPPING);

        assertThat(felix.whiteboard().start("default", "w")).isTrue();
        assertThat(factory.starts()).hasSize(1);
        factory.worker().end();

        stopped.toCompletableFuture().get();
        factory.worker(2);
        felix.awaitState(service, FactoryStatus.State.ACTIVE);
        assertThat(factory.worker(2).kills()).isZero();
    }

    @Test
    @DisplayName("a stopped factory stays stopped when its properties change")
    void stoppedStaysStopped() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("w", factory);
        felix.awaitStarted("w");
        felix.whiteboard().stop("default", "w").toCompletableFuture().get();

        service.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "w", "colour", "red")));
        felix.publish("witness", felix.factory());
        felix.awaitStarted("witness");

        felix.awaitState(service, FactoryStatus.State.STOPPED);
        assertThat(factory.starts()).hasSize(1);
    }

    @Test
    @DisplayName("a stopped factory that leaves is forgotten, and one that comes starts")
    void stoppedFactoryLeaves() throws Exception {
        ServiceRegistration<WorkerFactory> service = felix.publish("w", felix.factory());
        felix.awaitStarted("w");
        felix.whiteboard().stop("default", "w").toCompletableFuture().get();
        long id = Felix.serviceId(service);

        service.unregister();
        eventually("it is forgotten", () -> felix.status(id).isEmpty());
        felix.publish("w", felix.factory());

        felix.awaitStarted("w");
    }

    @Test
    @DisplayName("what nobody offers cannot be started or stopped: the message names the runner and the id")
    void unknownIds() throws Exception {
        felix.publish("known", felix.factory());
        felix.awaitStarted("known");

        for (String[] unknown : new String[][] {{"default", "nobody"}, {"nowhere", "known"}}) {
            assertThatThrownBy(() -> felix.whiteboard().start(unknown[0], unknown[1]))
                    .isInstanceOf(WorkerNotFoundException.class)
                    .hasMessageContaining(unknown[0])
                    .hasMessageContaining(unknown[1]);
            assertThatThrownBy(() -> felix.whiteboard().stop(unknown[0], unknown[1]))
                    .isInstanceOf(WorkerNotFoundException.class)
                    .hasMessageContaining(unknown[0])
                    .hasMessageContaining(unknown[1]);
        }
    }

    @Test
    @DisplayName("a stop returns at once though the worker is deaf, and completes when it ends")
    void stopOfDeafWorker() throws Exception {
        TestFactory factory = felix.factory().deaf();
        felix.publish("w", factory);
        felix.awaitStarted("w");

        CompletionStage<Void> stopped = felix.whiteboard().stop("default", "w");

        assertThat(stopped.toCompletableFuture()).isNotDone();
        factory.worker().end();
        stopped.toCompletableFuture().get();
    }
}
