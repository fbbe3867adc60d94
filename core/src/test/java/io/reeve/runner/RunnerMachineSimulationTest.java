// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.supervise.Timeouts;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random walks through the states of a runner, checked at each step. A walk is given by its seed; one that fails
 * shows it, and {@code -Dreeve.seed=SEED} walks that way alone; {@code -Dreeve.schedules=N} are so many ways.
 */
class RunnerMachineSimulationTest {
    private static final int WALKS = Integer.getInteger("reeve.schedules", 5_000);
    private static final int STEPS = 60;
    private static final int LONGEST_DRAIN = 10_000;
    private static final Timeouts STRICT =
            Timeouts.NONE.withStart(Duration.ofSeconds(1)).withStop(Duration.ofSeconds(2));
    private static final String[] IDS = {"a", "b", "c"};

    @Test
    @DisplayName("Invariants 1-8 hold on every way through the states, and nothing is left at its end")
    void invariantsHoldOnRandomWalks() {
        Long seed = Long.getLong("reeve.seed");
        if (seed != null) {
            walk(seed);
            return;
        }
        for (long next = 0; next < WALKS; next++) {
            walk(next);
        }
    }

    @Test
    @DisplayName("Invariant 8: with a stop timeout the runner dies though no worker and no start function ever ends")
    void deafWorkersHoldNobodyUp() {
        for (long seed = 0; seed < WALKS / 10; seed++) {
            Random random = new Random(seed);
            SimulatedShell shell = new SimulatedShell(restart(random), STRICT);
            try {
                for (int step = 0; step < STEPS; step++) {
                    step(shell, random);
                }
                shell.kill();
                for (List<SimulatedShell.Choice> choices = withoutWorkers(shell);
                        !choices.isEmpty();
                        choices = withoutWorkers(shell)) {
                    shell.take(choices.get(random.nextInt(choices.size())));
                }
                assertThat(shell.machine.state()).isEqualTo(Runner.State.DEAD);
                drain(shell, random);
                shell.checkNothingIsLeft();
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed + shell.story(), failed);
            }
        }
    }

    private static List<SimulatedShell.Choice> withoutWorkers(SimulatedShell shell) {
        return shell.choices().stream()
                .filter(choice -> !(choice.subject() instanceof Incarnation))
                .toList();
    }

    private static void walk(long seed) {
        Random random = new Random(seed);
        SimulatedShell shell = new SimulatedShell(restart(random), timeouts(random));
        try {
            int steps = 1 + random.nextInt(STEPS);
            for (int step = 0; step < steps; step++) {
                step(shell, random);
            }
            shell.kill();
            drain(shell, random);
            shell.checkNothingIsLeft();
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError("replay with -Dreeve.seed=" + seed + shell.story(), failed);
        }
    }

    private static void step(SimulatedShell shell, Random random) {
        shell.advance(Duration.ofMillis(random.nextInt(1000)));
        List<SimulatedShell.Choice> choices = shell.choices();
        if (!choices.isEmpty() && random.nextInt(3) > 0) {
            shell.take(choices.get(random.nextInt(choices.size())));
        } else {
            ask(shell, random);
        }
    }

    private static void ask(SimulatedShell shell, Random random) {
        String id = IDS[random.nextInt(IDS.length)];
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5, 6 -> shell.start(id, random.nextBoolean() ? null : restart(random));
            case 7, 8, 9, 10 -> shell.stop(id);
            case 11, 12, 13 -> shell.restart(id);
            case 14, 15, 16, 17, 18 -> shell.lookup(id);
            case 19, 20 -> shell.giveUp();
            case 21, 22 -> shell.revise(id, random.nextBoolean() ? null : restart(random));
            default -> {
                if (random.nextInt(8) == 0) {
                    shell.kill();
                }
            }
        }
    }

    /** Lets happen what may, until nothing can; callers go on asking for a while. */
    private static void drain(SimulatedShell shell, Random random) {
        for (int step = 0; step < LONGEST_DRAIN; step++) {
            List<SimulatedShell.Choice> choices = shell.choices();
            if (choices.isEmpty()) {
                return;
            }
            shell.take(choices.get(random.nextInt(choices.size())));
            if (step < STEPS && random.nextInt(4) == 0) {
                ask(shell, random);
            }
        }
        throw new AssertionError("does not come to an end");
    }

    private static Restart restart(Random random) {
        Restart.When[] ends = Restart.When.values();
        return Restart.builder()
                .when(ends[random.nextInt(ends.length)])
                .delay(Duration.ofSeconds(random.nextInt(3)))
                .factor(1 + random.nextInt(2))
                .budget(random.nextInt(3), Duration.ofSeconds(1 + random.nextInt(5)))
                .exhausted(exhausted(random))
                .build();
    }

    /** Seldom what ends the runner. */
    private static Restart.Exhausted exhausted(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> Restart.Exhausted.ESCALATE;
            case 1, 2, 3 -> Restart.Exhausted.RETRY_SLOWLY;
            default -> Restart.Exhausted.GIVE_UP;
        };
    }

    private static Timeouts timeouts(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Timeouts.NONE;
            case 1 -> Timeouts.NONE.withStart(Duration.ofSeconds(1));
            case 2 -> Timeouts.NONE.withStop(Duration.ofSeconds(1), Duration.ofSeconds(1));
            default -> STRICT;
        };
    }
}
