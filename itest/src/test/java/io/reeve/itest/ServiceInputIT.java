// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Input;
import io.reeve.dependency.Manifold;
import io.reeve.worker.Why;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** OSGi services as inputs of manifolds. */
final class ServiceInputIT {
    private static final String CALLABLE = "service:" + Callable.class.getName();

    @RegisterExtension
    static final Felix felix = new Felix();

    @RegisterExtension
    final Manifolds manifolds = new Manifolds(felix);

    @SuppressWarnings("rawtypes") // as the registry has it
    private static ServiceRegistration<Callable> offer(Bundle bundle, String value, Map<String, ?> properties) {
        return felix.register(bundle, Callable.class, () -> value, properties);
    }

    @Test
    @DisplayName("a manifold with a service as its input runs exactly while there is such a service")
    void followsTheService() throws Exception {
        TestManifold m = manifolds.manifold("m").needs(CALLABLE);
        manifolds.publish("m", m);
        eventually("it is missed", () -> manifolds.engine().missing().containsKey(CALLABLE));

        Bundle bundle = felix.bundle();
        ServiceRegistration<?> service = offer(bundle, "one", Map.of());
        ServiceReference<?> reference = service.getReference();
        manifolds.awaitStarted("m");
        assertThat(m.seen()).containsExactly("one");
        assertThat(reference.getUsingBundles()).containsExactly(felix.impl());

        service.unregister();

        assertThat(m.worker(1).hasEnded()).as("when unregister returns").isTrue();
        assertThat(reference.getUsingBundles()).isNull();
        eventually("it is missed again", () -> manifolds.engine().missing().containsKey(CALLABLE));

        offer(bundle, "two", Map.of());
        m.worker(2);
        assertThat(m.seen()).containsExactly("one", "two");
    }

    @Test
    @DisplayName("another service in the first place is exactly one restart, one in a lower place is none")
    void ranking() throws Exception {
        TestManifold m = manifolds.manifold("m").needs(CALLABLE);
        TestManifold n = manifolds.manifold("n").needs("m");
        manifolds.publish("m", m);
        manifolds.publish("n", n);
        ServiceRegistration<?> five = offer(felix.bundle(), "five", Map.of("service.ranking", 5));
        manifolds.awaitStarted("n");

        ServiceRegistration<?> three = offer(felix.bundle(), "three", Map.of("service.ranking", 3));
        ServiceRegistration<?> nine = offer(felix.bundle(), "nine", Map.of("service.ranking", 9));
        n.worker(2);
        manifolds.awaitStarted("n");
        three.setProperties(FrameworkUtil.asDictionary(Map.of("service.ranking", 4)));
        nine.setProperties(FrameworkUtil.asDictionary(Map.of("service.ranking", 1)));
        n.worker(3);
        manifolds.awaitStarted("n");
        assertThat(m.seen()).containsExactly("five", "nine", "five");
        five.unregister();
        n.worker(4);
        manifolds.awaitStarted("n");

        assertThat(m.seen()).containsExactly("five", "nine", "five", "three");
        assertThat(m.workers()).hasSize(4);
        assertThat(n.workers()).hasSize(4);
        assertThat(felix.warnings("shadowed")).isEmpty();
    }

    @Test
    @DisplayName("a filter in the name of an input is heeded, also when properties change")
    void filter() throws Exception {
        TestManifold m = manifolds.manifold("m").needs(CALLABLE + "(&(db=main)(ready=true))");
        manifolds.publish("m", m);
        offer(felix.bundle(), "other", Map.of("db", "other", "service.ranking", 9));
        ServiceRegistration<?> main = offer(felix.bundle(), "main", Map.of("db", "main", "ready", false));
        main.setProperties(FrameworkUtil.asDictionary(Map.of("db", "main", "ready", true)));

        manifolds.awaitStarted("m");
        assertThat(m.seen()).containsExactly("main");
        main.setProperties(FrameworkUtil.asDictionary(Map.of("db", "main", "ready", false)));
        assertThat(m.worker(1).hasEnded()).isTrue();
    }

    @Test
    @DisplayName("a filter that cannot be read is one warning, and why says so")
    void badFilter() throws Exception {
        String input = CALLABLE + "((db=main)";
        manifolds.publish("m", manifolds.manifold("m").needs(input));
        manifolds.publish("n", manifolds.manifold("n").needs(input));

        Why why = eventually(
                "explained",
                () -> manifolds.engine().why("m").orElseThrow(),
                explained -> explained.because() != null && explained.because().failure() != null);
        assertThat(why.because().failure()).hasMessageContaining("names no OSGi service");
        assertThat(felix.warnings("input '" + input + "'")).hasSize(1);
    }

    @Test
    @DisplayName("an optional service is used while it is there")
    void optional() throws Exception {
        TestManifold m =
                manifolds.manifold("m").needs(Input.of(CALLABLE, Callable.class).optional());
        manifolds.publish("m", m);
        manifolds.awaitStarted("m");

        ServiceRegistration<?> service = offer(felix.bundle(), "one", Map.of());
        m.worker(2);
        service.unregister();
        m.worker(3);

        assertThat(m.seen()).containsExactly("one");
    }

    @Test
    @DisplayName("several manifolds share the use of a service; the last to go lets it go")
    void shared() throws Exception {
        ServiceRegistration<?> service = offer(felix.bundle(), "one", Map.of());
        ServiceRegistration<Manifold> m =
                manifolds.publish("m", manifolds.manifold("m").needs(CALLABLE));
        ServiceRegistration<Manifold> n =
                manifolds.publish("n", manifolds.manifold("n").needs(CALLABLE));
        manifolds.awaitStarted("m");
        manifolds.awaitStarted("n");

        m.unregister();
        assertThat(service.getReference().getUsingBundles()).containsExactly(felix.impl());
        n.unregister();

        eventually("not used", () -> service.getReference().getUsingBundles() == null);
        eventually("not looked for", () -> manifolds.engine().statuses(), List::isEmpty);
    }

    @Test
    @DisplayName("OC-1 whoever unregisters a service waits for deaf dependents no longer than the grace")
    void deafDependents() throws Exception {
        TestManifold m = manifolds.manifold("m").needs(CALLABLE).deaf();
        manifolds.publish("m", m);
        ServiceRegistration<?> service = offer(felix.bundle(), "one", Map.of());
        ServiceReference<?> reference = service.getReference();
        manifolds.awaitStarted("m");

        service.unregister();

        assertThat(manifolds.engine().status(CALLABLE))
                .as("held by the deaf one")
                .isPresent();
        eventually(
                "told of",
                () -> !felix.log()
                        .warnings("input [service", "manifold 'm' is stopping")
                        .isEmpty());
        m.endAll();
        manifolds.awaitGone(CALLABLE);
        eventually("let go", () -> reference.getUsingBundles() == null);
    }
}
