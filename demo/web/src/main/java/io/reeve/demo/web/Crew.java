// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import io.reeve.catacomb.Catacomb;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * A group that lives and dies together. Each hand is a small worker; the generation decides which of them fails, and
 * that one takes the others and the crew with it.
 */
final class Crew implements Catacomb.Work {
    /** Who belongs to it, with what goes wrong in the end. */
    private enum Hand {
        COOK("the galley is on fire"),
        HELMSMAN("the rudder is broken"),
        LOOKOUT("the fog is too thick to see anything");

        private final String mishap;

        Hand(String mishap) {
            this.mishap = mishap;
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final long generation;
    private final Duration calm;

    /**
     * Creates the work.
     *
     * @param generation decides who fails
     * @param calm the time until that happens
     */
    Crew(long generation, Duration calm) {
        this.generation = generation;
        this.calm = calm;
    }

    @Override
    public void run(Catacomb crew) throws InterruptedException, ExecutionException {
        Hand unlucky = Hand.values()[(int) ((generation - 1) % Hand.values().length)];
        for (Hand hand : Hand.values()) {
            crew.add(Catacomb.start(hand.toString(), self -> serve(self, hand, hand == unlucky)));
        }
        // The crew ends when this returns: so not before it has to.
        crew.await(crew.dying());
    }

    private void serve(Catacomb self, Hand hand, boolean unlucky) throws InterruptedException, ExecutionException {
        if (!unlucky) {
            self.await(self.dying());
        } else if (self.sleep(calm)) {
            throw new IllegalStateException(hand + ": " + hand.mishap);
        }
    }
}
