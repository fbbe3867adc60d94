// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testkit.simulation.Scenario;
import io.reeve.testkit.simulation.Simulator;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Real supervisors in seeded schedules, held against models of what they must do. {@code simulate.sh} runs more of them; a
 * seed that fails is run alone with {@code -Dreeve.seed=SEED}; {@code -Dreeve.schedules=N} are so many.
 */
class SupervisorsSimulationTest {
    private static final int SCHEDULES = Integer.getInteger("reeve.schedules", 10_000);

    static final Set<String> NAMES = Scenarios.ALL.keySet();

    @ParameterizedTest
    @FieldSource("NAMES")
    @DisplayName("R-* D-* C-* what the catalogue says holds in every schedule of the")
    void catalogueHolds(String name) {
        Simulator.of(scenario(name)).schedules(SCHEDULES).run();
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    @DisplayName("a seed decides everything that happens to the")
    void schedulesRepeat(String name) {
        Simulator simulator = Simulator.of(scenario(name));
        for (long seed = 0; seed < 300; seed++) {
            assertThat(simulator.fingerprint(seed)).as("seed %s", seed).isEqualTo(simulator.fingerprint(seed));
        }
    }

    private static Scenario scenario(String name) {
        return requireNonNull(Scenarios.ALL.get(name));
    }
}
