// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.shell.text.SafeText;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A graph as an indented tree: below each manifold what it needs. Each is unfolded once; where it comes up again it
 * says where to look. What lies too deep is unfolded further down, at the margin, so that neither lines nor the stack
 * grow with the depth of the graph.
 */
final class Outline implements Notation {
    private static final int DEEPEST = 24;
    private static final int WIDEST_NAME = 120;

    @Override
    public String write(List<View> views) {
        StringBuilder lines = new StringBuilder();
        for (View view : views) {
            if (!lines.isEmpty()) {
                lines.append('\n');
            }
            write(view, lines);
        }
        return lines.toString().stripTrailing();
    }

    private static void write(View view, StringBuilder lines) {
        lines.append("engine ").append(SafeText.quote(view.engine()));
        Node centre = view.centre();
        if (centre != null) {
            lines.append(", what ").append(SafeText.quote(centre.name())).append(" needs\n");
            new Tree(lines, Node::inputs, Edge::to).unfold(centre);
            lines.append("\nengine ").append(SafeText.quote(view.engine()));
            lines.append(", what needs ").append(SafeText.quote(centre.name())).append('\n');
            new Tree(lines, Node::dependents, Edge::from).unfold(centre);
            return;
        }
        lines.append(", each manifold above what it needs\n");
        Tree tree = new Tree(lines, Node::inputs, Edge::to);
        view.nodes().stream().filter(node -> node.dependents().isEmpty()).forEach(tree::unfold);
        // Seen in the middle of a change, a graph may have a circle, which has no top.
        view.nodes().forEach(tree::unfold);
    }

    /** Writes one tree after the other, unfolding no node twice. */
    private static final class Tree {
        private final StringBuilder lines;
        private final Function<Node, List<Edge>> edges;
        private final Function<Edge, Node> end;
        private final Set<Node> unfolded = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Deque<Branch> branches = new ArrayDeque<>();

        /** What lay too deep, in the order in which it came up. */
        private final Set<Node> postponed = new LinkedHashSet<>();

        /** The ways from one node that are still to be written, and what stands before them. */
        private record Branch(String indent, Iterator<Edge> rest) {}

        Tree(StringBuilder lines, Function<Node, List<Edge>> edges, Function<Edge, Node> end) {
            this.lines = lines;
            this.edges = edges;
            this.end = end;
        }

        /** Writes a node at the margin and all that is below it; nothing if that has been done. */
        void unfold(Node root) {
            postponed.add(root);
            while (!postponed.isEmpty()) {
                Node next = postponed.iterator().next();
                postponed.remove(next);
                if (unfolded.add(next)) {
                    lines.append(label(next)).append('\n');
                    branches.push(new Branch("", edges.apply(next).iterator()));
                    finishBranches();
                }
            }
        }

        private void finishBranches() {
            while (!branches.isEmpty()) {
                Branch branch = branches.element();
                if (branch.rest().hasNext()) {
                    write(branch, branch.rest().next());
                } else {
                    branches.pop();
                }
            }
        }

        private void write(Branch branch, Edge edge) {
            Node node = end.apply(edge);
            boolean isLast = !branch.rest().hasNext();
            lines.append(branch.indent()).append(isLast ? "\\- " : "+- ").append(label(node));
            if (edge.isOptional()) {
                lines.append(", optional");
            }
            List<Edge> below = edges.apply(node);
            if (unfolded.contains(node)) {
                lines.append(" (see above)");
            } else if (branches.size() >= DEEPEST && !below.isEmpty()) {
                postponed.add(node);
                lines.append(" (see below)");
            } else {
                unfolded.add(node);
                branches.push(new Branch(branch.indent() + (isLast ? "   " : "|  "), below.iterator()));
            }
            lines.append('\n');
        }

        private static String label(Node node) {
            return SafeText.line(node.name(), WIDEST_NAME) + ": "
                    + node.condition().text();
        }
    }
}
