// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Failures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fatal errors of one runner, in the order of their arrival, and which of them is the best. Written with the
 * runner's lock held.
 */
final class FatalErrors {
    private final List<Throwable> arrived = new ArrayList<>();
    private volatile @Nullable Throwable best;

    /** Which error would be returned now; null if there is none. May be read by anyone. */
    @Nullable
    Throwable best() {
        return best;
    }

    /** Returns whether it is the best one now. */
    boolean add(Throwable error, boolean moreImportant) {
        arrived.add(error);
        boolean isBest = best == null || moreImportant;
        if (isBest) {
            best = error;
        }
        return isBest;
    }

    /** The best one, with the others attached to it. */
    @Nullable
    Throwable result() {
        Throwable result = best;
        if (result != null) {
            Failures.attach(result, arrived);
        }
        return result;
    }
}
