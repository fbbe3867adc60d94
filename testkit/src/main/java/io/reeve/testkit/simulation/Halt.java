// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

/** Thrown in tasks of a world that has ended before they have, so that they let go of their threads. */
final class Halt extends Error {
    private static final long serialVersionUID = 1L;

    Halt() {
        super("this simulated world has ended", null, false, false);
    }
}
