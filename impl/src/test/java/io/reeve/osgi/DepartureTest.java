// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.osgi.Puppets.Puppet;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A factory service goes, moves, or comes back. */
@Timeout(120)
class DepartureTest {
    private final Scene scene = new Scene();
    private final Puppets puppets = new Puppets();
    private final Puppets deaf = Puppets.deaf();

    @AfterEach
    void close() {
        scene.close();
    }

    // ---- departure

    @Test
    void whoMakesAFactoryDepartWaitsUntilItsWorkerHasEndedAndItsServiceIsLetGo() {
        scene.configures("io.reeve.runner", "stop.grace", "1h");
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        Puppet worker = deaf.running();
        Thread remover = Eventually.inBackground(() -> {
            scene.board.departed(WhiteboardChannel.FACTORIES, service, true);
            assertThat(service.uses()).isZero();
            assertThat(scene.board.factories()).isEmpty();
            return null;
        });
        Eventually.is("waits", () -> worker.isKilled() && Eventually.isWaiting(remover));

        worker.hearAgain();

        Eventually.ends(remover);
        assertThat(service.uses()).isZero();
        assertThat(scene.complaints()).isEmpty();
    }

    @Test
    void whoMayNotWaitDoesNot() {
        scene.configures("io.reeve.runner", "stop.grace", "1h");
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        deaf.running();

        scene.board.departed(WhiteboardChannel.FACTORIES, service, false);

        assertThat(scene.state(service)).isEqualTo(State.DEPARTING);
    }

    @Test
    void nobodyWaitsForAFactoryWithoutAWorker() {
        scene.configures("io.reeve.runner", "stop.grace", "1h");
        FakeService<WorkerFactory> refused = scene.arrives(puppets);
        FakeService<WorkerFactory> unassigned = scene.arrives(puppets, "worker.id", "a", "worker.runner", "none");
        FakeService<WorkerFactory> unknown = scene.published(scene.bundle, puppets, "worker.id", "never-arrived");

        scene.board.departed(WhiteboardChannel.FACTORIES, refused, true);
        scene.board.departed(WhiteboardChannel.FACTORIES, unassigned, true);
        scene.board.departed(WhiteboardChannel.FACTORIES, unknown, true);

        assertThat(scene.board.factories()).isEmpty();
    }

    @Test
    @DisplayName("a deaf worker holds up its bundle for a grace, is reported with its threads, and stays visible")
    void deafWorker() {
        scene.configures("io.reeve.runner", "stop.grace", "20ms");
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        deaf.running();
        CountDownLatch end = new CountDownLatch(1);
        Thread threadOfWorker = Eventually.inBackground(() -> {
            Thread.currentThread().setContextClassLoader(scene.bundle.loader);
            Thread.currentThread().setName("thread of the deaf worker");
            end.await();
            return null;
        });
        Eventually.is("busy", () -> Eventually.isWaiting(threadOfWorker));

        scene.board.departed(WhiteboardChannel.FACTORIES, service, true);

        scene.expectComplaint("not ended 20 ms after being asked to stop");
        assertThat(scene.complaintsWith("not ended"))
                .singleElement()
                .asString()
                .contains("'a' of runner 'default'", "[service " + service.id() + " of bundle test.factories")
                .contains("thread 'thread of the deaf worker'", "CountDownLatch.await");
        assertThat(scene.state(service)).isEqualTo(State.DEPARTING);
        assertThat(service.uses()).isOne();

        deaf.hearAgain();
        scene.expectGone(service);
        assertThat(service.uses()).isZero();
        end.countDown();
        Eventually.ends(threadOfWorker);
    }

    @Test
    @DisplayName("a bundle with 100 deaf workers is held up for one grace, and reported in one line")
    void hundredDeafWorkers() {
        Duration grace = Duration.ofSeconds(1);
        scene.configures("io.reeve.runner", "stop.grace", grace.toString());
        List<FakeService<WorkerFactory>> services = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            services.add(scene.arrives(deaf, "worker.id", "a" + i));
        }
        Eventually.is("all run", () -> deaf.started() == 100);

        long before = System.nanoTime();
        scene.stops(scene.bundle, services);
        Duration taken = Duration.ofNanos(System.nanoTime() - before);

        // One each would be 100 s; the bound is far from both, since this machine may be busy.
        assertThat(taken).isLessThan(Duration.ofSeconds(20));
        scene.expectComplaint("and 80 more workers");
        assertThat(scene.complaintsWith("not ended")).hasSize(1);
        assertThat(scene.board.factories()).hasSize(100).allMatch(status -> status.state() == State.DEPARTING);
        assertThat(services).allMatch(service -> service.uses() == 1);

