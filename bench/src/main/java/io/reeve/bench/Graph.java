// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

/** Workers that need each other, under whatever runs them, and what is measured of them. */
interface Graph extends AutoCloseable {
    /** Installs all in the order of the plan and returns when all are up. */
    void installAll() throws Exception;

    /** Stops one with all that depend on it, starts it again, and returns when all of them are up again. */
    void bounce(int node) throws Exception;

    /** Stops all and returns when all have ended. */
    void stopAll() throws Exception;

    /** Lets go of everything; not measured. */
    @Override
    void close() throws Exception;
}
