// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/*
 * Notices a cycle when the edge that would close it is about to be added, without looking at the whole graph.
 *
 * The algorithm is that of Michael A. Bender, Jeremy T. Fineman, Seth Gilbert and Robert E. Tarjan, "A New Approach to
 * Incremental Cycle Detection and Related Problems", ACM Transactions on Algorithms 12 (2016), for sparse graphs, with
 * the effort of a backward search taken from the level, as in Armaël Guéneau, Jacques-Henri Jourdan, Arthur Charguéraud
 * and François Pottier, "Formal Proof and Analysis of an Incremental Cycle Detection Algorithm", ITP 2019. All additions
 * of m edges together cost O(m √m), and far less where the graph grows along its edges.
 *
 * Every node has a level, and no edge leads to a lower one. An edge that leads to a higher one closes no cycle. Any other
 * one is followed by a search backward from its input, among nodes of the same level, that gives up after as many edges
 * as the level is high:
 *
 *   it met the dependent: a cycle
 *   it saw all there is, and both ends are of one level: no cycle
 *   it saw all there is, and the dependent is lower: that is raised to the level of the input
 *   it gave up: the dependent is raised to the level above the input, since below that there is a lot
 *
 * What is raised raises what depends on it in turn; if that meets what the search backward saw, it is a cycle, and the
 * levels stay as they were. Levels are never lowered, which does no harm when edges go.
 *
 * A node on which nothing depends closes no cycle: it takes the highest level of its inputs without a search. So a graph
 * that is installed in the order of its edges, or in the reverse one, costs nothing.
 */
/** Keeps the graph of an engine free of cycles. Guarded by the engine's lock. */
final class CycleDetector {
    private int epoch;

    /** How many edges were followed, ever: what all this costs. */
    private long effort;

    long effort() {
        return effort;
    }

    /**
     * Makes room for an edge. Returns the path that it would close to a cycle: from the input along what each needs of
     * the others, to the dependent; empty if it closes none.
     */
    List<Node> admit(Node input, Node dependent) {
        if (input == dependent) {
            return List.of(input);
        }
        if (dependent.dependents == null) {
            dependent.level = Math.max(dependent.level, input.level);
            return List.of();
        }
        if (input.level < dependent.level) {
            return List.of();
        }
        epoch++;
        return switch (searchBackward(input, dependent)) {
            case MET -> path(input, dependent);
            case SAW_ALL -> raise(dependent, input.level) ? List.of() : path(input, dependent);
            case GAVE_UP -> raise(dependent, input.level + 1) ? List.of() : path(input, dependent);
        };
    }

    private enum Search {
        MET,
        SAW_ALL,
        GAVE_UP
    }

    private Search searchBackward(Node start, Node wanted) {
        int fuel = start.level;
        Deque<Node> open = new ArrayDeque<>();
        start.seen = epoch;
        open.push(start);
        while (!open.isEmpty()) {
            for (Edge edge : open.pop().inputs) {
                if (fuel-- == 0) {
                    return Search.GAVE_UP;
                }
                effort++;
                Node node = edge.input;
                if (node == wanted) {
                    return Search.MET;
                }
                if (node.level == start.level && node.seen != epoch) {
                    node.seen = epoch;
                    open.push(node);
                }
            }
        }
        return Search.SAW_ALL;
    }

    /** Raises a node and what depends on it; false, and nothing was done, if that meets what was seen. */
    private boolean raise(Node start, int level) {
        if (start.level >= level) {
            return true;
        }
        List<Node> raised = new ArrayList<>();
        List<Integer> before = new ArrayList<>();
        Deque<Node> open = new ArrayDeque<>();
        open.push(start);
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (node.level >= level) {
                continue;
            }
            raised.add(node);
            before.add(node.level);
            node.level = level;
            for (Edge edge = node.dependents; edge != null; edge = edge.next()) {
                effort++;
                if (edge.dependent.seen == epoch) {
                    for (int i = 0; i < raised.size(); i++) {
                        raised.get(i).level = before.get(i);
                    }
                    return false;
                }
                if (edge.dependent.level < level) {
                    open.push(edge.dependent);
                }
            }
        }
        return true;
    }

    /** There is a path from the dependent to the input along dependents; found breadth first, so it is a shortest one. */
    private List<Node> path(Node input, Node dependent) {
        epoch++;
        List<Node> found = new ArrayList<>();
        dependent.seen = epoch;
        found.add(dependent);
        for (int next = 0; input.seen != epoch; next++) {
            Node node = found.get(next);
            for (Edge edge = node.dependents; edge != null; edge = edge.next()) {
                if (edge.dependent.seen != epoch) {
                    edge.dependent.seen = epoch;
                    edge.dependent.seenFrom = node;
                    found.add(edge.dependent);
                }
            }
        }
        List<Node> path = new ArrayList<>();
        for (Node node = input; node != dependent; node = requireNonNull(node.seenFrom)) {
            path.add(node);
        }
        path.add(dependent);
        // Scratch space must not keep nodes that are uninstalled later.
        found.forEach(node -> node.seenFrom = null);
        return Collections.unmodifiableList(path);
    }
}
