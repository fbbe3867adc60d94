// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.Engine;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.dependency.ManifoldStatus.InputStatus;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** All manifolds of an engine at one moment and how they depend on one another, with the inputs that nobody installed. */
final class Graph {
    private final String engine;
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private Graph(String engine) {
        this.engine = engine;
    }

    /** Looks at an engine: as long as it takes to look at each manifold and each input once, but for the sorting. */
    static Graph of(Engine engine) {
        Graph graph = new Graph(engine.name());
        List<ManifoldStatus> manifolds = engine.statuses().stream()
                .sorted(Comparator.comparing(ManifoldStatus::name))
                .toList();
        manifolds.forEach(manifold -> graph.nodes.put(manifold.name(), new Node(manifold.name(), manifold)));
        for (ManifoldStatus manifold : manifolds) {
            Node node = graph.node(manifold.name());
            for (InputStatus input : manifold.inputs()) {
                node.connect(new Edge(node, graph.node(input.name()), input));
            }
        }
        return graph;
    }

    String engine() {
        return engine;
    }

    /** The node of a name; a new one, of a manifold that is not installed, if there is none yet. */
    Node node(String name) {
        return nodes.computeIfAbsent(name, absent -> new Node(absent, null));
    }

    Collection<Node> nodes() {
        return nodes.values();
    }

    /** A node with all that it needs and all that needs it, directly or not. */
    static Set<Node> around(Node node) {
        Set<Node> around = reachable(node, Node::inputs, Edge::to);
        around.addAll(reachable(node, Node::dependents, Edge::from));
        return around;
    }

    private static Set<Node> reachable(Node start, Function<Node, List<Edge>> edges, Function<Edge, Node> end) {
        Set<Node> reached = new LinkedHashSet<>();
        Deque<Node> open = new ArrayDeque<>();
        open.add(start);
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (reached.add(node)) {
                edges.apply(node).forEach(edge -> open.add(end.apply(edge)));
            }
        }
        return reached;
    }
}
