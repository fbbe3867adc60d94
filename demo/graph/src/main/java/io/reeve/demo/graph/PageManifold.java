// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.graph;

import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.Output;
import io.reeve.worker.Worker;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Publishes {@code demo.page}, a web server that says the greeting. */
@Component(property = Manifold.MANIFOLD_NAME + "=" + PageManifold.NAME)
public final class PageManifold implements Manifold {
    static final String NAME = "demo.page";

    /** Called by the container. */
    public PageManifold() {}

    @Override
    public List<Input> inputs() {
        return List.of(Input.of(GreetingManifold.NAME, Greeting.class));
    }

    @Override
    public Worker start(Inputs inputs) throws IOException {
        return Page.open(inputs.get(GreetingManifold.NAME, Greeting.class).text());
    }

    @Override
    public List<Output<?>> outputs() {
        return List.of(new Output<>(URI.class, worker -> ((Page) worker).address()));
    }
}
