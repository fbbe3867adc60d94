// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import org.jspecify.annotations.Nullable;

/** What an engine has to complain of. Names the engine and the manifold. */
public abstract sealed class DependencyException extends RuntimeException
        permits DependencyCycleException,
                EngineDeadException,
                InputsExpiredException,
                ManifoldAbandonedException,
                ManifoldExistsException,
                ManifoldNotFoundException {
    private static final long serialVersionUID = 1L;

    DependencyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
