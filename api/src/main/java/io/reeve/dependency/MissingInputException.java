// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

/**
 * Something that the manifold needs is not there, so there is no use in trying again before one of its inputs has
 * changed.
 */
public final class MissingInputException extends ManifoldSignal {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the signal.
     *
     * @param what what is missing; the message goes on with "dependency not available"
     */
    public MissingInputException(String what) {
        super(what + ": dependency not available", null);
    }
}
