// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.reeve.dependency.ManifoldStatus;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph of the demo without a container. */
final class GraphTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final DependencyEngine engine = DependencyEngine.start(
            EngineParams.builder("demo").orderedStop(true).build());

    @AfterEach
    void stop() throws Exception {
        engine.stop();
    }

    @Test
    @DisplayName("another greeting is heard, after one restart of all that depend on it and of nothing else")
    void anotherGreeting() throws Exception {
        Path file = Files.writeString(folder.resolve("greeting.txt"), "Hello");
        engine.install("listener", new ListenerManifold(Duration.ofMillis(20)));
        engine.install("demo.clock", new ClockManifold());
        engine.install(PageManifold.NAME, new PageManifold());
        engine.install(GreetingManifold.NAME, new GreetingManifold(file));
        await().atMost(PATIENCE).until(() -> heard().startsWith("Hello, "));

        Files.writeString(file, "Good morning");

        await().atMost(PATIENCE).until(() -> heard().startsWith("Good morning, "));
        assertThat(engine.statuses())
                .extracting(ManifoldStatus::name, ManifoldStatus::startCount)
                .containsExactlyInAnyOrder(
                        tuple("listener", 2L),
                        tuple(PageManifold.NAME, 2L),
                        tuple(GreetingManifold.NAME, 2L),
                        tuple("demo.clock", 1L));
    }

    private String heard() {
        Map<?, ?> manifolds = (Map<?, ?>) engine.report().get("manifolds");
        Map<?, ?> report = (Map<?, ?>) ((Map<?, ?>) manifolds.get("listener")).get("report");
        return report == null ? "" : String.valueOf(report.get("heard"));
    }
}
