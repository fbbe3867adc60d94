// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

/** A manifold of that name is installed already; nothing was done. */
public final class ManifoldExistsException extends DependencyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the engine and the manifold and says what to do
     */
    public ManifoldExistsException(String message) {
        super(message, null);
    }
}
