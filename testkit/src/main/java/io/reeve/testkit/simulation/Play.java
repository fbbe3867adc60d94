// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What fixes one schedule, apart from the scenario. */
record Play(
        Scenario scenario,
        long seed,
        long order,
        Temper temper,
        @Nullable BitSet kept,
        Duration patience) {
    /** What came of it. */
    record Outcome(@Nullable Violation violation, List<Step> steps, List<String> trace, long fingerprint, long turns) {
        boolean isStuck() {
            return violation != null && violation.rule().equals(Scheduler.STUCK);
        }

        boolean failsAs(Violation other) {
            return violation != null && violation.rule().equals(other.rule());
        }
    }

    /** The schedule that a seed stands for. */
    static Play of(Scenario scenario, long seed, boolean preemption, Duration patience) {
        Temper temper = Temper.of(new Dice(seed, "temper"));
        return new Play(scenario, seed, seed, preemption ? temper : temper.withoutPreemption(), null, patience);
    }

    Play keeping(BitSet steps) {
        return new Play(scenario, seed, order, temper, steps, patience);
    }

    Play with(Temper other) {
        return new Play(scenario, seed, order, other, kept, patience);
    }

    /** The same steps in another order of tasks. */
    Play inOrder(long other) {
        return new Play(scenario, seed, other, temper, kept, patience);
    }

    Outcome perform(Crew crew, boolean traced) {
        Trace trace = new Trace(traced);
        Scheduler scheduler = new Scheduler(crew, new Dice(order, "order"), temper, trace);
        World world = new World(seed, scheduler, step -> kept == null || kept.get(step));
        world.open(scenario);
        Violation violation = scheduler.run(world, patience);
        if (violation == null) {
            try {
                world.checkAtEnd();
            } catch (Throwable thrown) {
                violation = Violation.thrown("a rule for the end", thrown);
            }
        }
        List<Step> performed = world.steps().stream()
                .filter(step -> kept == null || kept.get(step.number()))
                .toList();
        return new Outcome(violation, performed, trace.lines(), scheduler.fingerprint(), scheduler.turns());
    }
}
