// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

/**
 * How a schedule departs from the tame one, in which tasks run in the order in which they came, without interruption,
 * and time passes only when nothing else can happen. All in per mille. A seed draws one: bugs that need a few
 * departures at the right place hide among too many, and those that need many do not show with few.
 *
 * @param disorder how often not the oldest task is taken but any
 * @param preemption how often a task is left at a place where that is possible, and goes on later
 * @param haste how often the next timer fires although tasks could go on
 * @param delay how often a new task is kept back for a while, as on a machine that is busy with something else
 */
record Temper(int disorder, int preemption, int haste, int delay) {
    /** No departure at all. */
    static final Temper TAME = new Temper(0, 0, 0, 0);

    static Temper of(Dice dice) {
        return new Temper(
                pick(dice, 30, 150, 500, 1000),
                pick(dice, 0, 20, 100, 300),
                pick(dice, 0, 10, 50, 200),
                pick(dice, 0, 0, 30, 100));
    }

    private static int pick(Dice dice, int... values) {
        return values[dice.nextInt(values.length)];
    }

    Temper withoutPreemption() {
        return new Temper(disorder, 0, haste, delay);
    }

    /** This one with one kind of departure less: with none of the first, second, ... kind. */
    Temper without(int kind) {
        return new Temper(
                kind == 0 ? 0 : disorder, kind == 1 ? 0 : preemption, kind == 2 ? 0 : haste, kind == 3 ? 0 : delay);
    }

    @Override
    public String toString() {
        return "disorder " + disorder + "‰, preemption " + preemption + "‰, haste " + haste + "‰, delay " + delay + "‰";
    }
}
