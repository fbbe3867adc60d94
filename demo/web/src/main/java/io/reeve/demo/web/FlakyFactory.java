// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import io.reeve.demo.loop.ThreadWorker;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.propertytypes.WorkerId;
import io.reeve.worker.propertytypes.WorkerRestart;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Publishes {@code demo.flaky}, which fails now and then, each time with another error. */
@Component
@WorkerId("demo.flaky")
@WorkerRestart(delay = "5s")
public final class FlakyFactory implements WorkerFactory {
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int STEPS = 20;

    /** Called by the container. */
    public FlakyFactory() {}

    @Override
    public Worker start(StartContext context) {
        return ThreadWorker.start(context, new Flaky(context.generation(), STEPS, STEP));
    }
}
