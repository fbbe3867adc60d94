// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of an engine's graph that an operator wants to see.
 *
 * @param engine the name of the engine
 * @param nodes the nodes, with all ways between them that lie in the part
 * @param centre the node that all others of the part need or are needed by; null for the whole graph
 */
record View(String engine, Collection<Node> nodes, @Nullable Node centre) {
    static View all(Graph graph) {
        return new View(graph.engine(), graph.nodes(), null);
    }

    static View around(Graph graph, String name) {
        Node centre = graph.node(name);
        return new View(graph.engine(), Graph.around(centre), centre);
    }

    /** The ways between nodes of the part. */
    Stream<Edge> edges() {
        return nodes.stream()
                .flatMap(node -> node.inputs().stream())
                .filter(edge -> centre == null || nodes.contains(edge.to()));
    }
}
