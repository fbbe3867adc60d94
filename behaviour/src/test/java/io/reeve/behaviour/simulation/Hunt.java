// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import static java.util.Objects.requireNonNull;

import io.reeve.testkit.simulation.SimulationFailure;
import io.reeve.testkit.simulation.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Looks for a defect, from inside the {@link Universe} that has it; speaks with the outside in the JVM's classes only. */
final class Hunt implements BiFunction<String, Long, Optional<List<String>>> {
    /** Called by name, from another universe. */
    Hunt() {}

    /**
     * Simulates until something is found.
     *
     * @param scenario the name of the scenario
     * @param schedules how many schedules at the most
     * @return the seed, the broken rule, the number of steps that it takes, and the story; nothing if nothing was found
     */
    @Override
    public Optional<List<String>> apply(String scenario, Long schedules) {
        return Simulator.of(requireNonNull(Scenarios.ALL.get(scenario)))
                .schedules(schedules)
                // Whoever holds a lock where it must not is found by this.
                .patience(Duration.ofSeconds(2))
                .find()
                .map(Hunt::words);
    }

    private static List<String> words(SimulationFailure found) {
        return List.of(
                String.valueOf(found.seed()),
                found.rule(),
                String.valueOf(found.steps().size()),
                String.valueOf(found.getMessage()));
    }
}
