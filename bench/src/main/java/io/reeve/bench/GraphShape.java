// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Who needs whom among the nodes of a graph. Node 0 is the root, on which all others depend; each of them needs nodes
 * of smaller numbers only, and nobody needs the last.
 */
enum GraphShape {
    /** Each needs the one before, and is installed after it. */
    CHAIN {
        @Override
        int[] inputs(int node, int size) {
            return new int[] {node - 1};
        }
    },
    /** The same, the last one installed first. */
    REVERSED {
        @Override
        int[] inputs(int node, int size) {
            return CHAIN.inputs(node, size);
        }

        @Override
        int[] order(int size) {
            return IntStream.range(0, size).map(place -> size - 1 - place).toArray();
        }
    },
    /** The same, installed in an order without any. */
    SHUFFLED {
        @Override
        int[] inputs(int node, int size) {
            return CHAIN.inputs(node, size);
        }

        @Override
        int[] order(int size) {
            int[] order = CHAIN.order(size);
            Random random = new Random(SEED);
            for (int i = size - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int node = order[i];
                order[i] = order[other];
                order[other] = node;
            }
            return order;
        }
    },
    /** All need the root. */
    FAN {
        @Override
        int[] inputs(int node, int size) {
            return new int[] {0};
        }
    },
    /** Layers of fifty; each needs three of the layer before, and those of the first the root. */
    LATTICE {
        @Override
        int[] inputs(int node, int size) {
            int width = size > 10 * LAYER ? LAYER : LAYER / 10;
            int place = (node - 1) % width;
            int layer = node - 1 - place;
            if (layer == 0) {
                return new int[] {0};
            }
            int before = layer - width + 1;
            return new int[] {before + place, before + (place + 1) % width, before + (place + 2) % width};
        }
    },
    /** Each needs up to three of those before. */
    RANDOM {
        @Override
        int[] inputs(int node, int size) {
            return new Random(SEED + node).ints(MOST_INPUTS, 0, node).distinct().toArray();
        }
    };

    private static final int LAYER = 50;
    private static final int MOST_INPUTS = 3;
    private static final long SEED = 1;

    /** What a node needs that is not the root. */
    abstract int[] inputs(int node, int size);

    /** The order in which they are installed. */
    int[] order(int size) {
        return IntStream.range(0, size).toArray();
    }

    /** The name in those of the workloads. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
