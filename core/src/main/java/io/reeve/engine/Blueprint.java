// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.Input;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A manifold with all that it said of itself when it was installed; later changes of its lists have no effect. How it is
 * treated may be changed.
 */
final class Blueprint {
    /** That of a name which nobody ever installed. */
    static final Blueprint NONE = new Blueprint(
            ManifoldSpec.builder("", inputs -> {
                        throw new IllegalStateException("nobody installed this");
                    })
                    .build(),
            List.of(),
            List.of());

    /** Written under the engine's lock; of one manifold always. */
    private volatile ManifoldSpec spec;

    private final List<Input> inputs;
    private final List<Output<?>> outputs;

    private Blueprint(ManifoldSpec spec, List<Input> inputs, List<Output<?>> outputs) {
        this.spec = spec;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** Asks the manifold, which is foreign code: with no lock held. */
    static Blueprint of(ManifoldSpec spec) {
        Manifold manifold = spec.manifold();
        Map<String, Input> inputs = new LinkedHashMap<>();
        for (Input input : List.copyOf(requireNonNull(manifold.inputs(), "inputs() returned null"))) {
            inputs.merge(input.name(), input, Blueprint::both);
        }
        return new Blueprint(
                spec,
                List.copyOf(inputs.values()),
                List.copyOf(requireNonNull(manifold.outputs(), "outputs() returned null")));
    }

    private static Input both(Input first, Input second) {
        return new Input(
                first.name(),
                first.type() != null ? first.type() : second.type(),
                first.isOptional() && second.isOptional());
    }

    ManifoldSpec spec() {
        return spec;
    }

    /** It is to be treated in another way from now on. Returns false if that is about another manifold. */
    boolean revise(ManifoldSpec other) {
        if (other.manifold() != spec.manifold()) {
            return false;
        }
        spec = other;
        return true;
    }

    /** Each name once. */
    List<Input> inputs() {
        return inputs;
    }

    List<Output<?>> outputs() {
        return outputs;
    }

    List<String> outputTypes() {
        List<String> types = new ArrayList<>();
        outputs.forEach(output -> types.add(output.type().getName()));
        return types;
    }
}
