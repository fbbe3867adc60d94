// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.osgi.Puppets.Puppet;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A factory service comes: its worker starts, or one is told why not. */
@Timeout(120)
class ArrivalTest {
    private final Scene scene = new Scene();
    private final Puppets puppets = new Puppets();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    @DisplayName("OC-5 a factory that arrives is started by the default runner, which needs no configuration")
    void arrivalStarts() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");

        assertThat(puppets.running().id).isEqualTo("a");
        assertThat(puppets.running().runner).isEqualTo("default");
        scene.expect(service, State.ACTIVE);
        assertThat(scene.reason(service)).isEmpty();
        assertThat(scene.runner("default").workerIds()).containsExactly("a");
        assertThat(scene.complaints()).isEmpty();
    }

    @Test
    void aFactoryAnnouncedTwiceIsStartedOnce() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        puppets.running();
        scene.board.arrived(WhiteboardChannel.FACTORIES, service);

        assertThat(scene.board.factories()).hasSize(1);
        scene.departs(service);
        scene.expectGone(service);
        assertThat(puppets.started()).isOne();
        assertThat(service.uses()).isZero();
    }

    @Test
    @DisplayName("OC-28 the start function runs under the loader of the factory's bundle")
    void contextClassLoader() {
        scene.arrives(puppets, "worker.id", "a");

        assertThat(puppets.running().contextClassLoader).isSameAs(scene.bundle.loader);
    }

    @Test
    @DisplayName("OC-11 the service is got once, kept over restarts and let go only when the last worker has ended")
    void useCount() {
        Puppets deaf = Puppets.deaf();
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a", "worker.restart.delay", "0");
        Puppet first = deaf.running();
        first.fail(new IllegalStateException("once"));
        Eventually.is("started again", () -> deaf.started() == 2);
        assertThat(service.uses()).isOne();

        Puppet second = deaf.running();
        scene.departs(service);
        Eventually.is("asked to stop", second::isKilled);
        assertThat(service.uses()).isOne();
        assertThat(scene.state(service)).isEqualTo(State.DEPARTING);

        second.hearAgain();
        scene.expectGone(service);
        assertThat(service.uses()).isZero();
        assertThat(service.excess()).isZero();
    }

    @Test
    @DisplayName("OC-11 a factory that fails to start is let go when it departs")
    void useCountOfFailingFactory() {
        Puppets failing = Puppets.failingToStart();
        FakeService<WorkerFactory> service = scene.arrives(failing, "worker.id", "a", "worker.restart.delay", "1h");
        scene.expectComplaint("failed to start");
        Eventually.is("got", () -> service.uses() == 1);

        scene.departs(service);

        scene.expectGone(service);
        assertThat(service.uses()).isZero();
        assertThat(service.excess()).isZero();
    }

    @Test
    @DisplayName("OC-9 a factory that fails again and again is complained of once")
    void failingFactoryMakesOneLine() {
        Puppets failing = new Puppets();
        AtomicInteger calls = new AtomicInteger();
        failing.onStart = context -> {
            calls.incrementAndGet();
            throw new IllegalStateException("broken");
        };
        FakeService<WorkerFactory> service = scene.arrives(failing, "worker.id", "a", "worker.restart.delay", "0");
        Eventually.is("many starts", () -> calls.get() > 50);

        scene.departs(service);
        scene.expectGone(service);
        assertThat(scene.complaints())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("'a'")
                        .contains("'default'")
                        .contains("service " + service.id())
                        .contains(scene.bundle.name)
                        .contains("failed to start"));
    }

    @Test
    @DisplayName("OC-9 a factory that returns null is complained of, and may be repaired by its next start")
    void factoryReturnsNull() {
        AtomicReference<WorkerFactory> object = new AtomicReference<>(context -> null);
        FakeService<WorkerFactory> service =
                scene.bundle.publish(context -> object.get().start(context));
        service.set("worker.id", "a").set("worker.restart.delay", "1ms");
        scene.board.arrived(WhiteboardChannel.FACTORIES, service);
        scene.expectComplaint("returned null");

        object.set(puppets);

        puppets.running();
        assertThat(service.uses()).isOne();
    }

    @Test
    @DisplayName("OC-9 a service that the framework does not give out is complained of and not let go")
    void serviceCannotBeGot() {
        FakeService<WorkerFactory> service = scene.published(scene.bundle, puppets, "worker.id", "a");
        service.object = () -> null;
        scene.board.arrived(WhiteboardChannel.FACTORIES, service);
        scene.expectComplaint("'a' of runner 'default'");

        scene.departs(service);

        scene.expectGone(service);
        assertThat(service.excess()).isZero();
    }

    @Test
    @DisplayName("OC-9 a factory without an id is refused, visibly and with one line that names the service")
    void noId() {
        FakeService<WorkerFactory> service = scene.arrives(puppets);

        assertThat(scene.state(service)).isEqualTo(State.REFUSED);
        assertThat(scene.reason(service)).contains("worker.id", "service.pid", "component.name");
        scene.expectComplaint("[service " + service.id() + " of bundle test.factories 1.2.3");
        scene.departs(service);
        scene.expectGone(service);
        assertThat(scene.complaints()).hasSize(1);
        assertThat(puppets.started()).isZero();
        assertThat(service.uses()).isZero();
    }

    @Test
    @DisplayName("OC-9 an id that no runner takes is refused with its reason, and may be mended")
    void idWithControlCharacter() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a\u0007b");
        FakeService<WorkerFactory> longOne = scene.arrives(new Puppets(), "worker.id", "x".repeat(10_000));

        assertThat(scene.state(service)).isEqualTo(State.REFUSED);
        assertThat(scene.reason(service)).contains("control character");
        assertThat(scene.state(longOne)).isEqualTo(State.REFUSED);
        assertThat(scene.reason(longOne)).contains("10000").hasSizeLessThan(500);

        scene.changes(service, "worker.id", "ab");
        assertThat(puppets.running().id).isEqualTo("ab");
    }

    @Test
    @DisplayName("OC-9 no id can forge or flood the log")
    void idsAreQuotedInTheLog() {
        scene.arrives(puppets, "worker.id", "a\nWARN forged");
        scene.arrives(puppets, "worker.id", "x".repeat(10_000));
        Eventually.is("both complained of", () -> scene.complaints().size() == 2);

        assertThat(scene.complaints())
                .allSatisfy(line -> assertThat(line).doesNotContain("\n").hasSizeLessThan(1_000));
    }

    @Test
    @DisplayName("OC-9 properties that make no sense are complained of; the worker runs by the defaults")
    void nonsenseProperties() {
        FakeService<WorkerFactory> service = scene.arrives(
                puppets, "worker.id", "a", "worker.restart.delay", "soon", "worker.restrat.when", "never");

        puppets.running();
        assertThat(scene.state(service)).isEqualTo(State.ACTIVE);
        assertThat(scene.reason(service)).contains("'soon'", "worker.restrat.when");
        scene.expectComplaint("'soon'");
        assertThat(scene.complaints()).hasSize(1);
    }

    @Test
    void aFactoryForAnUnknownRunnerIsUnassignedAndSaysWhatToDo() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a", "worker.runner", "elsewhere");

        assertThat(scene.state(service)).isEqualTo(State.UNASSIGNED);
        assertThat(scene.reason(service)).contains("io.reeve.runner~elsewhere");
        scene.expectComplaint("'elsewhere'");
        scene.departs(service);
        scene.expectGone(service);
        assertThat(service.uses()).isZero();
    }

    @Test
    void anIdTakenByAWorkerOfSomebodyElseIsRefusedUntilTheOperatorStartsIt() {
        Runner runner = scene.runner("default");
        Puppets other = new Puppets();
        runner.startWorker("a", other);
        other.running();
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        assertThat(scene.state(service)).isEqualTo(State.REFUSED);

        runner.stopWorker("a").toCompletableFuture().join();
        assertThat(puppets.started()).isZero();
        assertThat(scene.board.start("default", "a")).isTrue();

        puppets.running();
        scene.expect(service, State.ACTIVE);
    }

    @Test
    @DisplayName("OC-1 arrival and departure return while a start function blocks, and nobody else is held up")
    void blockedStart() {
        CountDownLatch never = new CountDownLatch(1);
        Puppets blocked = new Puppets();
        CountDownLatch inside = new CountDownLatch(1);
        blocked.onStart = context -> {
            inside.countDown();
            never.await();
        };
        FakeService<WorkerFactory> service =
                scene.arrives(blocked, "worker.id", "blocked", "worker.interrupt", "false");
        Eventually.is("inside", () -> inside.getCount() == 0);

        scene.arrives(puppets, "worker.id", "b");
        puppets.running();
        scene.departs(service);
        assertThat(scene.state(service)).isEqualTo(State.DEPARTING);

        never.countDown();
        scene.expectGone(service);
        assertThat(service.uses()).isZero();
    }

    @Test
    @DisplayName("OC-29 a start in progress is interrupted when its factory departs")
    void departureInterruptsStart() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        puppets.onStart = context -> {
            inside.countDown();
            never.await();
        };
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", "a");
        Eventually.is("inside", () -> inside.getCount() == 0);

        scene.departs(service);

        scene.expectGone(service);
        assertThat(service.uses()).isZero();
        assertThat(scene.complaints()).isEmpty();
    }

    @Test
    void aStartFunctionThatDoesNotReturnIsReportedWithItsStack() {
        scene.configures("io.reeve.runner", "start.warning", "1ms");
        CountDownLatch never = new CountDownLatch(1);
        puppets.onStart = context -> never.await();
        scene.arrives(puppets, "worker.id", "a");

        scene.expectComplaint("has not returned");
        assertThat(scene.complaintsWith("has not returned"))
                .first()
                .asString()
                .contains("'a'")
                // A pool thread has the name of the call only after some 20 ms.
                .contains("thread 'reeve/")
                .contains("CountDownLatch.await");
        never.countDown();
    }

    @Test
    @DisplayName("OC-10 a property whose text cannot be had makes a visible failed entry, not an exception out of bind")
    void propertyThatThrows() {
        FakeService<WorkerFactory> service = scene.arrives(puppets, "worker.id", new Text(() -> {
            throw new IllegalStateException("no text");
        }));

        assertThat(scene.state(service)).isEqualTo(State.REFUSED);
        scene.expectComplaint("worker.id");
    }

    @Test
    @DisplayName("OC-1 a property whose text blocks holds up nobody but who announces it")
    void propertyThatBlocks() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FakeService<WorkerFactory> service = scene.published(scene.bundle, puppets, "worker.id", new Text(() -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "a";
        }));
        Thread announcer = Eventually.inBackground(() -> {
            scene.board.arrived(WhiteboardChannel.FACTORIES, service);
            return null;
        });
        Eventually.is("inside", () -> inside.getCount() == 0 || !announcer.isAlive());
        try {
            Thread other = Eventually.inBackground(() -> scene.board.factories());
            Eventually.ends(other);
        } finally {
            go.countDown();
        }
        Eventually.ends(announcer);
    }

    /** Text as some foreign class makes it. */
    private record Text(java.util.function.Supplier<String> source) implements CharSequence {
        @Override
        public String toString() {
            return source.get();
        }

        @Override
        public int length() {
            return 1;
        }

        @Override
        public char charAt(int index) {
            return 'a';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return this;
        }
    }

    @Test
    @DisplayName("R-34 a factory that departs while its service is being got is no failure, let alone a fatal one")
    void departureWhileServiceIsGot() {
        scene.configures("io.reeve.runner", "fatal.errors", "*");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        FakeService<WorkerFactory> service =
                scene.published(scene.bundle, puppets, "worker.id", "a", "worker.interrupt", "false");
        service.object = () -> {
            inside.countDown();
            try {
                gone.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        };
        scene.board.arrived(WhiteboardChannel.FACTORIES, service);
        Eventually.is("inside", () -> inside.getCount() == 0);
        scene.departs(service);
        gone.countDown();
        scene.expectGone(service);

        assertThat(scene.runner("default").state()).isEqualTo(Runner.State.RUNNING);
    }
}
