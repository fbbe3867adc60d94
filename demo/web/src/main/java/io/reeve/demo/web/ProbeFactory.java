// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import io.reeve.demo.loop.ThreadWorker;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.propertytypes.WorkerId;
import io.reeve.worker.propertytypes.WorkerRestart;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Publishes {@code demo.probe}, which requests a page of {@code demo.server} every second. */
@Component
@WorkerId("demo.probe")
@WorkerRestart(delay = "2s")
public final class ProbeFactory implements WorkerFactory {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int MISSES = 3;

    private final ServerAddress address;

    /** Called by the container. */
    @Activate
    public ProbeFactory(@Reference ServerAddress address) {
        this.address = address;
    }

    @Override
    public Worker start(StartContext context) {
        return ThreadWorker.start(context, new Probe(address::url, PERIOD, MISSES));
    }
}
