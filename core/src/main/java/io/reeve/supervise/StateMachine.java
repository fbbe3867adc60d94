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
    private Attention attention = Attention.NOTHING;

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
     * Learns what anybody wants to hear of from now on.
     *
     * @param wanted the most that somebody wants
     */
    public final void observe(Attention wanted) {
        attention = wanted;
    }

    /**
     * Whether anybody wants to hear of something; if not, it need not be put into words.
     *
     * @param what the kind of thing
     * @return true if somebody does
     */
    protected final boolean isObserved(Attention what) {
        return attention.compareTo(what) >= 0;
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
