// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import org.jspecify.annotations.Nullable;

/**
 * An error by which a manifold tells its engine what to do: thrown by a start function, met by a worker, or returned by
 * a filter, and found anywhere in a chain of causes.
 */
public abstract sealed class ManifoldSignal extends RuntimeException
        permits BounceException, MissingInputException, UninstallException {
    private static final long serialVersionUID = 1L;

    ManifoldSignal(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * The signal in an error: itself, or the first one among its causes. Never throws.
     *
     * @param error the error
     * @return the signal; null if there is none
     */
    public static @Nullable ManifoldSignal in(@Nullable Throwable error) {
        Throwable cause = error;
        // Longer chains are an accident, or a circle.
        for (int depth = 0; cause != null && depth < 64; depth++) {
            if (cause instanceof ManifoldSignal signal) {
                return signal;
            }
            cause = causeOf(cause);
        }
        return null;
    }

    /** Errors are foreign code: one that cannot say its cause has none. */
    private static @Nullable Throwable causeOf(Throwable error) {
        try {
            return error.getCause();
        } catch (RuntimeException | Error broken) {
            return null;
        }
    }
}
