// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
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
 * The RunnerListener services. Each is added to those runners that it names, or to all; it is got when the first of them
 * has something to tell, on a thread of that runner, and let go when it has left and no runner is in the middle of a call.
 *
 * The monitor of this object guards what belongs to whom. With it held we call runners, whose methods return at once, and
 * nothing else. It comes between the board's lock and a runner's.
 */

/** The {@link RunnerListener} services and the runners to which they listen. Safe for use by any thread. */
final class ListenerServices {
    private final BundleContext context;
    private final Log log;

    // Guarded by this.
    private final Map<ServiceReference<RunnerListener>, Service> services = new HashMap<>();
    private final Set<WorkerRunner> runners = new HashSet<>();

    ListenerServices(BundleContext context, Log log) {
        this.context = context;
        this.log = log;
    }

    /** One service, with its place in each runner. */
    private final class Service {
        final LazyService<RunnerListener> object;
        final ClassLoader loader;
        final Map<WorkerRunner, ListenerRegistration> places = new HashMap<>();
        private boolean complained;

        Service(ServiceReference<RunnerListener> reference) {
            object = new LazyService<>(context, reference);
            loader = Engagement.loaderOf(reference.getBundle());
        }

        boolean isFor(WorkerRunner runner) {
            List<String> names = new PropertyReader(object.reference::getProperty).list(WorkerFactory.WORKER_RUNNER);
            return names.isEmpty() || names.contains(runner.name());
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

    /** What one runner has as its listener. */
    private final class Place implements RunnerListener {
        private final Service service;
        private final WorkerRunner runner;

        Place(Service service, WorkerRunner runner) {
            this.service = service;
            this.runner = runner;
        }

        @Override
        public void onEvent(RunnerEvent event) {
            try {
                service.tell(listener -> listener.onEvent(event));
            } finally {
                if (event instanceof RunnerEvent.RunnerDead) {
                    leave(service, runner);
                }
            }
        }

        @Override
        public void onMissed(String name, long count) {
            service.tell(listener -> listener.onMissed(name, count));
        }
    }

    // ---- services

    synchronized void add(ServiceReference<RunnerListener> reference) {
        Service service = services.computeIfAbsent(reference, Service::new);
        runners.forEach(runner -> settle(service, runner));
    }

    /** Its properties were changed. */
    synchronized void changed(ServiceReference<RunnerListener> reference) {
        Service service = services.get(reference);
        if (service != null) {
            runners.forEach(runner -> settle(service, runner));
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

    private void settle(Service service, WorkerRunner runner) {
        boolean wanted = service.isFor(runner) && runner.state() != Runner.State.DEAD;
        if (wanted && !service.places.containsKey(runner)) {
            service.places.put(runner, runner.addListener("[" + service.describe() + "]", new Place(service, runner)));
        } else if (!wanted) {
            leave(service, runner);
        }
    }

    private synchronized void leave(Service service, WorkerRunner runner) {
        ListenerRegistration place = service.places.remove(runner);
        if (place != null) {
            place.close();
        }
    }

    // ---- runners

    /** A runner has started; it has no workers yet. */
    synchronized void launched(WorkerRunner runner) {
        runners.add(runner);
        services.values().forEach(service -> settle(service, runner));
    }

    /** A runner is dead: its listeners leave when they have heard of it. */
    synchronized void ended(WorkerRunner runner) {
        runners.remove(runner);
    }

    /** This bundle stops: the framework lets go of the services. */
    synchronized void close() {
        services.values().forEach(service -> service.places.values().forEach(ListenerRegistration::close));
        services.clear();
        runners.clear();
    }
}
