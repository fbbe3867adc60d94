// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The floor: a service tracker that starts and kills on the thread that brings the news. */
final class FloorFleet implements Fleet {
    private final Container container;
    private final ServiceTracker<WorkerFactory, Worker> tracker;
    private final Published published;

    FloorFleet(int size, Starts starts) throws Exception {
        container = Container.start(List.of());
        tracker = new Tracker(container.context());
        tracker.open();
        published = new Published(container.context(), size, starts);
    }

    private static final class Tracker extends ServiceTracker<WorkerFactory, Worker> {
        Tracker(BundleContext context) {
            super(context, WorkerFactory.class, null);
        }

        @Override
        public Worker addingService(ServiceReference<WorkerFactory> reference) {
            return Published.start(context.getService(reference));
        }

        @Override
        public void removedService(ServiceReference<WorkerFactory> reference, Worker worker) {
            worker.kill();
            context.ungetService(reference);
        }
    }

    @Override
    public void arrive() throws InterruptedException {
        published.publish();
    }

    @Override
    public void depart() throws InterruptedException {
        published.withdraw();
    }

    @Override
    public void close() throws Exception {
        tracker.close();
        container.close();
    }
}
