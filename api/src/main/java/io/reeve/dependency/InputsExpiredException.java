// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

/** Somebody used the {@link Inputs} of a start after the start function had returned. Not a {@link MissingInputException}. */
public final class InputsExpiredException extends DependencyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the engine, the manifold and the input
     */
    public InputsExpiredException(String message) {
        super(message, null);
    }
}
