// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.dependency.DependencyCycleException;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldBuilder;
import io.reeve.worker.Worker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What large graphs cost, counted in edges followed and not in seconds, on a stack that allows no deep recursion. */
class LargeGraphsTest {
    private static final int SIZE = 50_000;
    private static final int WIDTH = 50;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    enum Shape {
        CHAIN,
        FAN,
        /** Layers, in which each needs three of the layer before. */
        LATTICE;

        int[] inputs(int i) {
            if (i == 0 || (this == LATTICE && i < WIDTH)) {
                return new int[0];
            }
            int layer = (i / WIDTH - 1) * WIDTH;
            return switch (this) {
                case CHAIN -> new int[] {i - 1};
                case FAN -> new int[] {0};
                case LATTICE -> new int[] {layer + i % WIDTH, layer + (i + 1) % WIDTH, layer + (i + 7) % WIDTH};
            };
        }
    }

    enum Order {
        IN_ORDER,
        REVERSED,
        SHUFFLED;

        List<Integer> of(int size) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                order.add(i);
            }
            if (this == REVERSED) {
                Collections.reverse(order);
            } else if (this == SHUFFLED) {
                Collections.shuffle(order, new Random(1));
            }
            return order;
        }
    }

    static Stream<Arguments> graphs() {
        return Stream.of(Shape.values())
                .flatMap(shape -> Stream.of(Order.values())
                        .map(order -> Arguments.of(shape, order, isHard(shape, order) ? 250 : 10)));
    }

    /** The one case that is not near-linear: levels are raised again and again. */
    private static boolean isHard(Shape shape, Order order) {
        return shape == Shape.LATTICE && order == Order.SHUFFLED;
    }

    @ParameterizedTest(name = "{0} {1}: {2} edges per manifold at the most")
    @MethodSource("graphs")
    @DisplayName("B-49 installing 50 000 manifolds follows a bounded number of edges for each, whatever the order")
    void nearLinear(Shape shape, Order order, int edges) throws Exception {
        PlanCheckTest.onSmallStack(() -> {
            EngineMachine machine = new EngineMachine(EngineParams.of("large"), () -> 0.5);
            install(machine, shape, order.of(SIZE));
            assertThat(machine.cycleEffort()).isLessThan((long) edges * SIZE);
            assertThat(machine.nodes().values())
                    .allMatch(node -> node.inputs.stream().allMatch(edge -> edge.input.level <= node.level));
        });
    }

    @Test
    @DisplayName("B-49 the error of a long cycle lists its path in order")
    void longCycle() throws Exception {
        PlanCheckTest.onSmallStack(() -> {
            EngineMachine machine = new EngineMachine(EngineParams.of("large"), () -> 0.5);
            int last = 20_000;
            for (int i = last; i > 0; i--) {
                install(machine, "n" + i, List.of("n" + (i - 1)));
            }
            assertThatThrownBy(() -> install(machine, "n0", List.of("n" + last)))
                    .isInstanceOfSatisfying(DependencyCycleException.class, refused -> {
                        assertThat(refused.path()).hasSize(last + 2).startsWith("n0", "n" + last, "n" + (last - 1));
                        assertThat(refused.path()).endsWith("n1", "n0");
                    });
            install(machine, "n0", List.of());
            assertThat(machine.nodes().get("n0").phase).isEqualTo(Node.Phase.STARTING);
        });
    }

    @Test
    @DisplayName("B-51 a change at the root of a deep chain costs what it changes, without recursion")
    void deepWave() throws Exception {
        PlanCheckTest.onSmallStack(() -> {
            EngineMachine machine = new EngineMachine(EngineParams.of("large"), () -> 0.5);
            List<Incarnation> starts = new ArrayList<>();
            machine.begin(Instant.EPOCH);
            machine.install(blueprint("n0", List.of()));
            follow(machine, starts);
            for (int i = 1; i < SIZE; i++) {
                machine.begin(Instant.EPOCH);
                machine.install(blueprint("n" + i, List.of("n" + (i - 1))));
                follow(machine, starts);
            }
            assertThat(starts).hasSize(SIZE);
            machine.begin(Instant.EPOCH);
            machine.bounce("n0");
            long kills = machine.end().stream()
                    .filter(Effects.Kill.class::isInstance)
                    .count();
            assertThat(kills).isEqualTo(SIZE);
            assertThat(new Explainer(machine, "large").impact("n0")).hasSize(SIZE);
            assertThat(new Explainer(machine, "large").why("n" + (SIZE - 1))).isNotNull();
        });
    }

    /** Lets everything start that is to. */
    private static void follow(EngineMachine machine, List<Incarnation> starts) {
        List<Effects.Effect> effects = machine.end();
        for (Effects.Effect effect : effects) {
            if (effect instanceof Effects.Start start) {
                starts.add(start.incarnation());
                machine.begin(Instant.EPOCH);
                machine.started(start.incarnation(), new SimulatedEngine.SimulatedWorker());
                assertThat(machine.end()).isEmpty();
            }
        }
    }

    private static void install(EngineMachine machine, Shape shape, List<Integer> order) {
        for (int i : order) {
            List<String> inputs = new ArrayList<>();
            for (int input : shape.inputs(i)) {
                inputs.add("n" + input);
            }
            install(machine, "n" + i, inputs);
        }
    }

    static void install(EngineMachine machine, String name, List<String> inputs) {
        machine.begin(Instant.EPOCH);
        machine.install(blueprint(name, inputs));
        machine.end();
    }

    private static Blueprint blueprint(String name, List<String> inputs) {
        ManifoldBuilder<Worker> manifold = Manifold.starting(access -> {
            throw new AssertionError("the machine starts nothing");
        });
        inputs.forEach(manifold::needs);
        return Blueprint.of(ManifoldSpec.builder(name, manifold.build()).build());
    }
}
