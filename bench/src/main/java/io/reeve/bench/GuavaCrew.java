// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import com.google.common.util.concurrent.AbstractService;
import com.google.common.util.concurrent.ServiceManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Services of a {@link ServiceManager}, started on a fixed pool of two like the floor's workers. */
final class GuavaCrew implements Crew {
    private final CrewPlan plan;
    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    private @Nullable ServiceManager manager;

    GuavaCrew(CrewPlan plan) {
        this.plan = plan;
    }

    private final class Idle extends AbstractService {
        @Override
        protected void doStart() {
            pool.execute(this::notifyStarted);
        }

        @Override
        protected void doStop() {
            notifyStopped();
        }
    }

    private ServiceManager manager() {
        if (manager == null) {
            List<Idle> services = new ArrayList<>(plan.size());
            for (int i = 0; i < plan.size(); i++) {
                services.add(new Idle());
            }
            manager = new ServiceManager(services);
        }
        return manager;
    }

    @Override
    public void startAll() {
        manager().startAsync().awaitHealthy();
    }

    @Override
    public Object report() {
        return manager().servicesByState();
    }

    @Override
    public void stopAll() {
        manager().stopAsync().awaitStopped();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
