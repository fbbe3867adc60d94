// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import org.jspecify.annotations.Nullable;

/**
 * The manifold is done for good: it is taken out of the engine, as if it had been uninstalled.
 */
public final class UninstallException extends ManifoldSignal {
    private static final long serialVersionUID = 1L;

    /** Creates the signal. */
    public UninstallException() {
        this("resource permanently unavailable", null);
    }

    /**
     * Creates the signal.
     *
     * @param message what happened
     * @param cause why, or null
     */
    public UninstallException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
