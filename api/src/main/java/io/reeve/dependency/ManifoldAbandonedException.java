// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import org.jspecify.annotations.Nullable;

/**
 * The worker of a manifold was asked to stop and has not ended in time, so nobody waits for it any longer. Its name is
 * free again when it ends after all.
 */
public final class ManifoldAbandonedException extends DependencyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the engine and the manifold
     * @param cause always null so far
     */
    public ManifoldAbandonedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
