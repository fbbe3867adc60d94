// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A graph as a contender is told to build it; made before anything is measured. */
final class GraphPlan {
    private final List<String> names;
    private final int[][] inputs;
    private final int[] order;

    private GraphPlan(List<String> names, int[][] inputs, int[] order) {
        this.names = names;
        this.inputs = inputs;
        this.order = order;
    }

    /** A root and so many others. */
    static GraphPlan of(GraphShape shape, int others) {
        int size = others + 1;
        int[][] inputs = new int[size][];
        inputs[0] = new int[0];
        for (int node = 1; node < size; node++) {
            inputs[node] = shape.inputs(node, size);
        }
        return new GraphPlan(
                IntStream.range(0, size).mapToObj(node -> "node-" + node).toList(), inputs, shape.order(size));
    }

    int size() {
        return inputs.length;
    }

    String name(int node) {
        return names.get(node);
    }

    IntStream inputs(int node) {
        return Arrays.stream(inputs[node]);
    }

    /** All nodes, in the order in which they are installed. */
    IntStream order() {
        return Arrays.stream(order);
    }

    int root() {
        return 0;
    }

    int leaf() {
        return size() - 1;
    }

    /** A node and all that depend on it, inputs before their dependents. */
    int[] impact(int node) {
        boolean[] isIn = new boolean[size()];
        isIn[node] = true;
        for (int other = node + 1; other < size(); other++) {
            isIn[other] = inputs(other).anyMatch(input -> isIn[input]);
        }
        return IntStream.range(0, size()).filter(other -> isIn[other]).toArray();
    }

    /** Those that nobody needs. */
    int[] leaves() {
        boolean[] isNeeded = new boolean[size()];
        for (int[] needed : inputs) {
            for (int input : needed) {
                isNeeded[input] = true;
            }
        }
        return IntStream.range(0, size()).filter(node -> !isNeeded[node]).toArray();
    }
}
