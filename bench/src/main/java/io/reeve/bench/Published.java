// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Factories that are services, and what became of their workers. For one thread. */
final class Published {
    private final BundleContext context;
    private final Starts starts;
    private final List<String> ids;
    private final List<ServiceRegistration<WorkerFactory>> registrations = new ArrayList<>();
    private volatile CountDownLatch ended = new CountDownLatch(0);

    Published(BundleContext context, int size, Starts starts) {
        this.context = context;
        this.starts = starts;
        ids = CrewPlan.unwatched(size).ids();
    }

    List<String> ids() {
        return ids;
    }

    /** Returns when all start functions were called. */
    void publish() throws InterruptedException {
        ended = new CountDownLatch(ids.size());
        starts.expect(IntStream.range(0, ids.size()).toArray());
        for (int i = 0; i < ids.size(); i++) {
            registrations.add(context.registerService(
                    WorkerFactory.class,
                    new Factory(i),
                    FrameworkUtil.asDictionary(Map.of(WorkerFactory.WORKER_ID, ids.get(i)))));
        }
        starts.await();
    }

    /** Returns when all workers were killed. */
    void withdraw() throws InterruptedException {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
        ended.await();
    }

    private final class Factory implements WorkerFactory {
        private final int number;

        Factory(int number) {
            this.number = number;
        }

        @Override
        public Worker start(StartContext context) {
            return startAnyway();
        }

        Worker startAnyway() {
            starts.called(number);
            IdleWorker worker = new IdleWorker();
            var unused = worker.completion().thenRun(ended::countDown);
            return worker;
        }
    }

    /** What the floor does in place of the whiteboard: nobody tells the start function anything. */
    static Worker start(WorkerFactory factory) {
        return ((Factory) factory).startAnyway();
    }
}
