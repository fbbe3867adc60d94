// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Manifold;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** Outputs of manifolds as OSGi services. */
final class PublishIT {
    private static final String TYPE = Callable.class.getName();
    private static final String FILTER = "(manifold.name=m)";

    @RegisterExtension
    static final Felix felix = new Felix();

    @RegisterExtension
    final Manifolds manifolds = new Manifolds(felix);

    private ServiceReference<?> awaitPublished() {
        return eventually(
                        "published",
                        () -> felix.references(Callable.class, FILTER).stream().findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Test
    @DisplayName("an output is a service of the manifold's bundle, with its names and the properties given for it")
    void published() throws Exception {
        Bundle bundle = felix.bundle();
        manifolds.publish(
                bundle,
                "m",
                manifolds.manifold("m"),
                Map.of(Manifold.MANIFOLD_PUBLISH, TYPE, "publish.db", "main", "publish.service.ranking", "7"));

        ServiceReference<?> reference = awaitPublished();

        assertThat(reference.getBundle()).isEqualTo(bundle);
        assertThat(reference.getProperty("manifold.engine")).isEqualTo("default");
        assertThat(reference.getProperty("db")).isEqualTo("main");
        assertThat(reference.getProperty("service.ranking")).isEqualTo(7);
        assertThat(((Callable<?>) felix.context().getService(reference)).call()).isEqualTo("m");
    }

    @Test
    @DisplayName(
            "it is withdrawn before the worker is killed, and when that ends by itself, and back with the next one")
    void withdrawnBeforeTheKill() throws Exception {
        ServiceListener witness =
                event -> manifolds.diary.add(event.getType() == ServiceEvent.REGISTERED ? "published" : "withdrawn");
        felix.context().addServiceListener(witness, "(&(objectClass=" + TYPE + ")" + FILTER + ")");
        try {
            TestManifold m = manifolds.manifold("m");
            ServiceRegistration<Manifold> service =
                    manifolds.publish(felix.bundle(), "m", m, Map.of(Manifold.MANIFOLD_PUBLISH, new String[] {TYPE}));
            manifolds.awaitStarted("m");
            manifolds.engine().bounce("m");
            m.worker(2);
            manifolds.awaitStarted("m");
            m.worker(2).fail(new IllegalStateException("by itself"));
            eventually(
                    "withdrawn", () -> felix.references(Callable.class, FILTER).isEmpty());
            manifolds.engine().bounce("m");
            m.worker(3);
            manifolds.awaitStarted("m");

            service.unregister();

            assertThat(manifolds.diary)
                    .filteredOn(line -> !line.startsWith("end"))
                    .containsExactly(
                            "start m",
                            "published",
                            "withdrawn",
                            "kill m",
                            "start m",
                            "published",
                            "withdrawn",
                            "start m",
                            "published",
                            "withdrawn",
                            "kill m");
        } finally {
            felix.context().removeServiceListener(witness);
        }
    }

    @Test
    @DisplayName("a manifold may take what another one publishes; both stop in order")
    void publishedAndTaken() throws Exception {
        Bundle bundle = felix.bundle();
        manifolds.publish(bundle, "m", manifolds.manifold("m"), Map.of(Manifold.MANIFOLD_PUBLISH, TYPE));
        TestManifold n = manifolds.manifold("n").needs("service:" + TYPE + FILTER);
        manifolds.publish("n", n);
        manifolds.awaitStarted("n");
        assertThat(n.seen()).containsExactly("m");

        bundle.stop();

        assertThat(manifolds.diary).containsExactly("start m", "start n", "kill n", "end n", "kill m", "end m");
    }

    @Test
    @DisplayName("a changed property for the published service changes that, and restarts nothing")
    void changedProperties() throws Exception {
        TestManifold m = manifolds.manifold("m");
        Map<String, Object> properties = new HashMap<>(
                Map.of(Manifold.MANIFOLD_NAME, "m", Manifold.MANIFOLD_PUBLISH, TYPE, "publish.db", "main"));
        ServiceRegistration<Manifold> service = manifolds.publish(felix.bundle(), "m", m, properties);
        ServiceReference<?> reference = awaitPublished();

        properties.put("publish.db", "spare");
        service.setProperties(FrameworkUtil.asDictionary(properties));

        eventually("changed", () -> "spare".equals(reference.getProperty("db")));
        assertThat(m.workers()).hasSize(1);
    }

    @Test
    @DisplayName("OC-9 a type that is none of the outputs' is refused with the reason")
    void unknownType() throws Exception {
        ServiceRegistration<Manifold> service = manifolds.publish(
                felix.bundle(), "m", manifolds.manifold("m"), Map.of(Manifold.MANIFOLD_PUBLISH, "com.example.Nothing"));

        assertThat(manifolds.awaitState(service, State.REFUSED).reason()).contains("com.example.Nothing", TYPE);
    }
}
