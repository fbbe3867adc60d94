// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.itest.fixture.graph.GraphActivator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;

/** The class loaders of bundles with manifolds are let go. */
final class ManifoldClassLoaderIT {

    private static final int CYCLES = 20;

    @RegisterExtension
    static final Felix felix = new Felix();

    @RegisterExtension
    final Manifolds manifolds = new Manifolds(felix);

    @Test
    @DisplayName("OC-27 after 20 updates and refreshes of a bundle with manifolds, inputs and published outputs every"
            + " old class loader is collected and no thread has it")
    void oldLoadersAreCollected() throws Exception {
        FixtureBundle graph = FixtureBundle.activatedBy("test.graph", GraphActivator.class);
        Bundle bundle = felix.bundle(graph);
        OldLoaders old = new OldLoaders();
        for (int i = 0; i < CYCLES; i++) {
            manifolds.awaitStarted("switch");
            eventually(
                    "the dark one fails",
                    () -> manifolds
                            .engine()
                            .status("dark")
                            .filter(dark -> dark.lastFailure() != null)
                            .isPresent());
            manifolds.engine().report();
            old.add(bundle);

            bundle.update(graph.jar());
            felix.refresh(bundle);
        }
        bundle.uninstall();
        felix.refresh(bundle);

        old.awaitCollected();
        assertThat(felix.impl().getServicesInUse())
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        some -> assertThat(some).noneMatch(reference -> bundle.equals(reference.getBundle())));
    }
}
