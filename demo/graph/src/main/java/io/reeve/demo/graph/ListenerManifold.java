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

/** Somebody who listens to {@code demo.page}. */
class ListenerManifold implements Manifold {
    private final Duration period;

    /**
     * Creates a manifold.
     *
     * @param period the time between two requests
     */
    ListenerManifold(Duration period) {
        this.period = period;
    }

    @Override
    public List<Input> inputs() {
        return List.of(Input.of(PageManifold.NAME, URI.class));
    }

    @Override
    public Worker start(Inputs inputs) {
        return ThreadWorker.start(inputs, new Listener(inputs.get(PageManifold.NAME, URI.class), period));
    }
}
