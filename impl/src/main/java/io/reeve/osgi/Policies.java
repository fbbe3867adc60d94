// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Comparator.comparing;

import io.reeve.worker.FailurePolicy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The {@link FailurePolicy} services. Safe for use by any thread. */
final class Policies {
    private final BundleContext context;
    private final List<LazyService<FailurePolicy>> services = new CopyOnWriteArrayList<>();

    Policies(BundleContext context) {
        this.context = context;
    }

    void add(ServiceReference<FailurePolicy> reference) {
        services.add(new LazyService<>(context, reference));
    }

    void remove(ServiceReference<FailurePolicy> reference) {
        // Let go only when it is out of the list, and not from inside of it: that is foreign code.
        List<LazyService<FailurePolicy>> gone = services.stream()
                .filter(lazy -> lazy.reference.equals(reference))
                .toList();
        services.removeAll(gone);
        gone.forEach(LazyService::letGo);
    }

    /**
     * The policy with the highest ranking of those for a runner or an engine. One is for those that it names, or, if it
     * names none at all, for all runners: the errors of manifolds are judged only by whoever says so.
     */
    Optional<FailurePolicy> best(HostKind kind, String name) {
        return services.stream()
                .filter(lazy -> isFor(lazy.reference, kind, name))
                .max(comparing(lazy -> lazy.reference))
                .flatMap(LazyService::get);
    }

    private static boolean isFor(ServiceReference<FailurePolicy> reference, HostKind kind, String name) {
        HostNames names = HostNames.in(reference);
        return names.contains(kind, name) || (kind == HostKind.RUNNER && names.isEmpty());
    }
}
