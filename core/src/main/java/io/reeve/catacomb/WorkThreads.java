// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import io.reeve.supervise.ForeignCall;
import io.reeve.supervise.OwnThreads;
import java.util.List;
import java.util.Objects;

/** The threads of a catacomb, for a runner in which it does not end. */
record WorkThreads(Catacomb catacomb) implements OwnThreads {
    @Override
    public List<Thread> threads() {
        return catacomb.running().stream()
                .map(ForeignCall::thread)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public void interrupt() {
        catacomb.running().forEach(WorkCall::interruptIfAllowed);
    }
}
