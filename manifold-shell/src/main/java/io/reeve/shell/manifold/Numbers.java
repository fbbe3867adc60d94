// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import java.util.IdentityHashMap;

/** Names for nodes that fit any notation, whatever the nodes themselves are called: {@code n0}, {@code n1}, … */
final class Numbers {
    private final IdentityHashMap<Node, Integer> numbers = new IdentityHashMap<>();

    String of(Node node) {
        return "n" + numbers.computeIfAbsent(node, unknown -> numbers.size());
    }
}
