// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/*
 * A number for each node that is greater than those of all its inputs, kept up to date as edges are added: so a cycle is
 * noticed when it would be closed, and only nodes between the two ends of a new edge are ever looked at.
 *
 * The algorithm is that of David J. Pearce and Paul H. J. Kelly, "A Dynamic Topological Sort Algorithm for Directed
 * Acyclic Graphs", ACM Journal of Experimental Algorithmics 11 (2006). An edge from a smaller to a greater number costs
 * nothing. Any other one is followed by two searches, forward from its dependent and backward from its input, both
 * limited to the numbers between theirs; what they find shares out its own numbers anew. If the forward search meets the
 * input, the edge would close a cycle.
 *
 * New nodes take a number at the end where they are likely to belong, which makes graphs that are installed in order, or
 * in reverse, free of searches: a manifold comes after all others, an input that nobody installed yet before them.
 */
/** Numbers the nodes of a graph so that inputs come before their dependents. Guarded by the engine's lock. */
final class TopologicalOrder {
    private long first;
    private long last;
    private int epoch;

    /** How many nodes were visited by searches, ever: what all this costs. */
    private long visits;

    void append(Node node) {
        node.order = ++last;
    }

    void prepend(Node node) {
        node.order = --first;
    }

    long visits() {
        return visits;
    }

    /**
     * Makes room for an edge. Returns the path that it would close to a cycle, from the input along those that have each
     * other as an input to the dependent; empty if it closes none.
     */
    List<Node> admit(Node input, Node dependent) {
        if (input == dependent) {
            return List.of(input);
        }
        if (input.order < dependent.order) {
            return List.of();
        }
        epoch++;
        List<Node> after = new ArrayList<>();
        if (!searchForward(dependent, input, after)) {
            return pathTo(dependent, input);
        }
        List<Node> before = new ArrayList<>();
        searchBackward(input, dependent.order, before);
        renumber(before, after);
        return List.of();
    }

    /** Finds what comes after a node, up to the number of a limit; false if the limit itself does. */
    private boolean searchForward(Node start, Node limit, List<Node> found) {
        Deque<Node> open = new ArrayDeque<>();
        visit(start, start, open, found);
        while (!open.isEmpty()) {
            Node node = open.pop();
            for (Edge edge = node.dependents; edge != null; edge = edge.next()) {
                Node next = edge.dependent;
                if (next == limit) {
                    next.foundFrom = node;
                    return false;
                }
                if (next.visited != epoch && next.order < limit.order) {
                    visit(next, node, open, found);
                }
            }
        }
        return true;
    }

    private void searchBackward(Node start, long limit, List<Node> found) {
        Deque<Node> open = new ArrayDeque<>();
        visit(start, start, open, found);
        while (!open.isEmpty()) {
            Node node = open.pop();
            for (Edge edge : node.inputs) {
                Node next = edge.input;
                if (next.visited != epoch && next.order > limit) {
                    visit(next, node, open, found);
                }
            }
        }
    }

    private void visit(Node node, Node from, Deque<Node> open, List<Node> found) {
        visits++;
        node.visited = epoch;
        node.foundFrom = from;
        open.push(node);
        found.add(node);
    }

    /** Gives the numbers that all of them have to those before, then to those after, each in their own order. */
    private static void renumber(List<Node> before, List<Node> after) {
        Comparator<Node> byOrder = Comparator.comparingLong(node -> node.order);
        before.sort(byOrder);
        after.sort(byOrder);
        List<Node> all = new ArrayList<>(before);
        all.addAll(after);
        long[] numbers = all.stream().mapToLong(node -> node.order).toArray();
        Arrays.sort(numbers);
        for (int i = 0; i < numbers.length; i++) {
            all.get(i).order = numbers[i];
            all.get(i).foundFrom = null;
        }
    }

    private static List<Node> pathTo(Node start, Node end) {
        List<Node> path = new ArrayList<>();
        Node node = end;
        while (node != start) {
            path.add(node);
            node = requireNonNull(node.foundFrom);
        }
        path.add(start);
        return path;
    }
}