        deaf.hearAgain();
        services.forEach(scene::expectGone);
        assertThat(services).allMatch(service -> service.uses() == 0);
    }

    @Test
    void aStoppingBundleTakesAllItsFactoriesWithItBeforeAnotherOfThemIsPromoted() {
        FakeService<WorkerFactory> first = scene.arrives(puppets, "worker.id", "a");
        FakeService<WorkerFactory> second = scene.arrives(puppets, "worker.id", "a");
        Puppets elsewhere = new Puppets();
        FakeService<WorkerFactory> third =
                scene.published(scene.framework.bundle("other"), elsewhere, "worker.id", "a", "service.ranking", -1);
        scene.board.arrived(WhiteboardChannel.FACTORIES, third);
        puppets.running();

        scene.stops(scene.bundle, List.of(first, second));

        elsewhere.running();
        scene.expect(third, State.ACTIVE);
        assertThat(puppets.started()).isOne();
    }

    @Test
    void aFactoryThatDepartsInItsOwnStartFunctionHoldsUpNobody() {
        scene.configures("io.reeve.runner", "stop.grace", "1h");
        AtomicReference<FakeService<WorkerFactory>> self = new AtomicReference<>();
        puppets.onStart = context -> scene.board.departed(WhiteboardChannel.FACTORIES, self.get(), true);
        self.set(scene.published(scene.bundle, puppets, "worker.id", "a"));

        scene.board.arrived(WhiteboardChannel.FACTORIES, self.get());

        scene.expectGone(self.get());
        assertThat(self.get().uses()).isZero();
    }

    @Test
    @DisplayName("OC-27 what has departed is held by nothing")
    void loadersAreLetGo() {
        WeakReference<ClassLoader> loader = comeAndGo();

        Eventually.is("collected", () -> {
            System.gc();
            return loader.get() == null;
        });
    }

    private WeakReference<ClassLoader> comeAndGo() {
        FakeBundle guest = scene.framework.bundle("guest");
        Puppets stubborn = Puppets.deaf();
        FakeService<WorkerFactory> service = guest.publish(stubborn, "worker.id", "a", "worker.restart.delay", "0");
        FakeService<WorkerFactory> failing =
                guest.publish(Puppets.failingToStart(), "worker.id", "b", "worker.restart.delay", "1h");
        FakeService<WorkerFactory> refused = guest.publish(new Puppets());
        scene.board.arrived(WhiteboardChannel.FACTORIES, service);
        scene.board.arrived(WhiteboardChannel.FACTORIES, failing);
        scene.board.arrived(WhiteboardChannel.FACTORIES, refused);
        stubborn.running().fail(new IllegalStateException("once"));
        Eventually.is("again", () -> stubborn.started() == 2);
        scene.expectComplaint("failed to start");
        scene.configures("io.reeve.runner", "stop.grace", "1ms");
        scene.stops(guest, List.of(service, failing, refused));
        scene.expectComplaint("not ended");
        stubborn.hearAgain();
        scene.expectGone(service);
        return new WeakReference<>(guest.loader);
    }

    // ---- the same service comes back

    @Test
    void aServiceThatComesBackIsStartedOnlyOnceItsOldWorkerHasEnded() {
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        Puppet old = deaf.running();
        scene.board.allDeparted();
        Eventually.is("asked to stop", old::isKilled);

        scene.board.arrived(WhiteboardChannel.FACTORIES, service);

        assertThat(deaf.alive()).containsExactly(old);
        assertThat(scene.board.factories())
                .extracting(FactoryStatus::state)
                .containsExactlyInAnyOrder(State.DEPARTING, State.ACTIVE);

        old.hearAgain();
        Eventually.is("the new one runs", () -> deaf.started() == 2);
        Eventually.is("one status", () -> scene.board.factories().size() == 1);
        scene.expect(service, State.ACTIVE);
        assertThat(service.uses()).isOne();
    }

    @Test
    void aServiceThatComesAndGoesAgainOverADeafWorkerStaysVisibleAsDeparting() {
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        Puppet old = deaf.running();
        scene.board.allDeparted();
        scene.board.arrived(WhiteboardChannel.FACTORIES, service);
        scene.board.allDeparted();
        // By now the second engagement is over, having started nothing: it waited for its turn on the same id.
        Eventually.is("only the deaf one is left", () -> scene.board.factories().size() <= 1);

        assertThat(scene.state(service)).isEqualTo(State.DEPARTING);
        old.hearAgain();
        scene.expectGone(service);
        assertThat(service.uses()).isZero();
    }

    // ---- moves

    @Test
    @DisplayName("OC-4 properties that do not concern the worker change nothing")
    void unrelatedChange() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        Puppet worker = puppets.running();

        scene.changes(service, "colour", "red");
        scene.changes(service, "service.description", "something else");

        assertThat(puppets.alive()).containsExactly(worker);
        assertThat(worker.isKilled()).isFalse();
        assertThat(puppets.started()).isOne();
    }

    @Test
    @DisplayName("OC-4 a changed restart policy holds from the next end on and restarts nothing")
    void changedRestartPolicy() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a", "worker.restart.delay", "1h");
        Puppet worker = puppets.running();

        scene.changes(service, "worker.restart.delay", "0");
        assertThat(worker.isKilled()).isFalse();
        worker.fail(new IllegalStateException("once"));

        Eventually.is("restarted at once", () -> puppets.started() == 2);
    }

    @Test
    void anIdThatChangesMovesTheWorkerWithoutEverRunningItTwice() {
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        Puppet old = deaf.running();
        scene.changes(service, "worker.id", "b");
        Eventually.is("asked to stop", old::isKilled);
        assertThat(scene.state(service)).isEqualTo(State.WAITING);
        assertThat(scene.reason(service)).contains("has not ended");
        assertThat(deaf.alive()).containsExactly(old);

        deaf.hearAgain();

        Eventually.is("moved", () -> deaf.started() == 2);
        assertThat(deaf.running().id).isEqualTo("b");
        scene.expect(service, State.ACTIVE);
        Eventually.is("balanced", () -> service.uses() == 1);
    }

    @Test
    void aMoveIsNoReasonToWarn() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();
        scene.changes(service, "worker.id", "b");
        Eventually.is("moved", () -> puppets.started() == 2);
        scene.arrives(new Puppets());
        scene.expectComplaint("is refused");

        assertThat(scene.complaints()).hasSize(1);
    }

    @Test
    void aWorkerThatMovesThereAndBackRunsUnderItsFirstId() {
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        Puppet old = deaf.running();
        scene.changes(service, "worker.id", "b");
        scene.changes(service, "worker.id", "a");
        Eventually.is("asked to stop", old::isKilled);

        deaf.hearAgain();

        Eventually.is("runs again", () -> deaf.started() == 2);
        assertThat(deaf.running().id).isEqualTo("a");
        scene.expect(service, State.ACTIVE);
        Eventually.is("balanced", () -> service.uses() == 1);
        assertThat(scene.runner("default").workerIds()).containsExactly("a");
    }

    @Test
    void aRunnerThatChangesMovesTheWorker() {
        scene.configures("io.reeve.runner~r");
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();

        scene.changes(service, "worker.runner", "r");

        Eventually.is("moved", () -> puppets.started() == 2);
        assertThat(puppets.running().runner).isEqualTo("r");
        assertThat(scene.runner("default").workerIds()).isEmpty();
        Eventually.is("balanced", () -> service.uses() == 1);
    }

    @Test
    void aMoveOntoATakenIdIsDecidedByRankingAndPromotesWhoWasShadowed() {
        Puppets rival = new Puppets();
        Puppets heir = new Puppets();
        FakeService<WorkerFactory> mover = scene.arrives(puppets, "worker.id", "a", "service.ranking", 9);
        FakeService<WorkerFactory> shadowed = scene.arrives(heir, "worker.id", "a");
        FakeService<WorkerFactory> taken = scene.arrives(rival, "worker.id", "b");
        puppets.running();
        rival.running();

        scene.changes(mover, "worker.id", "b");

        Eventually.is("moved", () -> puppets.started() == 2);
        heir.running();
        scene.expect(shadowed, State.ACTIVE);
        scene.expect(mover, State.ACTIVE);
        scene.expect(taken, State.SHADOWED);
        Eventually.is("balanced", () -> taken.uses() == 0 && mover.uses() == 1 && shadowed.uses() == 1);
    }

    @Test
    void anIdThatIsTakenAwayRefusesTheFactoryAndGivingItOneStartsIt() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        Puppet worker = puppets.running();

        scene.changes(service, "worker.id", null);
        scene.expect(service, State.REFUSED);
        Eventually.is("stopped", () -> worker.isKilled() && service.uses() == 0);

        scene.changes(service, "worker.id", "c");
        Eventually.is("started", () -> puppets.started() == 2);
        scene.expect(service, State.ACTIVE);
    }

    @Test
    void aFactoryThatMovesAndDepartsWhileItsOldWorkerEndsIsWaitedForAndLetGo() {
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        Puppet old = deaf.running();
        scene.changes(service, "worker.id", "b");
        scene.departs(service);

        assertThat(scene.state(service)).isEqualTo(State.DEPARTING);
        old.hearAgain();
        scene.expectGone(service);
        assertThat(service.uses()).isZero();
        assertThat(deaf.started()).isOne();
    }

    @Test
    void aChangeOfAServiceThatIsNotThereIsIgnored() {
        FakeService<WorkerFactory> service = scene.published(scene.bundle, puppets, "worker.id", "a");
        scene.changes(service, "worker.id", "b");

        assertThat(scene.board.factories()).isEmpty();
    }
}
