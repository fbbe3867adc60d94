// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The errors that something died of, in the order of their arrival, and which of them is the best. Written by one
 * thread at a time, under its owner's lock.
 */
public final class RankedErrors {
    private final List<Throwable> arrived = new ArrayList<>();
    private volatile @Nullable Throwable best;

    /** Creates an empty one. */
    public RankedErrors() {}

    /**
     * The error that would be the result now. May be read by any thread.
     *
     * @return the best error, or null if there is none
     */
    public @Nullable Throwable best() {
        return best;
    }

    /**
     * Adds an error.
     *
     * @param error the error
     * @param moreImportant whether it takes the place of the best one
     * @return whether it is the best one now
     */
    public boolean add(Throwable error, boolean moreImportant) {
        arrived.add(error);
        boolean isBest = best == null || moreImportant;
        if (isBest) {
            best = error;
        }
        return isBest;
    }

    /**
     * The best error, which keeps its identity, with the others attached to it as suppressed.
     *
     * @return the result, or null if there was no error
     */
    public @Nullable Throwable result() {
        Throwable result = best;
        if (result != null) {
            Failures.attach(result, arrived);
        }
        return result;
    }
}
