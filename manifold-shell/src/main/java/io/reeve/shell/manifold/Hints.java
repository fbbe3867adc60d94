// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

/** What to do when there is nothing to show. */
final class Hints {
    static final String NO_ENGINE = "start the bundle io.reeve.impl, which brings the engine 'default'";

    static final String NO_MANIFOLDS =
            "no manifolds; register a Manifold service with the property manifold.name to have one";

    private Hints() {}
}
