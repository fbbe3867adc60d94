// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

/** No manifold of that name is installed. */
public final class ManifoldNotFoundException extends DependencyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the engine and the manifold and says what to do
     */
    public ManifoldNotFoundException(String message) {
        super(message, null);
    }
}
