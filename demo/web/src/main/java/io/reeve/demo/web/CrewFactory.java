// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import io.reeve.catacomb.Catacomb;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.propertytypes.WorkerId;
import io.reeve.worker.propertytypes.WorkerRestart;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Publishes {@code demo.crew}, a group of three workers, of which each time another one fails. */
@Component
@WorkerId("demo.crew")
@WorkerRestart(delay = "3s")
public final class CrewFactory implements WorkerFactory {
    private static final Duration CALM = Duration.ofSeconds(15);

    /** Called by the container. */
    public CrewFactory() {}

    @Override
    public Worker start(StartContext context) {
        return Catacomb.start(context, new Crew(context.generation(), CALM));
    }
}
