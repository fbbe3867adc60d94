// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** The carriers of one world after the other, so that not every schedule makes threads. Used by whoever has the baton. */
final class Crew implements AutoCloseable {
    private final Deque<Carrier> idle = new ArrayDeque<>();
    private int made;

    /** An idle carrier. */
    Carrier take() {
        Carrier carrier = idle.poll();
        if (carrier == null) {
            carrier = new Carrier("simulated-" + ++made);
            carrier.start();
        }
        return carrier;
    }

    /** A carrier that is about to be idle. */
    void giveBack(Carrier carrier) {
        carrier.standAside();
        idle.push(carrier);
    }

    /** Ends the idle ones. One that is stuck in code that does not end stays behind: it is a daemon. */
    @Override
    public void close() {
        idle.forEach(carrier -> carrier.begin(null));
        idle.clear();
    }
}
