// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import org.jspecify.annotations.Nullable;

/** The engine is dying or dead, so nothing is installed and nothing is started. */
public final class EngineDeadException extends DependencyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the engine and says why it does not run
     * @param cause the fatal error that the engine died of, or null if it was killed
     */
    public EngineDeadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
