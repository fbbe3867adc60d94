// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * Runners and engines as services. Registration calls foreign listeners, so it happens on a thread of its own; the
 * order of calls is kept.
 */
final class HostServices {
    private final BundleContext context;
    private final Executor executor;

    /** Owned by the executor's one thread. */
    private final Map<Host, ServiceRegistration<?>> registrations = new HashMap<>();

    HostServices(BundleContext context, Executor executor) {
        this.context = context;
        this.executor = executor;
    }

    void offer(Host host) {
        HostKind kind = host.kind();
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(Map.of(
                kind.nameProperty,
                host.name(),
                Constants.SERVICE_DESCRIPTION,
                "Reeve " + kind.noun + " '" + host.name() + "'",
                Constants.SERVICE_VENDOR,
                "Reeve"));
        String[] interfaces = kind.interfaces().stream().map(Class::getName).toArray(String[]::new);
        executor.execute(
                () -> registrations.put(host, context.registerService(interfaces, host.service(), properties)));
    }

    void withdraw(Host host) {
        executor.execute(() -> {
            ServiceRegistration<?> registration = registrations.remove(host);
            if (registration != null) {
                registration.unregister();
            }
        });
    }
}
