// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A mark for errors that belong to normal operation, such as "not yet, try again": they are treated like any other
 * error, but logged as information and without a stack trace. Counts anywhere in a chain of causes.
 */
@ConsumerType
public interface ExpectedFailure {
    /**
     * Whether an error is expected. Never throws.
     *
     * @param error the error
     * @return true if it or one of its causes carries the mark
     */
    static boolean isIn(Throwable error) {
        Throwable cause = error;
        // Longer chains are an accident, or a circle.
        for (int depth = 0; cause != null && depth < 64; depth++) {
            if (cause instanceof ExpectedFailure) {
                return true;
            }
            try {
                cause = cause.getCause();
            } catch (RuntimeException | Error broken) {
                // Errors are foreign code: one that cannot say its cause has none.
                return false;
            }
        }
        return false;
    }
}
