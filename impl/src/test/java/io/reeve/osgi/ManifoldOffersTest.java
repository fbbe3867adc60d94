// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Engine;
import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.worker.Worker;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is different with manifolds: they are asked before they are handed over. */
@Timeout(120)
class ManifoldOffersTest {
    private final Scene scene = new Scene();
    private final Puppets puppets = new Puppets();

    @AfterEach
    void close() {
        puppets.hearAgain();
        scene.close();
    }

    private record Asked(Puppets puppets, Supplier<List<Input>> says) implements Manifold {
        @Override
        public List<Input> inputs() {
            return says.get();
        }

        @Override
        public Worker start(Inputs given) throws Exception {
            return puppets.start(given);
        }
    }

    private FakeService<Manifold> arrives(String name, Supplier<List<Input>> inputs) {
        FakeService<Manifold> service = new FakeService<>(scene.bundle, new Asked(puppets, inputs));
        scene.board.arrived(WhiteboardChannel.MANIFOLDS, service.set(Manifold.MANIFOLD_NAME, name));
        return service;
    }

    private void departs(FakeService<Manifold> service) {
        scene.board.departed(WhiteboardChannel.MANIFOLDS, service, false);
    }

    private void expect(FakeService<Manifold> service, State state) {
        Eventually.holds(() -> assertThat(scene.board.manifolds())
                .filteredOn(status -> status.serviceId() == service.id())
                .singleElement()
                .satisfies(
                        status -> assertThat(status.state()).as(status.reason()).isEqualTo(state)));
    }

    private void expectForgotten(FakeService<Manifold> service) {
        Eventually.is("forgotten", () -> scene.board.manifolds().isEmpty());
        Eventually.is("let go", () -> service.uses() == 0);
        assertThat(service.excess()).isZero();
    }

    @Test
    void aManifoldIsInstalledWhileItsServiceIsThere() {
        FakeService<Manifold> service = arrives("m", List::of);
        expect(service, State.ACTIVE);
        puppets.running();
        assertThat(service.uses()).isEqualTo(1);

        departs(service);

        expectForgotten(service);
        assertThat(puppets.alive()).isEmpty();
    }

    @Test
    @DisplayName("OC-1 while a manifold is asked, arrival and departure return, and it is let go when it has answered")
    void departsWhileItIsAsked() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        FakeService<Manifold> service = arrives("m", () -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return List.of();
        });
        Eventually.is("asked", () -> asked.getCount() == 0);
        expect(service, State.WAITING);

        departs(service);
        expect(service, State.DEPARTING);
        answer.countDown();

        expectForgotten(service);
        assertThat(puppets.started()).isZero();
    }

    @Test
    @DisplayName("OC-9 one that throws when it is asked is refused with one warning, and asked again later")
    void throwsWhenItIsAsked() {
        CountDownLatch twice = new CountDownLatch(2);
        FakeService<Manifold> service = arrives("m", () -> {
            twice.countDown();
            if (twice.getCount() > 0) {
                throw new IllegalStateException("not now");
            }
            return List.of();
        });

        expect(service, State.REFUSED);
        scene.expectComplaint("not now");
        expect(service, State.ACTIVE);
        assertThat(scene.complaintsWith("not now")).hasSize(1);
    }

    @Test
    void oneThatIsShadowedWhileItIsAskedIsNotInstalled() {
        CountDownLatch answer = new CountDownLatch(1);
        FakeService<Manifold> low = arrives("m", () -> {
            try {
                answer.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return List.of();
        });
        FakeService<Manifold> high = new FakeService<>(scene.bundle, new Asked(puppets, List::of));
        scene.board.arrived(
                WhiteboardChannel.MANIFOLDS,
                high.set(Manifold.MANIFOLD_NAME, "m").set("service.ranking", 1));
        answer.countDown();

        expect(low, State.SHADOWED);
        expect(high, State.ACTIVE);
        Eventually.is("low is let go", () -> low.uses() == 0);
        puppets.running();
        assertThat(puppets.started()).isEqualTo(1);
    }

    @Test
    void anEngineThatIsRemovedLeavesItsManifoldsUnassigned() {
        scene.board.configure("pid", HostSettings.of(HostKind.ENGINE, "pid", Map.of("engine.name", "e")));
        FakeService<Manifold> service = arrives("m", List::of);
        scene.board.changed(WhiteboardChannel.MANIFOLDS, service.set(Manifold.MANIFOLD_ENGINE, "e"));
        expect(service, State.ACTIVE);

        scene.board.unconfigure("pid");

        expect(service, State.UNASSIGNED);
        Eventually.is("ended", () -> puppets.alive().isEmpty());
    }

    @Test
    @DisplayName("OC-13 the default engine is a service with no configuration at all")
    void defaultEngine() {
        Eventually.is(
                "registered",
                () -> scene.framework.registered.stream()
                        .anyMatch(entry -> entry.service() instanceof Engine engine
                                && engine.name().equals("default")
                                && "default".equals(entry.properties().get(Engine.ENGINE_NAME))));
    }
}
