// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.WorkerFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWiring;

/** A bundle that publishes services. */
final class FakeBundle {
    final FakeFramework framework;
    final long id;
    final String name;
    final ClassLoader loader;
    volatile int state = Bundle.ACTIVE;

    final Bundle asBundle = FakeFramework.fake(Bundle.class, (proxy, method, args) -> switch (method.getName()) {
        case "getBundleId" -> bundleId();
        case "getSymbolicName" -> symbolicName();
        case "getVersion" -> new Version(1, 2, 3);
        case "getState" -> bundleState();
        case "adapt" -> wiring();
        default -> throw new UnsupportedOperationException(method.toString());
    });

    FakeBundle(FakeFramework framework, long id, String name) {
        this.framework = framework;
        this.id = id;
        this.name = name;
        this.loader = new Loader();
    }

    private static final class Loader extends ClassLoader {
        Loader() {
            super(FakeBundle.class.getClassLoader());
        }
    }

    private Long bundleId() {
        return id;
    }

    private String symbolicName() {
        return name;
    }

    private Integer bundleState() {
        return state;
    }

    private BundleWiring wiring() {
        return FakeFramework.fake(BundleWiring.class, (proxy, method, args) -> {
            if (method.getName().equals("getClassLoader")) {
                return loader;
            }
            throw new UnsupportedOperationException(method.toString());
        });
    }

    /** Publishes a factory with properties given as key, value, key, value. */
    FakeService<WorkerFactory> publish(WorkerFactory factory, Object... properties) {
        FakeService<WorkerFactory> service = new FakeService<>(this, factory);
        for (int i = 0; i < properties.length; i += 2) {
            service.set((String) properties[i], properties[i + 1]);
        }
        return service;
    }
}
