// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import static java.util.Objects.requireNonNull;

import java.util.BitSet;

/**
 * Makes a failing schedule smaller: leaves out steps as long as it fails by the same rule (delta debugging), then
 * departures from the tame order. When steps are left out, other tasks come at the same places of the dice; so each
 * attempt is made with some other orders, too. What comes out depends on nothing but the schedule.
 */
final class Shrinker {
    /** How many schedules it tries at the most. */
    private static final int MOST_ATTEMPTS = 4_000;

    /** How many orders it tries with the same steps. */
    private static final int ORDERS = 32;

    private final Crew crew;
    private final Violation violation;
    private int attempts;

    /** The smallest one so far. */
    private Play best;

    Shrinker(Crew crew, Play failing, Violation violation) {
        this.crew = crew;
        this.best = failing;
        this.violation = violation;
    }

    Play shrink(int steps) {
        BitSet all = new BitSet();
        all.set(0, steps);
        best = best.keeping(all);
        leaveOutSteps();
        tame();
        return best;
    }

    int attempts() {
        return attempts;
    }

    private void leaveOutSteps() {
        int size = Math.max(1, steps().cardinality() / 2);
        while (true) {
            boolean smaller = leaveOut(size);
            if (attempts >= MOST_ATTEMPTS || (!smaller && size == 1)) {
                return;
            }
            if (!smaller || size > steps().cardinality()) {
                size = Math.max(1, size / 2);
            }
        }
    }

    /** Once over all steps, that many at a time. */
    private boolean leaveOut(int size) {
        boolean smaller = false;
        int from = steps().nextSetBit(0);
        while (from >= 0 && attempts < MOST_ATTEMPTS) {
            BitSet fewer = (BitSet) steps().clone();
            int next = from;
            for (int count = 0; count < size && next >= 0; count++) {
                fewer.clear(next);
                next = steps().nextSetBit(next + 1);
            }
            smaller |= attempt(best.keeping(fewer));
            from = next;
        }
        return smaller;
    }

    private BitSet steps() {
        return requireNonNull(best.kept());
    }

    private void tame() {
        attempt(best.with(Temper.TAME));
        for (int kind = 0; kind < 4; kind++) {
            attempt(best.with(best.temper().without(kind)));
        }
    }

    private boolean attempt(Play play) {
        if (play.equals(best)) {
            return false;
        }
        for (int i = 0; i < ORDERS && attempts < MOST_ATTEMPTS; i++) {
            attempts++;
            Play tried = i == 0 ? play : play.inOrder(play.seed() + 31L * i);
            if (tried.perform(crew, false).failsAs(violation)) {
                best = tried;
                return true;
            }
        }
        return false;
    }
}
