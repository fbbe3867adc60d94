// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Comparator.comparing;

import io.reeve.dependency.Manifold;
import io.reeve.worker.FailurePolicy;
import io.reeve.worker.WorkerFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The {@link FailurePolicy} services. Safe for use by any thread. */
final class Policies {
    private final BundleContext context;
    private final List<Lazy> services = new CopyOnWriteArrayList<>();

    Policies(BundleContext context) {
        this.context = context;
    }

    void add(ServiceReference<FailurePolicy> reference) {
        services.add(new Lazy(reference));
    }

    void remove(ServiceReference<FailurePolicy> reference) {
        // Let go only when it is out of the list, and not from inside of it: that is foreign code.
        List<Lazy> gone = services.stream()
                .filter(lazy -> lazy.reference.equals(reference))
                .toList();
        services.removeAll(gone);
        gone.forEach(Lazy::letGo);
    }

    /**
     * The policy with the highest ranking of those for a runner or an engine. One is for those that it names, or, if it
     * names none at all, for all runners: the errors of manifolds are judged only by whoever says so.
     */
    Optional<FailurePolicy> best(HostKind kind, String name) {
        return services.stream()
                .filter(lazy -> lazy.isFor(kind, name))
                .max(comparing(lazy -> lazy.reference))
                .flatMap(Lazy::get);
    }

    /** A service whose object is got when it is first asked, on a thread of a runner. */
    private final class Lazy {
        /** Stands for a service that is let go for good. */
        private static final FailurePolicy GONE = (id, error) -> false;

        final ServiceReference<FailurePolicy> reference;
        private final AtomicReference<@Nullable FailurePolicy> service = new AtomicReference<>();

        Lazy(ServiceReference<FailurePolicy> reference) {
            this.reference = reference;
        }

        boolean isFor(HostKind kind, String name) {
            PropertyReader reader = new PropertyReader(reference::getProperty);
            List<String> runners = reader.list(WorkerFactory.WORKER_RUNNER);
            List<String> engines = reader.list(Manifold.MANIFOLD_ENGINE);
            return switch (kind) {
                case RUNNER -> runners.contains(name) || (runners.isEmpty() && engines.isEmpty());
                case ENGINE -> engines.contains(name);
            };
        }

        /** Holds no lock while the container asks the service's bundle for the object. */
        Optional<FailurePolicy> get() {
            FailurePolicy known = service.get();
            if (known == null) {
                FailurePolicy got = context.getService(reference);
                if (got != null && !service.compareAndSet(null, got)) {
                    context.ungetService(reference);
                }
                known = service.get();
            }
            return known == GONE ? Optional.empty() : Optional.ofNullable(known);
        }

        void letGo() {
            FailurePolicy last = service.getAndSet(GONE);
            if (last != null && last != GONE) {
                context.ungetService(reference);
            }
        }
    }
}
