// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** As much of a framework as the board sees: bundles, services with use counts, and what the board registers. */
final class FakeFramework {
    final AtomicLong serviceIds = new AtomicLong();
    final AtomicInteger stopRequests = new AtomicInteger();

    /** What the bundle of the board has registered now. */
    final List<Registered> registered = new CopyOnWriteArrayList<>();

    /** Called with each registration, as service listeners are. */
    volatile Runnable serviceListener = () -> {};

    /** Like a stopped bundle's context, it then refuses everything. */
    volatile boolean contextIsInvalid;

    final BundleContext context = fake(BundleContext.class, (proxy, method, args) -> {
        if (contextIsInvalid) {
            throw new IllegalStateException("the context is not valid any more");
        }
        return switch (method.getName()) {
            case "getService" -> ((FakeService<?>) args[0]).get();
            case "ungetService" -> ((FakeService<?>) args[0]).unget();
            case "registerService" -> register(args[1], (Dictionary<?, ?>) args[2]);
            case "getBundle" -> systemBundle();
            default -> throw new UnsupportedOperationException(method.toString());
        };
    });

    private final AtomicLong bundleIds = new AtomicLong();

    FakeBundle bundle(String name) {
        return new FakeBundle(this, bundleIds.incrementAndGet(), name);
    }

    record Registered(Object service, Dictionary<?, ?> properties) {}

    private ServiceRegistration<?> register(Object service, Dictionary<?, ?> properties) {
        Registered entry = new Registered(service, properties);
        registered.add(entry);
        serviceListener.run();
        return fake(ServiceRegistration.class, (proxy, method, args) -> {
            if (!method.getName().equals("unregister")) {
                throw new UnsupportedOperationException(method.toString());
            }
            if (!registered.remove(entry)) {
                throw new IllegalStateException("unregistered twice");
            }
            return null;
        });
    }

    private Bundle systemBundle() {
        return fake(Bundle.class, (proxy, method, args) -> {
            if (!method.getName().equals("stop")) {
                throw new UnsupportedOperationException(method.toString());
            }
            stopRequests.incrementAndGet();
            return null;
        });
    }

    /** An object with an identity of its own; the handler is asked for everything that Object does not have. */
    static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> switch (method.getName()) {
                    case "equals" -> proxy == args[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "fake " + type.getSimpleName();
                    default -> handler.invoke(proxy, method, args);
                }));
    }

    /** How often the board's bundle uses a service now. */
    static int uses(ServiceReference<?> reference) {
        return ((FakeService<?>) reference).uses();
    }
}
