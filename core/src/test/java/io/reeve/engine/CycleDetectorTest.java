// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.dependency.DependencyCycleException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CycleDetectorTest {
    private final EngineMachine machine = new EngineMachine(EngineParams.of("cycles"), () -> 0.5);

    private void install(String name, String... needs) {
        LargeGraphsTest.install(machine, name, List.of(needs));
    }

    @Test
    @DisplayName("The path of a cycle is a shortest one")
    void shortestPath() {
        install("b", "a");
        install("c", "b");
        install("d", "c");
        install("end", "d", "b");
        assertThatThrownBy(() -> install("a", "end"))
                .isInstanceOfSatisfying(
                        DependencyCycleException.class,
                        refused -> assertThat(refused.path()).containsExactly("a", "end", "b", "a"));
    }

    @Test
    @DisplayName("B-49 a refused cycle leaves no manifold that keeps another one, which may be uninstalled later")
    void nothingIsKept() {
        install("b", "a");
        // Looked at on the way, and in vain.
        install("side", "b");
        install("beyond", "side");
        install("c", "b");
        install("d", "c");
        install("e", "d");
        assertThatThrownBy(() -> install("a", "e")).isInstanceOf(DependencyCycleException.class);
        assertThat(machine.nodes().values()).hasSizeGreaterThan(5).allMatch(node -> node.seenFrom == null);
    }
}
