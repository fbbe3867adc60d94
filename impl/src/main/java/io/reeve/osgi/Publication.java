// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.Manifold;
import io.reeve.dependency.Output;
import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The outputs of one worker as services. They are registered on behalf of the bundle of the manifold, so that they are in
 * its class space and go with it at the latest. All methods call foreign listeners.
 */
final class Publication {
    private final ManifoldEngagement engagement;

    /** Null once withdrawn. */
    private final AtomicReference<@Nullable List<ServiceRegistration<?>>> registrations =
            new AtomicReference<>(List.of());

    Publication(ManifoldEngagement engagement) {
        this.engagement = engagement;
    }

    /** Called once, by the start function, before anybody can end the worker; that may end by itself meanwhile. */
    void publish(Worker worker, List<Output<?>> outputs) {
        Bundle bundle = engagement.offer.reference.getBundle();
        BundleContext context = bundle == null ? null : bundle.getBundleContext();
        if (context == null) {
            throw new IllegalStateException("the bundle of the manifold is stopped");
        }
        for (String type : engagement.offer.properties.publishing().types()) {
            for (Output<?> output : outputs) {
                if (output.type().getName().equals(type)) {
                    add(context.registerService(
                            type,
                            requireNonNull(output.from().apply(worker), () -> "the output " + type + " is null"),
                            properties()));
                    break;
                }
            }
        }
    }

    private void add(ServiceRegistration<?> registration) {
        List<ServiceRegistration<?>> before = registrations.get();
        List<ServiceRegistration<?>> after = new ArrayList<>();
        if (before != null) {
            after.addAll(before);
            after.add(registration);
        }
        if (before == null || !registrations.compareAndSet(before, after)) {
            unregister(registration);
        }
    }

    /** The properties of the manifold's service have changed. */
    void revise() {
        List<ServiceRegistration<?>> present = registrations.get();
        if (present != null) {
            for (ServiceRegistration<?> registration : present) {
                try {
                    registration.setProperties(properties());
                } catch (IllegalStateException gone) {
                    // Withdrawn in the meantime.
                }
            }
        }
    }

    private Dictionary<String, Object> properties() {
        Map<String, Object> properties =
                new HashMap<>(engagement.offer.properties.publishing().properties());
        properties.put(Manifold.MANIFOLD_NAME, engagement.place.id);
        properties.put(Manifold.MANIFOLD_ENGINE, engagement.place.slot.name);
        return FrameworkUtil.asDictionary(properties);
    }

    /** Returns when all who were told have taken note; the last published goes first. */
    void withdraw() {
        List<ServiceRegistration<?>> last = registrations.getAndSet(null);
        if (last != null) {
            for (int i = last.size() - 1; i >= 0; i--) {
                unregister(last.get(i));
            }
        }
    }

    private static void unregister(ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException gone) {
            // The bundle is stopped: the framework has done it.
        }
    }
}
