// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Plain data that changes by events: an event goes in, the new state and a list of effects come out. It calls no
 * foreign code, takes no lock and reads no clock. Not thread-safe.
 *
 * @param <E> what it wants done
 */
public abstract class StateMachine<E> {
    private List<E> effects = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    /** Creates a machine. */
    protected StateMachine() {}

    /**
     * Begins an event; all that follow until {@link #end()} happen at that time.
     *
     * @param time the time
     */
    public void begin(Instant time) {
        now = time;
    }

    /**
     * Ends an event and hands its effects over.
     *
     * @return the effects, in order
     */
    public List<E> end() {
        if (effects.isEmpty()) {
            // Not the list itself, which the next event writes to.
            return List.of();
        }
        List<E> done = effects;
        effects = new ArrayList<>(4);
        return done;
    }

    /**
     * When the present event happens.
     *
     * @return the time
     */
    protected final Instant now() {
        return now;
    }

    /**
     * Wants something done.
     *
     * @param effect what
     */
    protected final void emit(E effect) {
        effects.add(effect);
    }
}
