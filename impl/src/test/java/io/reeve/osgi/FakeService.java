// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Comparator.reverseOrder;

import java.util.Comparator;
import java.util.Dictionary;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** A registered service and its reference in one; counts how often it is got and let go. */
final class FakeService<S> implements ServiceReference<S> {
    private static final Comparator<FakeService<?>> LOWEST_FIRST = Comparator.<FakeService<?>>comparingInt(
                    FakeService::ranking)
            .thenComparing(FakeService::id, reverseOrder());

    final FakeBundle bundle;

    /** What the framework hands out; null as after a failure of a service factory. */
    volatile Supplier<S> object;

    /** Runs before the service is let go, as a foreign service factory may. */
    volatile Runnable onUnget = () -> {};

    private volatile Map<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final AtomicInteger uses = new AtomicInteger();
    private final AtomicInteger excess = new AtomicInteger();

    FakeService(FakeBundle bundle, S object) {
        this.bundle = bundle;
        this.object = () -> object;
        set(Constants.SERVICE_ID, bundle.framework.serviceIds.incrementAndGet());
    }

    /** Null removes a property. */
    synchronized FakeService<S> set(String key, Object value) {
        Map<String, Object> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        changed.putAll(properties);
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        properties = changed;
        return this;
    }

    long id() {
        return (Long) getProperty(Constants.SERVICE_ID);
    }

    private int ranking() {
        return getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    S get() {
        S got = object.get();
        if (got != null) {
            uses.incrementAndGet();
        }
        return got;
    }

    boolean unget() {
        onUnget.run();
        if (uses.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            return true;
        }
        excess.incrementAndGet();
        return false;
    }

    int uses() {
        return uses.get();
    }

    /** How often it was let go without having been got. */
    int excess() {
        return excess.get();
    }

    @Override
    public Object getProperty(String key) {
        return properties.get(key);
    }

    @Override
    public String[] getPropertyKeys() {
        return properties.keySet().toArray(String[]::new);
    }

    @Override
    public Bundle getBundle() {
        return bundle.asBundle;
    }

    @Override
    public int compareTo(Object other) {
        return LOWEST_FIRST.compare(this, (FakeService<?>) other);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id());
    }

    @Override
    public Bundle[] getUsingBundles() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isAssignableTo(Bundle user, String className) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Dictionary<String, Object> getProperties() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <A> A adapt(Class<A> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String toString() {
        return "service " + id();
    }
}
