// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Names with the names that each needs; inputs come before their dependents. */
record Graph(Map<String, List<String>> inputs) {
    /** Each needs the one before it. */
    static Graph chain(int length) {
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        for (int i = 0; i < length; i++) {
            inputs.put("n" + i, i == 0 ? List.of() : List.of("n" + (i - 1)));
        }
        return new Graph(inputs);
    }

    /** All need the first. */
    static Graph fan(int leaves) {
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        inputs.put("n0", List.of());
        for (int i = 1; i <= leaves; i++) {
            inputs.put("n" + i, List.of("n0"));
        }
        return new Graph(inputs);
    }

    /** Diamonds, one upon the other. */
    static Graph diamonds(int count) {
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        inputs.put("n0", List.of());
        for (int i = 0; i < count; i++) {
            String top = "n" + 3 * i;
            inputs.put("n" + (3 * i + 1), List.of(top));
            inputs.put("n" + (3 * i + 2), List.of(top));
            inputs.put("n" + (3 * i + 3), List.of("n" + (3 * i + 1), "n" + (3 * i + 2)));
        }
        return new Graph(inputs);
    }

    /** Each needs some of the layers below. */
    static Graph layered(Random random, int layers, int width) {
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        for (int layer = 0; layer < layers; layer++) {
            for (int i = 0; i < width; i++) {
                Set<String> needs = new HashSet<>();
                for (int k = 0; layer > 0 && k < 1 + random.nextInt(3); k++) {
                    needs.add("n" + random.nextInt(layer * width));
                }
                inputs.put("n" + (layer * width + i), List.copyOf(needs));
            }
        }
        return new Graph(inputs);
    }

    List<String> names() {
        return new ArrayList<>(inputs.keySet());
    }

    int size() {
        return inputs.size();
    }

    List<String> needs(String name) {
        return inputs.getOrDefault(name, List.of());
    }

    /** A name and all that depend on it. */
    Set<String> cone(String... names) {
        Set<String> cone = new HashSet<>(Arrays.asList(names));
        inputs.forEach((name, needs) -> {
            if (needs.stream().anyMatch(cone::contains)) {
                cone.add(name);
            }
        });
        return cone;
    }
}
