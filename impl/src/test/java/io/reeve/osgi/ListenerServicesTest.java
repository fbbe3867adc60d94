// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Manifold;
import io.reeve.worker.Runner;
import io.reeve.worker.event.FailureJournal;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ListenerServicesTest {
    private final Scene scene = new Scene();
    private final FakeBundle bundle = scene.framework.bundle("listeners");
    private final List<RunnerEvent> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        scene.close();
    }

    private FakeService<RunnerListener> comes(RunnerListener listener, Object... properties) {
        FakeService<RunnerListener> service = new FakeService<>(bundle, listener);
        for (int i = 0; i < properties.length; i += 2) {
            service.set((String) properties[i], properties[i + 1]);
        }
        scene.board.listeners().add(service);
        return service;
    }

    private void expectStarted(String runner, String id) {
        Eventually.is(
                id + " of " + runner + " is heard of",
                () -> heard.stream()
                        .anyMatch(event -> event instanceof RunnerEvent.Started started
                                && started.runner().equals(runner)
                                && started.id().equals(id)));
    }

    private void start(String runner, String id) {
        scene.arrives(new Puppets(), "worker.id", id, "worker.runner", runner);
    }

    private boolean hasHeardOf(String runner) {
        return heard.stream().anyMatch(event -> event.runner().equals(runner));
    }

    @Test
    @DisplayName("A listener without worker.runner hears of all runners, also of those that come later")
    void allRunners() {
        comes(heard::add);
        scene.configures("io.reeve.runner~side");
        start("side", "a");
        start("default", "b");
        expectStarted("side", "a");
        expectStarted("default", "b");
    }

    @Test
    @DisplayName("OC-10 a listener that names a runner hears of no other, until its property is changed")
    void namedRunner() {
        scene.configures("io.reeve.runner~side");
        FakeService<RunnerListener> service = comes(heard::add, "worker.runner", List.of("side"));
        start("default", "b");
        start("side", "a");
        expectStarted("side", "a");
        assertThat(hasHeardOf("default")).isFalse();

        scene.board.listeners().changed(service.set("worker.runner", "default"));
        start("default", "c");
        expectStarted("default", "c");
        heard.clear();
        start("side", "d");
        start("default", "e");
        expectStarted("default", "e");
        assertThat(hasHeardOf("side")).isFalse();
    }

    @Test
    @DisplayName("OC-11 a listener is got when there is something to tell, once, and let go when it goes")
    void useCount() {
        FakeService<RunnerListener> service = comes(heard::add);
        assertThat(service.uses()).isZero();
        start("default", "a");
        expectStarted("default", "a");
        assertThat(service.uses()).isOne();

        scene.board.listeners().remove(service);
        Eventually.is("let go", () -> service.uses() == 0);
        int before = heard.size();
        start("default", "b");
        scene.runner("default").worker("b").join();
        assertThat(heard).hasSize(before);
        assertThat(service.excess()).isZero();
    }

    @Test
    @DisplayName("OC-11 a listener that goes while it is being called is let go after that call, and holds nobody up")
    void goesWhileItIsCalled() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FakeService<RunnerListener> service = comes(event -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        start("default", "a");
        Eventually.is("inside", () -> inside.getCount() == 0);
        scene.board.listeners().remove(service);
        assertThat(service.uses()).isOne();
        go.countDown();
        Eventually.is("let go", () -> service.uses() == 0);
        assertThat(service.excess()).isZero();
    }

    @Test
    @DisplayName("OC-28 the context class loader is that of the listener's bundle while it is called")
    void contextClassLoader() {
        Set<ClassLoader> loaders = ConcurrentHashMap.newKeySet();
        comes(event -> {
            loaders.add(Thread.currentThread().getContextClassLoader());
            heard.add(event);
        });
        start("default", "a");
        expectStarted("default", "a");
        assertThat(loaders).containsExactly(bundle.loader);
    }

    @Test
    @DisplayName("OC-9 a listener that the framework does not give out is complained of once, and tried again")
    void cannotBeGot() {
        FakeService<RunnerListener> service = new FakeService<>(bundle, heard::add);
        service.object = () -> null;
        scene.board.listeners().add(service);
        start("default", "a");
        scene.expectComplaint("hears nothing");
        service.object = () -> heard::add;
        start("default", "b");
        expectStarted("default", "b");
        assertThat(scene.complaints())
                .filteredOn(line -> line.contains("hears nothing"))
                .hasSize(1);
    }

    @Test
    @DisplayName("A listener that throws harms neither the workers nor another listener")
    void throwing() {
        comes(event -> {
            throw new AssertionError("broken");
        });
        comes(heard::add);
        start("default", "a");
        expectStarted("default", "a");
    }

    @Test
    @DisplayName("A listener hears of the death of its runner and then of the next runner of that name")
    void deathOfARunner() {
        comes(heard::add);
        Runner first = scene.runner("default");
        first.kill();
        Eventually.is("death is heard of", () -> heard.stream().anyMatch(RunnerEvent.RunnerDead.class::isInstance));
        scene.configures("io.reeve.runner~default", "worker.restart.delay", "1s");
        start("default", "a");
        expectStarted("default", "a");
    }

    @Test
    @DisplayName("A listener hears of the death of a runner and, later, of the end of whom it had abandoned")
    void abandonedEndsAfterTheDeath() {
        comes(heard::add);
        scene.configures("io.reeve.runner~default", "worker.stop.timeout", "2ms");
        Puppets deaf = Puppets.deaf();
        scene.arrives(deaf, "worker.id", "a");
        expectStarted("default", "a");
        scene.runner("default").kill();
        Eventually.is("death is heard of", () -> heard.stream().anyMatch(RunnerEvent.RunnerDead.class::isInstance));
        assertThat(heard).noneMatch(RunnerEvent.AbandonedEnded.class::isInstance);

        deaf.hearAgain();

        Eventually.is("its end is", () -> heard.stream().anyMatch(RunnerEvent.AbandonedEnded.class::isInstance));
    }

    private void install(String engine, String name) {
        Manifold manifold = new Puppets()::start;
        scene.board.arrived(
                WhiteboardChannel.MANIFOLDS,
                new FakeService<>(scene.bundle, manifold)
                        .set(Manifold.MANIFOLD_NAME, name)
                        .set(Manifold.MANIFOLD_ENGINE, engine));
    }

    @Test
    @DisplayName("A listener that names nobody hears of engines, too, also of those that come later")
    void allEngines() {
        comes(heard::add);
        scene.board.configure("side", HostSettings.of(HostKind.ENGINE, "io.reeve.engine~side", Map.of()));
        install("side", "a");
        install("default", "b");
        expectStarted("side", "a");
        expectStarted("default", "b");
    }

    @Test
    @DisplayName("OC-10 a listener that names an engine hears of no other and of no runner")
    void namedEngine() {
        comes(heard::add, "manifold.engine", "side");
        scene.board.configure("side", HostSettings.of(HostKind.ENGINE, "io.reeve.engine~side", Map.of()));
        scene.configures("io.reeve.runner~side");
        install("default", "b");
        start("side", "c");
        scene.runner("side").worker("c").join();
        install("side", "a");
        expectStarted("side", "a");
        assertThat(heard)
                .extracting(event -> event instanceof RunnerEvent.WorkerEvent of ? of.id() : "a")
                .containsOnly("a");
    }

    @Test
    @DisplayName("The service of a runner is its failure journal as well")
    void journal() {
        assertThat(scene.runner("default")).isInstanceOf(FailureJournal.class);
    }
}
