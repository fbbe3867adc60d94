// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Engine;
import io.reeve.dependency.whiteboard.ManifoldServiceStatus;
import io.reeve.osgi.ManifoldWalk.Known;
import io.reeve.osgi.Puppets.Puppet;
import io.reeve.osgi.WalkChecks.Seen;
import io.reeve.worker.Runner;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random walks over the board with the real engine: as {@link BoardSimulationTest}, and a manifold runs only if what it
 * needs runs. {@code -Dreeve.seed=N} walks with one seed, {@code -Dreeve.seeds=N} with more.
 */
@Timeout(600)
class ManifoldBoardSimulationTest {
    private static final int STEPS = 300;

    private final Scene scene = new Scene();
    private ManifoldWalk walk;

    static LongStream seeds() {
        return BoardSimulationTest.seeds();
    }

    @AfterEach
    void close() {
        walk.services.forEach(known -> known.puppets.hearAgain());
        scene.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("whatever happens to manifold services in whatever order, the board keeps its invariants and settles")
    void walk(long seed) {
        walk = new ManifoldWalk(scene, seed);
        try {
            for (int step = 1; step <= STEPS; step++) {
                walk.step();
                checkAlways();
                if (step % 20 == 0) {
                    checkWhenQuiet();
                }
            }
            walk.present().forEach(walk::depart);
            checkWhenQuiet();
            assertThat(scene.board.manifolds()).isEmpty();
        } catch (AssertionError error) {
            error.addSuppressed(new AssertionError(walk.diary()));
            throw error;
        }
    }

    // ---- at any time

    private void checkAlways() {
        WalkChecks.checkUses(walk.services);
        WalkChecks.checkOneWorkerPerId(scene, walk.services);
        WalkChecks.checkStatuses(
                scene.board.manifolds().stream()
                        .map(status -> new Seen(status.serviceId(), status.state(), status.engine(), status.name()))
                        .toList(),
                walk.services);
    }

    // ---- when all is quiet

    private void checkWhenQuiet() {
        walk.services.forEach(known -> known.puppets.hearAgain());
        Eventually.holds(() -> {
            Set<String> live = liveEngines();
            Map<List<String>, Known> winners = WalkChecks.winners(walk.services);
            Map<Long, ManifoldServiceStatus> statuses = new HashMap<>();
            scene.board.manifolds().forEach(status -> statuses.put(status.serviceId(), status));
            for (Known known : walk.services) {
                check(known, statuses.get(known.service.id()), winners, live.contains(known.host()));
            }
        });
    }

    private Set<String> liveEngines() {
        Set<String> live = new HashSet<>();
        scene.engines().stream()
                .filter(engine -> engine.state() == Runner.State.RUNNING)
                .forEach(engine -> live.add(engine.name()));
        assertThat(scene.engines())
                .as("engines that are services")
                .extracting(Engine::name)
                .containsExactlyInAnyOrderElementsOf(walk.configured.values());
        return live;
    }

    private void check(
            Known known, ManifoldServiceStatus status, Map<List<String>, Known> winners, boolean isEngineLive) {
        State state = status == null ? null : status.state();
        String what = known.service + ": " + status;
        if (!known.present) {
            assertThat(state).as(what).isNull();
        } else if (known.id() == null) {
            assertThat(state).as(what).isEqualTo(State.REFUSED);
        } else if (winners.get(known.place()) != known) {
            assertThat(state).as(what).isEqualTo(State.SHADOWED);
        } else {
            State expected = isEngineLive ? State.ACTIVE : State.UNASSIGNED;
            assertThat(state).as(what).isIn(known.mayRest ? List.of(expected, State.STOPPED) : List.of(expected));
        }
        Collection<Puppet> alive = known.puppets.alive();
        boolean hasInputs = known.needs.stream()
                .map(need -> winners.get(List.of(known.host(), need)))
                .allMatch(input -> input != null && !input.puppets.alive().isEmpty());
        assertThat(alive)
                .as("%s, what it needs is there: %s", what, hasInputs)
                .hasSize(state == State.ACTIVE && hasInputs ? 1 : 0)
                .allSatisfy(puppet -> {
                    assertThat(puppet.isKilled()).isFalse();
                    assertThat(List.of(puppet.runner, puppet.id)).isEqualTo(known.place());
                });
        assertThat(known.service.uses()).as(what).isEqualTo(state == State.ACTIVE ? 1 : 0);
    }
}
