// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.ManifoldStatus.InputStatus;

/**
 * That one manifold needs another.
 *
 * @param from the one that needs
 * @param to what it needs
 * @param input how it needs it
 */
record Edge(Node from, Node to, InputStatus input) {
    boolean isOptional() {
        return input.isOptional();
    }
}
