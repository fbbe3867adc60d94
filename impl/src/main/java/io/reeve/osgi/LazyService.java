// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A service whose object is got when it is first asked for, and let go once. Safe for use by any thread. */
final class LazyService<S> {
    /** Stands for an object that is let go for good. */
    private static final Object GONE = new Object();

    final ServiceReference<S> reference;

    private final BundleContext context;
    private final AtomicReference<@Nullable Object> object = new AtomicReference<>();

    LazyService(BundleContext context, ServiceReference<S> reference) {
        this.context = context;
        this.reference = reference;
    }

    /**
     * The object; nothing if it was let go, or the framework does not give it out. Holds no lock while the container asks
     * the service's bundle for it.
     */
    @SuppressWarnings("unchecked") // what is not GONE was got by this reference
    Optional<S> get() {
        Object known = object.get();
        if (known == null) {
            S got = context.getService(reference);
            if (got != null && !object.compareAndSet(null, got)) {
                context.ungetService(reference);
            }
            known = object.get();
        }
        return known == GONE ? Optional.empty() : Optional.ofNullable((S) known);
    }

    /** Calls foreign code, if the service has a factory. */
    void letGo() {
        Object last = object.getAndSet(GONE);
        if (last != null && last != GONE) {
            context.ungetService(reference);
        }
    }
}
