// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Input;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldBuilder;
import io.reeve.worker.Worker;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BlueprintTest {
    private static ManifoldBuilder<Worker> manifold() {
        return Manifold.starting(inputs -> {
            throw new AssertionError("a blueprint starts nothing");
        });
    }

    private static Blueprint of(ManifoldBuilder<Worker> manifold) {
        return Blueprint.of(ManifoldSpec.builder("a", manifold.build()).build());
    }

    @Test
    @DisplayName(
            "An input that is named twice is one: needed if one of them needs it, with the type that one of them says")
    void namedTwice() {
        Input needed = Input.of("b", String.class);
        assertThat(of(manifold().uses("b", String.class).needs("b")).inputs()).containsExactly(needed);
        assertThat(of(manifold().needs("b").uses("b", String.class)).inputs()).containsExactly(needed);
        assertThat(of(manifold().needs("b").needs("b")).inputs()).containsExactly(Input.of("b"));
    }
}
