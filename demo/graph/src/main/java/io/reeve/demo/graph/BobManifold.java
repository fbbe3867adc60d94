// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.graph;

import io.reeve.dependency.Manifold;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Publishes {@code demo.bob}, who listens to {@code demo.page}. */
@Component(service = Manifold.class, property = Manifold.MANIFOLD_NAME + "=demo.bob")
public final class BobManifold extends ListenerManifold {
    /** Called by the container. */
    public BobManifold() {
        super(Duration.ofMillis(1700));
    }
}
