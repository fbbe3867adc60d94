// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.StartContext;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

final class ArrivalAndDepartureIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("OC-5 a factory that arrives is started though nobody has asked for the runner")
    void arrivalStartsTheWorker() throws Exception {
        TestFactory factory = felix.factory();

        ServiceRegistration<WorkerFactory> service = felix.publish("arrival", factory);

        factory.worker();
        WorkerStatus worker = felix.awaitStarted("arrival");
        assertThat(worker.generation()).isEqualTo(1);
        FactoryStatus status = felix.awaitState(service, FactoryStatus.State.ACTIVE);
        Bundle bundle = service.getReference().getBundle();
        assertThat(status)
                .isEqualTo(new FactoryStatus(
                        "default",
                        "arrival",
                        FactoryStatus.State.ACTIVE,
                        "",
                        Felix.serviceId(service),
                        0,
                        bundle.getBundleId(),
                        status.bundle()));
        assertThat(status.bundle()).contains(bundle.getSymbolicName(), "1.0.0");
    }

    @Test
    @DisplayName("the start function learns its runner, its id and that this is the first start")
    void startContextIsFilled() throws Exception {
        TestFactory factory = felix.factory();

        felix.publish("context", factory);

        factory.worker();
        StartContext context = factory.starts().get(0);
        assertThat(context.runner()).isEqualTo("default");
        assertThat(context.id()).isEqualTo("context");
        assertThat(context.generation()).isEqualTo(1);
        assertThat(context.previousFailure()).isEmpty();
    }

    @Test
    @DisplayName("a lookup hands out the very object that the factory made")
    void lookupFindsTheWorker() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish("lookup", factory);
        felix.awaitStarted("lookup");

        assertThat(felix.runner().worker("lookup").get()).isSameAs(factory.worker());
    }

    @Test
    @DisplayName("a factory that is unregistered has its worker killed once and is forgotten")
    void unregistrationStopsTheWorker() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("leaver", factory);
        felix.awaitStarted("leaver");
        long id = Felix.serviceId(service);

        service.unregister();

        assertThat(factory.worker().hasEnded())
                .as("unregister waits for a worker that ends at once")
                .isTrue();
        felix.awaitGone("leaver");
        eventually("the factory is forgotten", () -> felix.status(id), Optional::isEmpty);
        assertThat(factory.worker().kills()).isEqualTo(1);
        assertThat(factory.starts()).hasSize(1);
    }

    @Test
    @DisplayName("a bundle that is stopped takes all its workers with it, and those of others stay")
    void bundleStopStopsItsWorkers() throws Exception {
        Bundle bundle = felix.bundle();
        TestFactory first = felix.factory();
        TestFactory second = felix.factory();
        TestFactory stranger = felix.factory();
        felix.publish(bundle, first, Map.of("worker.id", "first"));
        felix.publish(bundle, second, Map.of("worker.id", "second"));
        felix.publish("stranger", stranger);
        felix.awaitStarted("first");
        felix.awaitStarted("second");
        WorkerStatus before = felix.awaitStarted("stranger");

        bundle.stop();

        felix.awaitGone("first");
        felix.awaitGone("second");
        assertThat(first.worker().hasEnded()).isTrue();
        assertThat(second.worker().hasEnded()).isTrue();
        assertThat(felix.runner().status("stranger")).contains(before);
    }

    @Test
    @DisplayName("factories that arrive on many threads at once are all started, each once")
    void arrivalsOnManyThreads() throws Exception {
        Bundle bundle = felix.bundle();
        List<TestFactory> factories = new ArrayList<>();
        List<CompletableFuture<Void>> arrivals = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 40; i++) {
            String id = "many-" + i;
            TestFactory factory = felix.factory();
            factories.add(factory);
            arrivals.add(Background.run(() -> {
                go.await();
                felix.publish(bundle, factory, Map.of("worker.id", id));
            }));
        }
        go.countDown();
        CompletableFuture.allOf(arrivals.toArray(CompletableFuture<?>[]::new)).get();

        factories.forEach(TestFactory::worker);
        for (int i = 0; i < 40; i++) {
            felix.awaitStarted("many-" + i);
        }
        assertThat(factories).allMatch(factory -> factory.starts().size() == 1);
    }

    @Test
    @DisplayName("a factory that leaves while its start runs has that start cancelled, and its worker never stays")
    void departureDuringStart() throws Exception {
        Gate gate = felix.gate();
        TestFactory factory = felix.factory().first(context -> gate.passDeaf());
        ServiceRegistration<WorkerFactory> service = felix.publish("starting", factory);
        gate.awaitSomebody();

        service.unregister();

        eventually("the start is cancelled", () -> factory.starts().get(0).isCancelled());
        gate.open();
        felix.awaitGone("starting");
        eventually("its worker ends", () -> factory.workers().stream().allMatch(TestWorker::hasEnded));
    }

    @Test
    @DisplayName("a start that is cancelled by a departure is interrupted")
    void departureInterruptsTheStart() throws Exception {
        Gate gate = felix.gate();
        TestFactory factory = felix.factory().first(context -> gate.pass());
        ServiceRegistration<WorkerFactory> service = felix.publish("interrupted", factory);
        gate.awaitSomebody();

        service.unregister();

        felix.awaitGone("interrupted");
        assertThat(factory.workers()).isEmpty();
        assertThat(felix.warnings("interrupted")).isEmpty();
    }

    @Test
    @DisplayName("OC-29 with worker.interrupt=false the thread of a cancelled start is left alone")
    void interruptionCanBeRefused() throws Exception {
        Gate gate = felix.gate();
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        TestFactory factory = felix.factory().first(context -> {
            gate.passDeaf();
            interrupted.set(Thread.interrupted());
        });
        ServiceRegistration<WorkerFactory> service =
                felix.publish(factory, Map.of("worker.id", "uninterrupted", "worker.interrupt", "false"));
        gate.awaitSomebody();

        service.unregister();
        eventually("the start is cancelled", () -> factory.starts().get(0).isCancelled());
        gate.open();

        felix.awaitGone("uninterrupted");
        assertThat(interrupted).hasValue(false);
    }

    @Test
    @DisplayName("a factory that is gone but whose worker is deaf shows as departing until the worker ends")
    void deafWorkerShowsAsDeparting() throws Exception {
        TestFactory factory = felix.factory().deaf();
        ServiceRegistration<WorkerFactory> service = felix.publish("deaf", factory);
        felix.awaitStarted("deaf");
        long id = Felix.serviceId(service);

        service.unregister();

        FactoryStatus status = felix.status(id).orElseThrow();
        assertThat(status.state()).isEqualTo(FactoryStatus.State.DEPARTING);
        assertThat(status.reason()).isNotEmpty();
        assertThat(felix.runner().status("deaf").orElseThrow().state()).isEqualTo(WorkerStatus.State.STOPPING);
        factory.endAll();
        felix.awaitGone("deaf");
        eventually("the factory is forgotten", () -> felix.status(id), Optional::isEmpty);
    }

    @Test
    @DisplayName("B-2 a factory that comes back while its old worker is deaf is started once that one has ended")
    void comebackWaitsForTheOldWorker() throws Exception {
        TestFactory old = felix.factory().deaf();
        ServiceRegistration<WorkerFactory> service = felix.publish("comeback", old);
        felix.awaitStarted("comeback");
        service.unregister();

        TestFactory fresh = felix.factory();
        felix.publish("comeback", fresh);
        assertThat(fresh.starts()).isEmpty();
        old.endAll();

        fresh.worker();
        felix.awaitStarted("comeback");
        assertThat(fresh.worker().kills()).isZero();
        assertThat(felix.runner().worker("comeback").get()).isSameAs(fresh.worker());
    }

    @Test
    @DisplayName("a factory that comes and goes a hundred times never has two workers at a time")
    void comingAndGoing() throws Exception {
        Bundle bundle = felix.bundle();
        List<TestWorker> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            TestFactory factory =
                    felix.factory().first(context -> assertThat(all).allMatch(TestWorker::hasEnded));
            ServiceRegistration<WorkerFactory> service =
                    felix.publish(bundle, factory, Map.of("worker.id", "restless"));
            if (i % 2 == 0) {
                all.add(factory.worker());
            }
            service.unregister();
            assertThat(factory.workers()).allMatch(TestWorker::hasEnded);
        }
        felix.awaitGone("restless");
    }

    @Test
    @DisplayName("a factory may unregister itself from inside its start")
    void factoryUnregistersItself() throws Exception {
        AtomicReference<ServiceRegistration<WorkerFactory>> self = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        TestFactory factory = felix.factory().first(context -> {
            known.await();
            self.get().unregister();
        });
        ServiceRegistration<WorkerFactory> service = felix.publish("suicidal", factory);
        long id = Felix.serviceId(service);
        self.set(service);
        known.countDown();

        felix.awaitGone("suicidal");
        eventually("the factory is forgotten", () -> felix.status(id), Optional::isEmpty);
        eventually("its worker ends", () -> factory.workers().stream().allMatch(TestWorker::hasEnded));
        assertThat(factory.starts()).hasSize(1);
    }

    @Test
    @DisplayName("a kill may unregister the factory")
    void killUnregistersTheFactory() throws Exception {
        AtomicReference<ServiceRegistration<WorkerFactory>> self = new AtomicReference<>();
        TestFactory factory = felix.factory().handingOut(() -> new TestWorker(false) {
            @Override
            public void kill() {
                super.kill();
                try {
                    self.get().unregister();
                } catch (IllegalStateException unregisteredAlready) {
                    // So much the better.
                }
            }
        });
        self.set(felix.publish("mutual", factory));
        felix.awaitStarted("mutual");

        felix.runner().stopWorker("mutual").toCompletableFuture().get();

        felix.awaitGone("mutual");
    }
}
