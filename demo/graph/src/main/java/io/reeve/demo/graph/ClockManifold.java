// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.graph;

import io.reeve.demo.loop.Task;
import io.reeve.demo.loop.ThreadWorker;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.worker.Worker;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Component;

/** Publishes {@code demo.clock}, which needs nothing and which nobody needs: no change of the others concerns it. */
@Component(property = Manifold.MANIFOLD_NAME + "=demo.clock")
public final class ClockManifold implements Manifold {
    /** Called by the container. */
    public ClockManifold() {}

    @Override
    public Worker start(Inputs inputs) {
        return ThreadWorker.start(inputs, new Ticking());
    }

    private static final class Ticking implements Task {
        private final AtomicLong seconds = new AtomicLong();

        @Override
        public void run() throws InterruptedException {
            while (true) {
                Thread.sleep(1000);
                seconds.incrementAndGet();
            }
        }

        @Override
        public Map<String, Object> report() {
            return Map.of("seconds", seconds);
        }
    }
}
