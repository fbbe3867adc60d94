// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.osgi.Puppets.Puppet;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator does to factories, and what becomes of those whose workers end by themselves. */
@Timeout(120)
class OperatorTest {
    private final Scene scene = new Scene();
    private final Puppets puppets = new Puppets();

    @AfterEach
    void close() {
        scene.close();
    }

    private CompletableFuture<Void> stop(String id) {
        return scene.board.stop("default", id).toCompletableFuture();
    }

    @Test
    void aStoppedWorkerStaysStoppedAndItsServiceIsLetGo() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();

        stop("a").join();

        assertThat(scene.state(service)).isEqualTo(State.STOPPED);
        assertThat(scene.reason(service)).contains("operator", "worker:start");
        Eventually.is("let go", () -> service.uses() == 0);
        assertThat(puppets.alive()).isEmpty();
        assertThat(scene.complaints()).isEmpty();
    }

    @Test
    void stopsReturnsTheErrorThatTheWorkerMetWhileItEnded() {
        Puppets deaf = Puppets.deaf();
        scene.arrives(deaf, "worker.id", "a");
        Puppet worker = deaf.running();
        CompletableFuture<Void> stopped = stop("a");
        assertThat(stopped).isNotDone();

        IllegalStateException error = new IllegalStateException("while ending");
        worker.fail(error);

        assertThatThrownBy(stopped::join).hasRootCause(error);
    }

    @Test
    void whoStopsAStoppedWorkerThatHasNotEndedWaitsForItToo() {
        Puppets deaf = Puppets.deaf();
        scene.arrives(deaf, "worker.id", "a");
        Puppet worker = deaf.running();
        var unused = stop("a");

        CompletableFuture<Void> second = stop("a");

        assertThat(second).isNotDone();
        worker.hearAgain();
        second.join();
    }

    @Test
    void aStoppedFactoryIsStartedAgainOnRequest() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();
        stop("a").join();

        assertThat(scene.board.start("default", "a")).isTrue();

        Eventually.is("started again", () -> puppets.started() == 2);
        scene.expect(service, State.ACTIVE);
        Eventually.is("balanced", () -> service.uses() == 1);
        assertThat(scene.board.start("default", "a")).isFalse();
    }

    @Test
    void aStartWhileTheStoppedWorkerEndsWaitsForItsEnd() {
        Puppets deaf = Puppets.deaf();
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        Puppet old = deaf.running();
        var unused = stop("a");

        assertThat(scene.board.start("default", "a")).isTrue();
        assertThat(deaf.alive()).containsExactly(old);
        deaf.hearAgain();

        Eventually.is("started again", () -> deaf.started() == 2);
        scene.expect(service, State.ACTIVE);
        Eventually.is("balanced", () -> service.uses() == 1);
    }

    @Test
    void anUnknownIdIsNotFoundUnderItsName() {
        assertThatThrownBy(() -> stop("nobody"))
                .isInstanceOf(WorkerNotFoundException.class)
                .hasMessageContaining("'nobody'")
                .hasMessageContaining("'default'");
        assertThatThrownBy(() -> scene.board.start("elsewhere", "a"))
                .isInstanceOf(WorkerNotFoundException.class)
                .hasMessageContaining("'elsewhere'");
    }

    @Test
    void aFactoryWithoutARunnerCannotBeStartedAndThatSaysWhy() {
        scene.arrives(puppets, "worker.id", "a", "worker.runner", "r");

        assertThatThrownBy(() -> scene.board.start("r", "a"))
                .isInstanceOf(RunnerDeadException.class)
                .hasMessageContaining("io.reeve.runner~r");
    }

    @Test
    void aFactoryThatIsStoppedWithoutARunnerStaysStoppedWhenOneComes() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a", "worker.runner", "r");
        scene.board.stop("r", "a").toCompletableFuture().join();
        scene.configures("io.reeve.runner~r");

        assertThat(scene.state(service)).isEqualTo(State.STOPPED);
        assertThat(scene.board.start("r", "a")).isTrue();
        puppets.running();
    }

    @Test
    void aStopHoldsOnlyForTheFactoryThatWasStopped() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();
        stop("a").join();
        Puppets better = new Puppets();

        FakeService<WorkerFactory> winner = scene.arrives(better, "worker.id", "a", "service.ranking", 1);
        better.running();
        scene.expect(service, State.SHADOWED);

        scene.departs(winner);
        scene.expect(service, State.STOPPED);
        assertThat(puppets.started()).isOne();
    }

    @Test
    void aMoveEndsAStop() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();
        stop("a").join();

        scene.changes(service, "worker.id", "b");

        Eventually.is("started", () -> puppets.started() == 2);
        scene.expect(service, State.ACTIVE);
    }

    @Test
    void anUnrelatedChangeDoesNotEndAStop() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();
        stop("a").join();

        scene.changes(service, "service.ranking", 3);
        scene.changes(service, "worker.restart.delay", "1s");

        assertThat(scene.state(service)).isEqualTo(State.STOPPED);
        assertThat(puppets.started()).isOne();
    }

    @Test
    void aStoppedFactoryDepartsWhileItsDeafWorkerEnds() {
        Puppets deaf = Puppets.deaf();
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        Puppet worker = deaf.running();
        var unused = stop("a");
        scene.departs(service);

        assertThat(scene.state(service)).isEqualTo(State.DEPARTING);
        worker.hearAgain();
        scene.expectGone(service);
        assertThat(service.uses()).isZero();
    }

    @Test
    void aWorkerThatEndsByItselfIsEndedAndShadowsOn() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        FakeService<WorkerFactory> shadowed = scene.arrives(new Puppets(), "worker.id", "a");

        puppets.running().finish();

        scene.expect(service, State.ENDED);
        assertThat(scene.reason(service)).contains("without error");
        assertThat(scene.state(shadowed)).isEqualTo(State.SHADOWED);
        Eventually.is("let go", () -> service.uses() == 0);
        assertThat(scene.board.start("default", "a")).isTrue();
        Eventually.is("started again", () -> puppets.started() == 2);
    }

    @Test
    void aWorkerThatIsNotToBeRetriedIsEndedWithItsError() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a", "worker.restart.when", "never");

        puppets.running().fail(new IllegalStateException("broken for good"));

        scene.expect(service, State.ENDED);
        assertThat(scene.reason(service)).contains("broken for good");
        assertThat(service.uses()).isZero();
    }

    @Test
    void aWorkerStoppedThroughTheRunnerItselfMayBeStartedAgain() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();
        scene.runner("default").stopWorker("a").toCompletableFuture().join();

        scene.expect(service, State.ENDED);
        assertThat(scene.board.start("default", "a")).isTrue();
        scene.expect(service, State.ACTIVE);
        Eventually.is("balanced", () -> service.uses() == 1);
    }

    @Test
    void allFactoriesAreListedByServiceId() {
        FakeService<WorkerFactory> one = scene.arrives(puppets, "worker.id", "b", "service.ranking", 3);
        FakeService<WorkerFactory> two = scene.arrives(new Puppets());

        assertThat(scene.board.factories()).extracting(FactoryStatus::serviceId).containsExactly(one.id(), two.id());
        FactoryStatus status = scene.board.factories().get(0);
        assertThat(status.runner()).isEqualTo("default");
        assertThat(status.id()).isEqualTo("b");
        assertThat(status.ranking()).isEqualTo(3);
        assertThat(status.bundleId()).isEqualTo(scene.bundle.id);
        assertThat(status.bundle()).isEqualTo("test.factories 1.2.3");
        assertThat(scene.board.factories().get(1).id()).isNull();
    }
}
