// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Engine;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.dependency.UninstallException;
import io.reeve.worker.Reporter;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;

/** Manifold services and the engines that take them. */
final class ManifoldIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @RegisterExtension
    final Manifolds manifolds = new Manifolds(felix);

    @Test
    @DisplayName("OC-13 OC-23 the default engine and its reporter are services with no configuration at all")
    void defaultEngine() {
        Engine engine = manifolds.engine();

        assertThat(engine).isInstanceOf(Reporter.class);
        assertThat(felix.references(Reporter.class, "(engine.name=default)")).hasSize(1);
    }

    @Test
    @DisplayName("the arrival of a manifold service installs it, its departure uninstalls it before it returns")
    void arrivalAndDeparture() throws Exception {
        TestManifold a = manifolds.manifold("a");
        ServiceRegistration<Manifold> service = manifolds.publish("a", a);
        manifolds.awaitStarted("a");
        assertThat(manifolds.awaitState(service, State.ACTIVE).reason()).isEmpty();

        service.unregister();

        assertThat(a.worker(1).hasEnded()).isTrue();
        manifolds.awaitGone("a");
    }

    @Test
    @DisplayName("across bundles dependents are stopped first, whichever bundle goes, and follow their inputs up again")
    void orderedStopAcrossBundles() throws Exception {
        Bundle bottom = felix.bundle();
        Manifold a = manifolds.manifold("a");
        manifolds.publish(bottom, "a", a, Map.of());
        manifolds.publish("b", manifolds.manifold("b").needs("a"));
        manifolds.publish("c", manifolds.manifold("c").needs("b"));
        manifolds.awaitStarted("c");
        manifolds.diary.clear();

        bottom.stop();

        assertThat(manifolds.diary).containsExactly("kill c", "end c", "kill b", "end b", "kill a", "end a");
        assertThat(manifolds.engine().missing()).isEqualTo(Map.of("a", List.of("b")));

        bottom.start();
        manifolds.publish(bottom, "a", a, Map.of());
        manifolds.awaitStarted("c");
    }

    @Test
    @DisplayName("OC-1 bundles of engine, inputs and dependents may stop in any order, and none waits for long")
    void bundlesInAnyOrder() throws Exception {
        List<Bundle> bundles = new ArrayList<>(List.of(felix.bundle(), felix.bundle(), felix.impl()));
        for (int first = 0; first < 3; first++) {
            for (int second = 0; second < 3; second++) {
                if (first != second) {
                    int third = 3 - first - second;
                    manifolds.publish(bundles.get(0), "a", manifolds.manifold("a"), Map.of());
                    manifolds.publish(
                            bundles.get(1), "b", manifolds.manifold("b").needs("a"), Map.of());
                    manifolds.awaitStarted("b");
                    for (int each : new int[] {first, second, third}) {
                        bundles.get(each).stop();
                    }
                    assertThat(manifolds.diary.stream().filter(line -> line.startsWith("start")))
                            .hasSameSizeAs(manifolds.diary.stream()
                                    .filter(line -> line.startsWith("end"))
                                    .toList());
                    for (Bundle bundle : bundles) {
                        bundle.start();
                    }
                    eventually("the engine is back", () -> manifolds.engine().statuses(), List::isEmpty);
                }
            }
        }
    }

    @Test
    @DisplayName("of two manifolds of one name the higher ranking is installed, the other is shadowed until it leaves")
    void ranking() throws Exception {
        TestManifold low = manifolds.manifold("low");
        ServiceRegistration<Manifold> lowService = manifolds.publish("m", low);
        manifolds.awaitStarted("m");
        TestManifold high = manifolds.manifold("high");
        ServiceRegistration<Manifold> highService =
                manifolds.publish(felix.bundle(), "m", high, Map.of("service.ranking", 5));

        manifolds.awaitState(lowService, State.SHADOWED);
        high.worker(1);
        assertThat(low.worker(1).hasEnded()).isTrue();

        highService.unregister();
        low.worker(2);
        manifolds.awaitState(lowService, State.ACTIVE);
    }

    @Test
    @DisplayName("OC-9 a manifold without a name is refused with one warning and listed with the reason")
    void refusedWithoutName() throws Exception {
        Bundle bundle = felix.bundle();
        ServiceRegistration<Manifold> service =
                felix.register(bundle, Manifold.class, manifolds.manifold("nameless"), Map.of());

        assertThat(manifolds.awaitState(service, State.REFUSED).reason()).contains("no name");
        eventually("a warning", () -> felix.log().warnings("no name").size() == 1);
        service.unregister();
    }

    @Test
    @DisplayName("a manifold that would close a circle is refused with the path, and installed when the circle is open")
    void cycle() throws Exception {
        ServiceRegistration<Manifold> a =
                manifolds.publish("a", manifolds.manifold("a").needs("b"));
        manifolds.awaitState(a, State.ACTIVE);
        TestManifold b = manifolds.manifold("b").needs("a");
        ServiceRegistration<Manifold> service = manifolds.publish("b", b);
        assertThat(manifolds.awaitState(service, State.REFUSED).reason()).contains("'b' needs 'a' needs 'b'");

        a.unregister();

        manifolds.awaitState(service, State.ACTIVE);
    }

    @Test
    @DisplayName("a name that somebody else has installed is taken over when it is free")
    void takenName() throws Exception {
        manifolds.engine().install("m", manifolds.manifold("by hand"));
        TestManifold mine = manifolds.manifold("mine");
        ServiceRegistration<Manifold> service = manifolds.publish("m", mine);
        assertThat(manifolds.awaitState(service, State.REFUSED).reason()).contains("taken");

        manifolds.engine().uninstall("m").toCompletableFuture().get(1, TimeUnit.MINUTES);

        manifolds.awaitState(service, State.ACTIVE);
        mine.worker(1);
    }

    @Test
    @DisplayName("one that asks to be uninstalled is, and says so")
    void uninstallsItself() throws Exception {
        ServiceRegistration<Manifold> service = manifolds.publish("m", inputs -> {
            throw new UninstallException();
        });

        assertThat(manifolds.awaitState(service, State.ENDED).reason()).contains("asked to be uninstalled");
        manifolds.awaitGone("m");
    }

    @Test
    @DisplayName("a change of manifold.name moves it, once its worker under the old name has ended")
    void moves() throws Exception {
        TestManifold m = manifolds.manifold("m");
        ServiceRegistration<Manifold> service = manifolds.publish("old", m);
        manifolds.awaitStarted("old");

        service.setProperties(FrameworkUtil.asDictionary(Map.of(Manifold.MANIFOLD_NAME, "new")));

        manifolds.awaitStarted("new");
        manifolds.awaitGone("old");
        assertThat(manifolds.diary).containsExactly("start m", "kill m", "end m", "start m");
    }

    @Test
    @DisplayName("OC-1 a manifold that blocks when it is asked for its inputs holds up nobody")
    void blockingInputs() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        ServiceRegistration<Manifold> slow =
                manifolds.publish("slow", manifolds.manifold("slow").first(gate::await));
        manifolds.publish("quick", manifolds.manifold("quick"));

        manifolds.awaitStarted("quick");
        assertThat(manifolds.awaitState(slow, State.WAITING).reason()).contains("asked for its inputs");

        long id = Felix.serviceId(slow);
        slow.unregister();
        gate.countDown();
        eventually("it is forgotten", () -> manifolds.status(id), Optional::isEmpty);
    }

    @Test
    @DisplayName("OC-11 a service is used while its worker runs, and let go when that has ended")
    void useCount() throws Exception {
        Bundle bundle = felix.bundle();
        TestManifold m = manifolds.manifold("m").deaf();
        ServiceRegistration<Manifold> service = manifolds.publish(bundle, "m", m, Map.of());
        ServiceReference<Manifold> reference = service.getReference();
        manifolds.awaitStarted("m");
        assertThat(reference.getUsingBundles()).contains(felix.impl());

        bundle.stop();
        eventually(
                "told of",
                () -> !felix.log().warnings("manifold 'm' of engine 'default'").isEmpty());
        m.endAll();

        eventually("not used", () -> reference.getUsingBundles() == null);
    }

    @Test
    @DisplayName("OC-3 a change of an engine's configuration restarts nothing")
    void configurationRestartsNothing() throws Exception {
        manifolds.publish("a", manifolds.manifold("a"));
        manifolds.publish("b", manifolds.manifold("b").needs("a"));
        ManifoldStatus before = manifolds.awaitStarted("b");
        Engine engine = manifolds.engine();

        Configuration configuration = felix.configureEngine(
                "default",
                Map.of(
                        "restart.delay",
                        "1s",
                        "restart.factor",
                        "3",
                        "settle",
                        5,
                        "stop.ordered",
                        "no",
                        "nonsense.x",
                        1,
                        "restart.jitter",
                        "much"));
        eventually("it was read", () -> felix.log().warnings("restart.jitter").size() == 1);

        assertThat(manifolds.engine()).isSameAs(engine);
        assertThat(manifolds.awaitStarted("b").generation()).isEqualTo(before.generation());
        assertThat(manifolds.awaitStarted("b").started()).isEqualTo(before.started());

        configuration.delete();
        assertThat(manifolds.awaitStarted("b").startCount()).isEqualTo(1);
    }

    @Test
    @DisplayName("OC-12 an engine of another name comes and goes with its configuration")
    void engineOfAnotherName() throws Exception {
        TestManifold m = manifolds.manifold("m");
        ServiceRegistration<Manifold> service =
                manifolds.publish(felix.bundle(), "m", m, Map.of(Manifold.MANIFOLD_ENGINE, "side"));
        assertThat(manifolds.awaitState(service, State.UNASSIGNED).reason()).contains("io.reeve.engine~side");

        Configuration configuration = felix.configureEngine("side", Map.of());
        manifolds.awaitState(service, State.ACTIVE);
        m.worker(1);

        configuration.delete();
        manifolds.awaitState(service, State.UNASSIGNED);
        eventually("its worker has ended", () -> m.worker(1).hasEnded());
    }
}
