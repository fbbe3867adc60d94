// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.dependency.DependencyCycleException;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldBuilder;
import io.reeve.dependency.ManifoldExistsException;
import io.reeve.engine.PlanCheck;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.WorkerStatus.State;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PlanTest {
    private static Map<String, Manifold> plan(Stage stage, Random random) {
        Map<String, Manifold> plan = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            String name = "n" + i;
            ManifoldBuilder<ScriptedWorker> manifold = stage.manifold(name);
            for (int k = random.nextInt(3); k > 0; k--) {
                manifold.needs("n" + random.nextInt(random.nextBoolean() ? Math.max(i, 1) : 7));
            }
            plan.put(name, manifold.build());
        }
        return plan;
    }

    @Test
    @DisplayName(
            "D-2 D-3 D-21 an engine takes a plan as a whole if and only if its check finds no cycle, and runs all but "
                    + "what the check calls unreachable")
    void checkAndEngineAgree() throws Exception {
        int cyclic = 0;
        for (int seed = 0; seed < 60; seed++) {
            Stage stage = Stage.plain();
            try {
                Map<String, Manifold> plan = plan(stage, new Random(seed));
                PlanCheck check = PlanCheck.of(plan);
                boolean refused = false;
                for (Map.Entry<String, Manifold> each : plan.entrySet()) {
                    try {
                        stage.engine.install(each.getKey(), each.getValue());
                    } catch (DependencyCycleException cycle) {
                        refused = true;
                        break;
                    }
                }
                assertThat(refused).as("seed " + seed).isEqualTo(!check.cycles().isEmpty());
                if (refused) {
                    cyclic++;
                    continue;
                }
                assertThat(stage.engine.missing()).isEqualTo(check.missing());
                Set<String> runnable = new HashSet<>(plan.keySet());
                runnable.removeAll(check.unreachable());
                for (String name : runnable) {
                    stage.untilState(name, State.STARTED);
                }
                for (String name : check.unreachable()) {
                    assertThat(stage.status(name).generation()).isZero();
                    assertThat(check.whyUnreachable(name)).startsWith(name);
                }
                for (String name : plan.keySet()) {
                    assertThat(stage.engine.impact(name)).hasSameElementsAs(check.impact(name));
                }
            } finally {
                stage.finish();
            }
        }
        assertThat(cyclic).isBetween(5, 55);
    }

    @Test
    @DisplayName("D-3 who installs many stops at the first refusal; those before it stay")
    void firstRefusal() throws Exception {
        Stage stage = Stage.plain();
        try {
            stage.install("a");
            assertThatThrownBy(() -> {
                        stage.install("b");
                        stage.install("a");
                        stage.install("c");
                    })
                    .isInstanceOf(ManifoldExistsException.class);
            assertThat(stage.engine.manifoldNames()).containsExactlyInAnyOrder("a", "b");
        } finally {
            stage.finish();
        }
    }
}
