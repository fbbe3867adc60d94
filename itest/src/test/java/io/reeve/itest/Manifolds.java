// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;

import io.reeve.dependency.Engine;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.dependency.whiteboard.ManifoldServiceStatus;
import io.reeve.dependency.whiteboard.ManifoldWhiteboard;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;

/** The manifolds of one test in a {@link Felix}; after it the default engine must be empty. */
final class Manifolds implements BeforeEachCallback, AfterEachCallback {
    /** What happened to the workers, in order. */
    final List<String> diary = new CopyOnWriteArrayList<>();

    private final Felix felix;
    private final List<TestManifold> made = new ArrayList<>();
    private final List<ServiceRegistration<?>> published = new ArrayList<>();

    Manifolds(Felix felix) {
        this.felix = felix;
    }

    TestManifold manifold(String name) {
        TestManifold manifold = new TestManifold(name, diary);
        made.add(manifold);
        return manifold;
    }

    /** Publishes a manifold from a bundle of its own. */
    ServiceRegistration<Manifold> publish(String name, Manifold manifold) throws BundleException {
        return publish(felix.bundle(), name, manifold, Map.of());
    }

    ServiceRegistration<Manifold> publish(Bundle bundle, String name, Manifold manifold, Map<String, ?> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put(Manifold.MANIFOLD_NAME, name);
        ServiceRegistration<Manifold> registration = felix.register(bundle, Manifold.class, manifold, properties);
        published.add(registration);
        return registration;
    }

    Engine engine() {
        return engine(Manifold.DEFAULT_ENGINE);
    }

    Engine engine(String name) {
        return eventually(
                        "engine '" + name + "' is there",
                        () -> felix.references(Engine.class, "(" + Engine.ENGINE_NAME + "=" + name + ")").stream()
                                .findFirst()
                                .map(felix.context()::getService),
                        Optional::isPresent)
                .orElseThrow();
    }

    ManifoldStatus awaitStarted(String name) {
        return eventually(
                        name + " is started",
                        () -> engine().status(name),
                        status -> status.filter(it -> it.state() == WorkerStatus.State.STARTED)
                                .isPresent())
                .orElseThrow();
    }

    void awaitGone(String name) {
        eventually(name + " is gone", () -> engine().status(name), Optional::isEmpty);
    }

    Optional<ManifoldServiceStatus> status(ServiceRegistration<?> service) {
        return status(Felix.serviceId(service));
    }

    Optional<ManifoldServiceStatus> status(long id) {
        return felix.service(ManifoldWhiteboard.class).manifolds().stream()
                .filter(status -> status.serviceId() == id)
                .findFirst();
    }

    ManifoldServiceStatus awaitState(ServiceRegistration<?> service, FactoryStatus.State state) {
        return eventually(
                        "manifold service is " + state,
                        () -> status(service),
                        status -> status.filter(it -> it.state() == state).isPresent())
                .orElseThrow();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        diary.clear();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        made.forEach(TestManifold::endAll);
        for (ServiceRegistration<?> registration : published) {
            try {
                registration.unregister();
            } catch (IllegalStateException gone) {
                // By the test.
            }
        }
        made.forEach(TestManifold::endAll);
        made.clear();
        published.clear();
        eventually(
                "no manifold service is left",
                () -> felix.service(ManifoldWhiteboard.class).manifolds(),
                List::isEmpty);
        eventually("the default engine is empty", () -> engine().statuses(), List::isEmpty);
    }
}
