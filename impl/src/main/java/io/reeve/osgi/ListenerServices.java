// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Runner;
import io.reeve.worker.event.ListenerRegistration;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/*
 * The RunnerListener services. Each is added to those runners and engines that it names, or to all; it is got when the
 * first of them has something to tell, on a thread of that host, and let go when it has left and no host is in the middle
 * of a call. It leaves a host that is dead when it has heard of that and of the end of all who were abandoned.
 *
 * The monitor of this object guards what belongs to whom. With it held we call hosts, whose methods return at once, and
 * nothing else. It comes between the board's lock and a host's.
 */

/** The {@link RunnerListener} services and the hosts to which they listen. Safe for use by any thread. */
final class ListenerServices {
    private final BundleContext context;
    private final Log log;

    // Guarded by this.
    private final Map<ServiceReference<RunnerListener>, Service> services = new HashMap<>();
    private final Set<Host> hosts = new HashSet<>();

    ListenerServices(BundleContext context, Log log) {
        this.context = context;
        this.log = log;
    }

    /** One service, with its place in each runner. */
    private final class Service {
        final LazyService<RunnerListener> object;
        final ClassLoader loader;
        final Map<Host, ListenerRegistration> places = new HashMap<>();
        private boolean complained;

        Service(ServiceReference<RunnerListener> reference) {
            object = new LazyService<>(context, reference);
            loader = Engagement.loaderOf(reference.getBundle());
        }

        boolean isFor(Host host) {
            HostNames names = HostNames.in(object.reference);
            return names.isEmpty() || names.contains(host.kind(), host.name());
        }

        String describe() {
            return "service " + object.reference.getProperty(Constants.SERVICE_ID);
        }

        /** Calls the service's code under the loader of its bundle. */
        void tell(Consumer<RunnerListener> telling) {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                object.get().ifPresentOrElse(telling, this::complain);
            } finally {
                thread.setContextClassLoader(before);
            }
        }

        /** Once: it is tried again with each event. */
        private void complain() {
            synchronized (ListenerServices.this) {
                if (complained || !services.containsValue(this)) {
                    return;
                }
                complained = true;
            }
            log.warn("listener [" + describe() + "] hears nothing: the framework does not give out the service");
        }
    }

    /** What one host has as its listener. */
    private final class Place implements RunnerListener {
        private final Service service;
        private final Host host;

        /** Who was abandoned and has not ended; one event comes after the other. */
        private final Set<String> abandoned = new HashSet<>();

        private boolean isDead;

        Place(Service service, Host host) {
            this.service = service;
            this.host = host;
        }

        @Override
        public void onEvent(RunnerEvent event) {
            try {
                service.tell(listener -> listener.onEvent(event));
            } finally {
                note(event);
            }
        }

        private void note(RunnerEvent event) {
            if (event instanceof RunnerEvent.Abandoned late) {
                abandoned.add(late.id());
            } else if (event instanceof RunnerEvent.AbandonedEnded ended) {
                abandoned.remove(ended.id());
            } else if (event instanceof RunnerEvent.RunnerDead) {
                isDead = true;
            }
            leaveIfThatWasAll();
        }

        private void leaveIfThatWasAll() {
            if (isDead && abandoned.isEmpty()) {
                leave(service, host);
            }
        }

        @Override
        public void onMissed(String name, long count) {
            try {
                service.tell(listener -> listener.onMissed(name, count));
            } finally {
                // Their ends may be among what is missing, and nobody is to be waited for in vain.
                abandoned.clear();
                leaveIfThatWasAll();
            }
        }
    }

    // ---- services

    synchronized void add(ServiceReference<RunnerListener> reference) {
        Service service = services.computeIfAbsent(reference, Service::new);
        hosts.forEach(host -> settle(service, host));
    }

    /** Its properties were changed. */
    synchronized void changed(ServiceReference<RunnerListener> reference) {
        Service service = services.get(reference);
        if (service != null) {
            hosts.forEach(host -> settle(service, host));
        }
    }

    void remove(ServiceReference<RunnerListener> reference) {
        Service service;
        List<ListenerRegistration> places;
        synchronized (this) {
            service = services.remove(reference);
            if (service == null) {
                return;
            }
            places = List.copyOf(service.places.values());
            service.places.clear();
        }
        // Letting go calls foreign code: on the thread that ends the last call, or on one of the runners'.
        var unused = ended(places).thenRun(service.object::letGo);
    }

    private static CompletableFuture<Void> ended(Collection<ListenerRegistration> places) {
        places.forEach(ListenerRegistration::close);
        return CompletableFuture.allOf(places.stream()
                .map(ListenerRegistration::ended)
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    }

    private void settle(Service service, Host host) {
        if (!service.isFor(host)) {
            leave(service, host);
        } else if (!service.places.containsKey(host) && host.state() != Runner.State.DEAD) {
            service.places.put(host, host.addListener("[" + service.describe() + "]", new Place(service, host)));
        }
    }

    private synchronized void leave(Service service, Host host) {
        ListenerRegistration place = service.places.remove(host);
        if (place != null) {
            place.close();
        }
    }

    // ---- hosts

    /** A host has started; it has no workers yet. */
    synchronized void launched(Host host) {
        hosts.add(host);
        services.values().forEach(service -> settle(service, host));
    }

    /** A host is dead: its listeners leave when they have heard of it. */
    synchronized void ended(Host host) {
        hosts.remove(host);
    }

    /** This bundle stops: the framework lets go of the services. */
    synchronized void close() {
        services.values().forEach(service -> service.places.values().forEach(ListenerRegistration::close));
        services.clear();
        hosts.clear();
    }
}
