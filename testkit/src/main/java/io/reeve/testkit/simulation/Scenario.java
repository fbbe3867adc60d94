// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What is simulated: sets a stage in a fresh {@link World} and says what may happen there.
 *
 * <p>It is asked once per schedule, and again for the same seed when a failure is made smaller. Whatever it decides by
 * chance it must decide by {@link World#random()} and {@link World#random(String)}, and it must keep nothing between
 * two schedules: else a seed does not replay.
 */
@ConsumerType
@FunctionalInterface
public interface Scenario {
    /**
     * Sets the stage: makes what is simulated, with the clock and the executor of the world, and gives the world its
     * {@linkplain World#step steps} and its rules. Runs as a task of that world.
     *
     * @param world the world
     * @throws Exception if that fails, which is a failure of the schedule
     */
    void prepare(World world) throws Exception;
}
