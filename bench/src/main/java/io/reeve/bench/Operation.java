// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** What is done to a {@link Flock}, and how often. */
enum Operation {
    /** A worker by its id. */
    LOOKUP(70, (flock, slot) -> requireNonNull(flock.lookup(slot), "no answer")),
    /** Until it has ended. */
    STOP(10, Flock::stop),
    /** Until it is up. Done in place of whatever was drawn for a slot that is empty, so it follows from the others. */
    START(0, Flock::start),
    /** From the failure of a worker until it is up again. */
    FAIL(10, Flock::fail),
    /** From the command until it is up again. */
    RESTART(9, Flock::restart),
    /** Everything there is to say. */
    REPORT(1, (flock, slot) -> requireNonNull(flock.report(), "no answer"));

    private static final int ALL = 100;

    private final int share;

    @SuppressWarnings("ImmutableEnumChecker") // none of them has a state
    private final Action action;

    Operation(int share, Action action) {
        this.share = share;
        this.action = action;
    }

    /** What is done to one slot of a flock. */
    private interface Action {
        void run(Flock flock, int slot) throws Exception;
    }

    void run(Flock flock, int slot) throws Exception {
        action.run(flock, slot);
    }

    /** How many of a hundred steps are of this kind. */
    int share() {
        return this == START ? STOP.share : share;
    }

    static Operation drawn(RandomGenerator random) {
        int rest = random.nextInt(ALL);
        for (Operation operation : values()) {
            rest -= operation.share;
            if (rest < 0) {
                return operation;
            }
        }
        throw new AssertionError("the shares do not add up to " + ALL);
    }

    /** The name in the tables. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
