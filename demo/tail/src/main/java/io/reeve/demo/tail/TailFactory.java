// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import io.reeve.demo.loop.ThreadWorker;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.propertytypes.WorkerId;
import io.reeve.worker.propertytypes.WorkerRestart;
import java.nio.file.Path;
import java.time.Duration;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Publishes {@code demo.tail}, which follows the log that {@code demo.writer} writes. */
@Component
@WorkerId("demo.tail")
@WorkerRestart(delay = "2s")
public final class TailFactory implements WorkerFactory {
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final int PATIENCE = 10;

    private final Path log;

    /** Called by the container. */
    @Activate
    public TailFactory(BundleContext context) {
        log = DemoFiles.log(context);
    }

    @Override
    public Worker start(StartContext context) {
        return ThreadWorker.start(context, new Tail(log, PERIOD, PATIENCE));
    }
}
