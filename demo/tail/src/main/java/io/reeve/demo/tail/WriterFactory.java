// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import io.reeve.demo.loop.ThreadWorker;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.propertytypes.WorkerId;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Publishes {@code demo.writer}, which writes the log that {@code demo.tail} follows. */
@Component
@WorkerId("demo.writer")
public final class WriterFactory implements WorkerFactory {
    private static final long ROTATE_BYTES = 1 << 20;

    private final Path log;

    /** Called by the container. */
    @Activate
    public WriterFactory(BundleContext context) {
        log = DemoFiles.log(context);
    }

    @Override
    public Worker start(StartContext context) {
        return ThreadWorker.start(context, new LogWriter(log, ROTATE_BYTES));
    }
}
