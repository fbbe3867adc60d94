// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Runner;
import io.reeve.worker.whiteboard.Whiteboard;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

final class BundlesStartIT {

    @Test
    @DisplayName("OC-13 every bundle of ours becomes active in Felix with no configuration")
    void allBundlesBecomeActive(@TempDir Path storage) throws Exception {
        try (Container container = Container.start(storage)) {
            Map<String, Integer> states = Arrays.stream(container.context().getBundles())
                    .filter(b -> b.getSymbolicName().startsWith("io.reeve."))
                    .collect(Collectors.toMap(Bundle::getSymbolicName, Bundle::getState));

            assertThat(states)
                    .containsOnly(
                            Map.entry("io.reeve.api", Bundle.ACTIVE),
                            Map.entry("io.reeve.core", Bundle.ACTIVE),
                            Map.entry("io.reeve.impl", Bundle.ACTIVE),
                            Map.entry("io.reeve.shell", Bundle.ACTIVE),
                            Map.entry("io.reeve.shell.manifold", Bundle.ACTIVE),
                            Map.entry("io.reeve.testkit", Bundle.ACTIVE),
                            Map.entry("io.reeve.jfr", Bundle.ACTIVE),
                            Map.entry("io.reeve.health", Bundle.ACTIVE));
        }
    }

    @Test
    @DisplayName(
            "OC-5 OC-13 the components are active with no configuration and nobody asking: runner and whiteboard are services")
    void componentsAreActive(@TempDir Path storage) throws Exception {
        try (Container container = Container.start(storage)) {
            BundleContext context = container.context();
            eventually(
                    "the default runner is a service",
                    () -> !context.getServiceReferences(Runner.class, "(runner.name=default)")
                            .isEmpty());
            eventually("the whiteboard is a service", () -> context.getServiceReference(Whiteboard.class) != null);
        }
    }
}
