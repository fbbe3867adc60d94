// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import org.jspecify.annotations.Nullable;

/**
 * The worker wants to be started again at once, not after the delay of a failure: something that it was started from
 * has changed.
 */
public final class BounceException extends ManifoldSignal {
    private static final long serialVersionUID = 1L;

    /** Creates the signal. */
    public BounceException() {
        this("restart immediately", null);
    }

    /**
     * Creates the signal.
     *
     * @param message what happened
     * @param cause why, or null
     */
    public BounceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
