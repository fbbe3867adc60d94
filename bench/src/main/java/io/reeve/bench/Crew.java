// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

/**
 * A number of idle workers under one supervisor, and what is measured of them. A contender leaves out what it
 * cannot do; the workload knows.
 */
interface Crew extends AutoCloseable {
    /** Makes the user's objects that the start functions would make, so that they are not counted. */
    default void makeWorkers() {}

    /** Creates the supervisor, starts every worker and returns when all are up. */
    void startAll() throws Exception;

    /** Lets every worker fail, one after the other, and returns when all are up again. */
    default void failAll() throws Exception {
        throw new UnsupportedOperationException();
    }

    /** Creates the supervisor, starts one worker that fails at once, and returns when it has failed its last time. */
    default void crash(Crasher crasher) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** Looks a running worker up by its id. */
    default Object lookup(String id) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** What there is to say of all workers. */
    default Object report() {
        throw new UnsupportedOperationException();
    }

    /** Stops the supervisor with all workers and returns when all have ended. */
    default void stopAll() throws Exception {
        throw new UnsupportedOperationException();
    }

    /** Lets go of everything; not measured. */
    @Override
    void close() throws Exception;
}
