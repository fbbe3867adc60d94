// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.reeve.dependency.Engine;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.itest.fixture.component.Annotated;
import io.reeve.itest.fixture.node.AnnotatedNode;
import io.reeve.worker.Restart;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** Factories that are Declarative Services components, in a bundle as a user would build it. */
final class ComponentIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("OC-8 the component property types give a component the properties that the whiteboard reads")
    void componentPropertyTypes() throws Exception {
        felix.configure("side", Map.of());
        felix.runner("side");
        Bundle bundle = felix.bundle(FixtureBundle.withComponent("test.component", Annotated.class));

        WorkerStatus status = felix.awaitStarted("side", "annotated");

        assertThat(status.restart())
                .isEqualTo(Restart.builder()
                        .when(Restart.When.ALWAYS)
                        .delay(Duration.ofMillis(250))
                        .factor(3)
                        .maxDelay(Duration.ofSeconds(10))
                        .jitter(0.5)
                        .resetTime(Duration.ofSeconds(20))
                        .budget(7, Duration.ofHours(1))
                        .exhausted(Restart.Exhausted.RETRY_SLOWLY)
                        .slowDelay(Duration.ofHours(2))
                        .build());
        ServiceReference<?> service = bundle.getRegisteredServices()[0].getProperty("worker.id") == null
                ? bundle.getRegisteredServices()[1]
                : bundle.getRegisteredServices()[0];
        assertThat(service.getProperty("worker.interrupt")).isEqualTo(false);
        assertThat(service.getProperty("worker.start.timeout")).isEqualTo("30s");
        assertThat(service.getProperty("worker.stop.timeout")).isEqualTo("40s");
        assertThat(felix.warnings("annotated")).isEmpty();
        assertThat(felix.whiteboard().factories())
                .filteredOn(factory -> "annotated".equals(factory.id()))
                .extracting(FactoryStatus::state, FactoryStatus::runner)
                .containsExactly(tuple(FactoryStatus.State.ACTIVE, "side"));
    }

    @Test
    @DisplayName("OC-8 so do those for manifolds")
    void componentPropertyTypesOfManifolds() throws Exception {
        Bundle bundle = felix.bundle(FixtureBundle.withComponent("test.node", AnnotatedNode.class));

        eventually(
                "it runs",
                () -> felix.service(Engine.class)
                        .status("annotated")
                        .map(ManifoldStatus::state)
                        .orElse(null),
                WorkerStatus.State.STARTED::equals);
        ServiceReference<?> service = bundle.getRegisteredServices()[0];
        assertThat(service.getProperty("manifold.start.timeout")).isEqualTo("30s");
        assertThat(service.getProperty("manifold.stop.timeout")).isEqualTo("40s");
        assertThat(service.getProperty("manifold.interrupt")).isEqualTo(false);
        assertThat(felix.warnings("annotated")).isEmpty();
    }

    @Test
    @DisplayName("a component without properties is known by its component name")
    void componentName() throws Exception {
        felix.bundle(FixtureBundle.withComponent("test.component", Annotated.class));

        felix.awaitStarted("named.component");
    }

    @Test
    @DisplayName("a bundle of components that stops takes its workers with it")
    void componentsGo() throws Exception {
        Bundle bundle = felix.bundle(FixtureBundle.withComponent("test.component", Annotated.class));
        felix.awaitStarted("named.component");

        bundle.stop();

        felix.awaitGone("named.component");
        bundle.start();
        felix.awaitStarted("named.component");
    }
}
