// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldBuilder;
import io.reeve.worker.Worker;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlanCheckTest {
    private final Map<String, Manifold> plan = new LinkedHashMap<>();

    private static Worker refuse(Inputs inputs) {
        throw new AssertionError("a check starts nothing");
    }

    private ManifoldBuilder<Worker> manifold() {
        return Manifold.starting(PlanCheckTest::refuse);
    }

    private void add(String name, String... needs) {
        ManifoldBuilder<Worker> manifold = manifold();
        for (String input : needs) {
            manifold.needs(input);
        }
        plan.put(name, manifold.build());
    }

    private PlanCheck check() {
        return PlanCheck.of(plan);
    }

    @Test
    @DisplayName("D-2 nothing is wrong with no manifolds, nor with a graph without cycles")
    void flawless() {
        assertThat(check().isFlawless()).isTrue();
        add("a");
        add("b", "a");
        add("c", "a", "b");
        assertThat(check().isFlawless()).isTrue();
        assertThat(check()).hasToString("3 manifolds, no flaws");
    }

    @Test
    @DisplayName("D-2 a manifold that needs itself is a cycle")
    void selfLoop() {
        add("a", "a");
        assertThat(check().cycles()).containsExactly(List.of("a", "a"));
        assertThat(check().isFlawless()).isFalse();
    }

    @Test
    @DisplayName("D-2 each group of manifolds that depend on each other is shown with a path, also by optional inputs")
    void cycles() {
        add("a", "b");
        add("b", "c");
        plan.put("c", manifold().needs(Input.of("a").optional()).needs("d").build());
        add("d", "e");
        add("e", "d");
        add("f", "a");
        assertThat(check().cycles()).containsExactly(List.of("a", "b", "c", "a"), List.of("d", "e", "d"));
        assertThat(check().toString()).contains("cycle: 'a' needs 'b' needs 'c' needs 'a'");
    }

    @Test
    @DisplayName("D-2 names that are inputs but not in the set are leaves: missing, and no cycle")
    void missing() {
        add("a", "x");
        add("b", "x", "a");
        plan.put("c", manifold().needs(Input.of("y").optional()).build());
        PlanCheck check = check();
        assertThat(check.cycles()).isEmpty();
        assertThat(check.missing()).isEqualTo(Map.of("x", List.of("a", "b"), "y", List.of("c")));
        assertThat(check.unreachable()).containsExactly("a", "b");
        assertThat(check.whyUnreachable("a")).containsExactly("a", "x");
        assertThat(check.whyUnreachable("c")).isEmpty();
    }

    @Test
    @DisplayName("D-31 an output of a type that the input does not offer is a mismatch, that of a supertype is not")
    void mismatches() {
        plan.put("a", manifold().offers(Integer.class, worker -> 1).build());
        plan.put("b", manifold().needs("a", Number.class).build());
        plan.put("c", manifold().needs("a", String.class).build());
        plan.put("d", manifold().uses("a", String.class).build());
        add("e", "c");
        PlanCheck check = check();
        assertThat(check.mismatches())
                .containsExactly(
                        new PlanCheck.Mismatch("c", "a", "java.lang.String", false, List.of("java.lang.Integer")),
                        new PlanCheck.Mismatch("d", "a", "java.lang.String", true, List.of("java.lang.Integer")));
        assertThat(check.unreachable()).containsExactly("c", "e");
        assertThat(check.whyUnreachable("e")).containsExactly("e", "c");
    }

    @Test
    @DisplayName("D-2 what requires something in a cycle is unreachable, what can do without is not")
    void unreachable() {
        add("a", "b");
        add("b", "a");
        add("c", "b");
        add("d", "c");
        plan.put("e", manifold().needs(Input.of("c").optional()).build());
        assertThat(check().unreachable()).containsExactly("a", "b", "c", "d");
        assertThat(check().whyUnreachable("d")).containsExactly("d", "c", "b");
    }

    @Test
    @DisplayName("D-2 the impact of a manifold is itself and all that depend on it, in order of start")
    void impact() {
        add("a");
        add("b", "a");
        add("c", "a");
        add("d", "b", "c", "x");
        add("e");
        assertThat(check().impact("a")).hasSize(4).startsWith("a").endsWith("d");
        assertThat(check().impact("d")).containsExactly("d");
        assertThat(check().impact("x")).containsExactly("d");
        assertThat(check().impact("nobody")).isEmpty();
    }

    @Test
    @DisplayName("D-2 names that an engine refuses are refused, and a manifold that throws is heard")
    void badInput() {
        assertThatThrownBy(() -> PlanCheck.of(Map.of("", manifold().build())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlanCheck.of(Map.of("a", manifold().needs("").build())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
        Map<String, Manifold> none = new HashMap<>();
        none.put("a", null);
        assertThatThrownBy(() -> PlanCheck.of(none))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("'a'");
    }

    @Test
    @DisplayName("B-49 graphs as deep as one likes are checked on a small stack")
    void deep() throws Exception {
        int depth = 50_000;
        add("n0", "absent");
        for (int i = 1; i < depth; i++) {
            add("n" + i, "n" + (i - 1));
        }
        add("ring0", "ring" + (depth - 1));
        for (int i = 1; i < depth; i++) {
            add("ring" + i, "ring" + (i - 1));
        }
        onSmallStack(() -> {
            PlanCheck check = check();
            assertThat(check.cycles()).hasSize(1);
            assertThat(check.cycles().get(0)).hasSize(depth + 1);
            assertThat(check.unreachable()).hasSize(2 * depth);
            assertThat(check.whyUnreachable("n" + (depth - 1)))
                    .hasSize(depth + 1)
                    .endsWith("absent");
            assertThat(check.impact("n0")).hasSize(depth);
        });
    }

    static void onSmallStack(Runnable task) throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(null, task, "small stack", 128 * 1024);
        thread.setUncaughtExceptionHandler((unused, error) -> thrown[0] = error);
        thread.start();
        thread.join();
        assertThat(thrown[0]).isNull();
    }

    @Test
    @DisplayName("all flaws are told, one in a line")
    void flawsInWords() {
        add("a", "b");
        add("b", "a");
        add("c", "nobody");
        add("d", "c");
        plan.put("e", manifold().needs(Input.of("text", Integer.class)).build());
        plan.put("text", manifold().offers(String.class, worker -> "text").build());
        plan.put("f", manifold().needs(Input.of("plain", Integer.class)).build());
        plan.put("plain", manifold().build());
        assertThat(check().toString().lines())
                .contains(
                        "cycle: 'a' needs 'b' needs 'a'",
                        "missing: 'nobody', input of c",
                        "mismatch: 'e' needs java.lang.Integer of 'text', which offers java.lang.String",
                        "mismatch: 'f' needs java.lang.Integer of 'plain', which offers nothing",
                        "never started: 'd', which needs 'c'");
    }
}
