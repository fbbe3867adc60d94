// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Comparator.comparing;

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

    /** The policy for a runner: of those that name it or none, the one with the highest ranking. */
    Optional<FailurePolicy> best(String runner) {
        return services.stream()
                .filter(lazy -> lazy.isFor(runner))
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

        boolean isFor(String runner) {
            List<String> names = new PropertyReader(reference::getProperty).list(WorkerFactory.WORKER_RUNNER);
            return names.isEmpty() || names.contains(runner);
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
