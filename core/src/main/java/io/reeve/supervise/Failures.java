// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** How errors are treated here: their identity is kept, and what goes with them is attached, not wrapped around. */
public final class Failures {
    private static final int LONGEST_TEXT = 2_000;

    private Failures() {}

    /**
     * Whether this is how code answers to having been interrupted or cancelled.
     *
     * @param error an unwrapped error
     * @return true if it says nothing but that
     */
    public static boolean isCancellation(Throwable error) {
        return error instanceof InterruptedException
                || error instanceof CancellationException
                || error instanceof java.nio.channels.ClosedByInterruptException;
    }

    /**
     * Attaches errors to a primary one as suppressed: in order, each object once, never the primary to itself.
     *
     * @param primary the error that stays what it is
     * @param others the errors to attach
     */
    public static void attach(Throwable primary, Collection<? extends Throwable> others) {
        Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
        known.add(primary);
        known.addAll(List.of(primary.getSuppressed()));
        for (Throwable other : others) {
            if (known.add(other)) {
                primary.addSuppressed(other);
            }
        }
    }

    /**
     * Throws what was caught while several things were tried.
     *
     * @param caught an unchecked error; null if there was none
     */
    static void rethrow(@Nullable Throwable caught) {
        if (caught instanceof Error error) {
            throw error;
        } else if (caught instanceof RuntimeException error) {
            throw error;
        }
    }

    /**
     * An error as text. Never throws, whatever the error's own methods do, and is never very long.
     *
     * @param error the error
     * @return its text
     */
    public static String text(@Nullable Throwable error) {
        if (error == null) {
            return "none";
        }
        try {
            String text = String.valueOf(error);
            return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
        } catch (Throwable broken) {
            return error.getClass().getName() + " (its text cannot be had: "
                    + broken.getClass().getName() + ")";
        }
    }
}
