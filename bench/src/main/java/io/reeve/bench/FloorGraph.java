// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The floor: names looked up in a map, then one pass over the graph on one thread, in topological order. */
final class FloorGraph implements Graph {
    private final GraphPlan plan;
    private final Starts starts;
    private final Map<String, Node> nodes = new HashMap<>();

    /** Inputs before their dependents, as the last pass found them. */
    private final List<Node> started = new ArrayList<>();

    FloorGraph(GraphPlan plan, Starts starts) {
        this.plan = plan;
        this.starts = starts;
    }

    private static final class Node {
        final List<Node> dependents = new ArrayList<>(2);
        int number;
        int missing;

        @Nullable
        CompletableFuture<Object> worker;
    }

    @Override
    public void installAll() {
        plan.order().forEach(number -> {
            Node node = node(number);
            node.number = number;
            plan.inputs(number).forEach(input -> {
                node.missing++;
                node(input).dependents.add(node);
            });
        });
        start(node(plan.root()));
    }

    private Node node(int number) {
        return nodes.computeIfAbsent(plan.name(number), name -> new Node());
    }

    private void start(Node first) {
        started.clear();
        ArrayDeque<Node> ready = new ArrayDeque<>();
        ready.add(first);
        for (Node node = ready.poll(); node != null; node = ready.poll()) {
            node.worker = new CompletableFuture<>();
            starts.called(node.number);
            started.add(node);
            for (Node dependent : node.dependents) {
                if (--dependent.missing == 0) {
                    ready.add(dependent);
                }
            }
        }
    }

    @Override
    public void bounce(int number) {
        Node first = node(number);
        stop(first);
        start(first);
    }

    /** Each once, when it loses its first input. */
    private void stop(Node first) {
        ArrayDeque<Node> ending = new ArrayDeque<>();
        ending.add(first);
        for (Node node = ending.poll(); node != null; node = ending.poll()) {
            end(node);
            for (Node dependent : node.dependents) {
                if (dependent.missing++ == 0) {
                    ending.add(dependent);
                }
            }
        }
    }

    private static void end(Node node) {
        if (node.worker != null) {
            node.worker.complete(node);
            node.worker = null;
        }
    }

    @Override
    public void stopAll() {
        for (int i = started.size() - 1; i >= 0; i--) {
            end(started.get(i));
        }
    }

    @Override
    public void close() {
        // There is nothing to let go of.
    }
}
