// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.graph;

import io.reeve.demo.loop.ThreadWorker;
import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.worker.Worker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Publishes {@code demo.bob}, who listens to {@code demo.page}. */
@Component(property = Manifold.MANIFOLD_NAME + "=demo.bob")
public final class BobManifold implements Manifold {
    private static final Duration PERIOD = Duration.ofMillis(1700);

    /** Called by the container. */
    public BobManifold() {}

    @Override
    public List<Input> inputs() {
        return List.of(Input.of(PageManifold.NAME, URI.class));
    }

    @Override
    public Worker start(Inputs inputs) {
        return ThreadWorker.start(inputs, new Listener(inputs.get(PageManifold.NAME, URI.class), PERIOD));
    }
}
