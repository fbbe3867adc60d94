// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import io.reeve.supervise.Failures;

/** How code says that it stopped because it was interrupted. */
final class Obedience {
    private Obedience() {}

    /**
     * Whether an error says that and nothing else. A {@link Runnable} cannot throw the interruption itself: an
     * unchecked exception directly around it means the same.
     */
    static boolean isIn(Throwable error) {
        if (Failures.isCancellation(error)) {
            return true;
        }
        Throwable cause = error instanceof RuntimeException ? error.getCause() : null;
        return cause != null && Failures.isCancellation(cause);
    }
}
