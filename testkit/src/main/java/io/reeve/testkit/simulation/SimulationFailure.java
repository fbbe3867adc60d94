// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import java.util.List;

/** A schedule in which a rule did not hold. Its message tells the whole story, and how to have it again. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    /** The schedule. */
    private final long seed;

    /** The rule that did not hold. */
    private final String rule;

    private final transient List<String> steps;

    SimulationFailure(String message, long seed, Violation violation, List<String> steps) {
        super(message, violation.cause());
        this.seed = seed;
        this.rule = violation.rule();
        this.steps = List.copyOf(steps);
    }

    /**
     * The schedule.
     *
     * @return its seed
     */
    public long seed() {
        return seed;
    }

    /**
     * What does not hold.
     *
     * @return the words with which the rule was said to fail
     */
    public String rule() {
        return rule;
    }

    /**
     * What has to be done to see it.
     *
     * @return the steps that were left when the failure was made smaller, in order
     */
    public List<String> steps() {
        return steps;
    }
}
