// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

/**
 * Workers that come, go and fail one at a time, each in a slot of its own. Several threads may use different slots at
 * once; a slot is used by one thread at a time.
 */
interface Flock extends AutoCloseable {
    /** The name in the tables. */
    String name();

    int size();

    /** Starts an empty slot and returns when it is up. */
    void start(int slot) throws Exception;

    /** Empties a slot that is up and returns when its end is known. */
    void stop(int slot) throws Exception;

    /** Lets a slot fail that is up and returns when it is up again. */
    void fail(int slot) throws Exception;

    /** Restarts a slot that is up, as an operator does, and returns when it is up again. */
    void restart(int slot) throws Exception;

    /** Looks a slot up that is up. */
    Object lookup(int slot) throws Exception;

    /** What there is to say of all slots. */
    Object report();

    /** Stops all and returns when they have ended. */
    @Override
    void close();
}
