// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/** How thoroughly schedules are looked at: as the build has time for, or as the property {@code reeve.lincheck} says. */
public final class Exploration {
    /** So many times as many scenarios as in the build. */
    private static final int FACTOR = Integer.getInteger("reeve.lincheck", 1);

    /**
     * When Lincheck thinks that one schedule hangs, in milliseconds. The first one waits until all classes are instrumented; on
     * a busy machine that takes longer than the ten seconds that there are else, and would be a failure.
     */
    private static final long HANGS = 300_000;

    private Exploration() {}

    /**
     * Two threads with a few operations each, between which the model checker switches.
     *
     * @param scenarios how many scenarios are made up in the build
     * @param schedules how many schedules of each scenario are tried
     * @return what to check with
     */
    public static ModelCheckingOptions of(int scenarios, int schedules) {
        return new ModelCheckingOptions()
                .iterations(scenarios * FACTOR)
                .invocationsPerIteration(schedules)
                .invocationTimeout$lincheck(HANGS)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1);
    }
}
