// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import io.reeve.dependency.Input;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random walks through the states of an engine, checked at each step. A walk is given by its seed; one that fails shows
 * it, and {@code -Dreeve.seed=SEED} walks that way alone; {@code -Dreeve.schedules=N} are so many ways.
 */
class EngineMachineSimulationTest {
    private static final int WALKS = Integer.getInteger("reeve.schedules", 4_000);
    private static final int STEPS = 120;
    private static final int LONGEST_DRAIN = 20_000;

    @Test
    @DisplayName("Invariants 1-10 hold on every way through the states, and nothing is left at its end")
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

    private static void walk(long seed) {
        Random random = new Random(seed);
        int names = 2 + random.nextInt(7);
        SimulatedEngine engine = new SimulatedEngine(params(random));
        try {
            int steps = 1 + random.nextInt(STEPS);
            int mischief = random.nextInt(4);
            boolean deaf = random.nextInt(3) == 0;
            for (int step = 0; step < steps; step++) {
                step(engine, random, names, mischief, deaf);
            }
            if (engine.machine.state() == Runner.State.RUNNING && random.nextBoolean()) {
                rest(engine, random);
            }
            engine.kill();
            drain(engine, random, names);
            engine.checkNothingIsLeft();
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError("replay with -Dreeve.seed=" + seed + engine.story(), failed);
        }
    }

    /** Of four choices that nothing depends on, so many are taken; while all are deaf, nobody does what it was asked to. */
    private static void step(SimulatedEngine engine, Random random, int names, int mischief, boolean deaf) {
        engine.advance(Duration.ofMillis(random.nextInt(1000)));
        List<SimulatedEngine.Choice> choices = choices(engine, random.nextInt(4) < mischief);
        choices.removeIf(choice -> deaf && choice.cause() == SimulatedEngine.Cause.OBEDIENCE);
        if (!choices.isEmpty() && random.nextInt(4) > 0) {
            engine.take(choices.get(random.nextInt(choices.size())));
        } else {
            ask(engine, random, names);
        }
    }

    private static List<SimulatedEngine.Choice> choices(SimulatedEngine engine, boolean withMischief) {
        List<SimulatedEngine.Choice> choices = new ArrayList<>(engine.choices());
        choices.removeIf(choice -> choice.isMischief() && !withMischief);
        return choices;
    }

    private static void ask(SimulatedEngine engine, Random random, int names) {
        String name = "n" + random.nextInt(names);
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> {
                Duration timeout = random.nextInt(4) > 0 ? null : Duration.ofSeconds(random.nextInt(3));
                engine.install(name, inputs(random, name, names), timeout);
            }
            case 11, 12, 13, 14, 15 -> engine.uninstall(name);
            case 16, 17, 18, 19 -> engine.bounce(name);
            case 20 -> engine.giveUp();
            case 21, 22 -> engine.update(params(random));
            default -> {
                if (random.nextInt(16) == 0) {
                    engine.kill();
                }
            }
        }
    }

    /** Mostly of smaller numbers, so that cycles are the exception. */
    private static List<Input> inputs(Random random, String name, int names) {
        List<Input> inputs = new ArrayList<>();
        int self = Integer.parseInt(name.substring(1));
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int other = self > 0 && random.nextInt(8) > 0 ? random.nextInt(self) : random.nextInt(names);
            if (self > 0 || random.nextInt(4) == 0) {
                Input input = Input.of("n" + other);
                inputs.add(random.nextInt(3) == 0 ? input.optional() : input);
            }
        }
        return inputs;
    }

    /** Lets happen what must, until nothing does. */
    private static void rest(SimulatedEngine engine, Random random) {
        for (int step = 0; step < LONGEST_DRAIN; step++) {
            List<SimulatedEngine.Choice> choices = choices(engine, false);
            if (choices.isEmpty()) {
                engine.checkAtRest();
                return;
            }
            engine.take(choices.get(random.nextInt(choices.size())));
        }
        throw new AssertionError("does not come to rest");
    }

    /** Lets happen what may, until nothing can; callers go on asking for a while. */
    private static void drain(SimulatedEngine engine, Random random, int names) {
        for (int step = 0; step < LONGEST_DRAIN; step++) {
            List<SimulatedEngine.Choice> choices = engine.choices();
            if (choices.isEmpty()) {
                return;
            }
            engine.take(choices.get(random.nextInt(choices.size())));
            if (step < STEPS && random.nextInt(4) == 0) {
                ask(engine, random, names);
            }
        }
        throw new AssertionError("does not come to an end");
    }

    private static EngineParams params(Random random) {
        Restart.When[] ends = Restart.When.values();
        EngineParams.Builder params = EngineParams.builder("simulated");
        switch (random.nextInt(4)) {
            case 0 -> params.startTimeout(Duration.ofSeconds(1));
            case 1 -> params.stopTimeout(Duration.ofSeconds(1), Duration.ofSeconds(1));
            case 2 -> params.startTimeout(Duration.ofSeconds(1)).stopTimeout(Duration.ofSeconds(2));
            default -> {}
        }
        return params.orderedStop(random.nextBoolean())
                .settle(Duration.ofMillis(random.nextInt(3) * 100L))
                .bounceDelay(Duration.ofMillis(random.nextInt(2) * 10L))
                .restart(Restart.builder()
                        .when(ends[random.nextInt(ends.length)])
                        .delay(Duration.ofSeconds(random.nextInt(3)))
                        .build())
                .build();
    }
}
