// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import java.util.List;

/** A manifold would depend on itself, by way of its inputs; nothing was installed. */
public final class DependencyCycleException extends DependencyException {
    private static final long serialVersionUID = 1L;

    /** Each needs the one after it, and the last one is the first again. */
    private final String[] path;

    /**
     * Creates the exception.
     *
     * @param message names the engine and the manifold and shows the path
     * @param path the names along the cycle: each needs the one after it, and the last one is the first again
     */
    public DependencyCycleException(String message, List<String> path) {
        super(message, null);
        this.path = path.toArray(String[]::new);
    }

    /**
     * The cycle.
     *
     * @return the names along it: each needs the one after it, and the last one is the first again
     */
    public List<String> path() {
        return List.of(path);
    }
}
