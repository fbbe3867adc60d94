// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Manifold;
import io.reeve.testkit.ScriptedWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One change costs one start of each manifold that depends on it, and none of any other. */
final class WavesTest {
    private static Map<String, Graph> graphs() {
        Map<String, Graph> graphs = new TreeMap<>();
        graphs.put("chain", Graph.chain(12));
        graphs.put("fan", Graph.fan(12));
        graphs.put("diamonds", Graph.diamonds(4));
        for (int seed = 1; seed <= 4; seed++) {
            graphs.put("layered " + seed, Graph.layered(new Random(seed), 4, 4));
        }
        return graphs;
    }

    static Stream<Arguments> shapes() {
        return graphs().entrySet().stream().map(graph -> Arguments.of(graph.getKey(), graph.getValue()));
    }

    /** Each graph with its root, one in the middle and its last leaf, with ordered stop and without. */
    static Stream<Arguments> places() {
        return shapes().flatMap(shape -> {
            Graph graph = (Graph) shape.get()[1];
            List<String> names = graph.names();
            return Stream.of(names.get(0), names.get(names.size() / 2), names.get(names.size() - 1))
                    .flatMap(name ->
                            Stream.of(true, false).map(ordered -> Arguments.of(shape.get()[0], graph, name, ordered)));
        });
    }

    private static void with(Stage stage, Act act) throws Exception {
        try {
            act.run();
        } finally {
            stage.finish();
            stage.clock.awaitNoTimers();
        }
    }

    private interface Act {
        void run() throws Exception;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    @DisplayName("D-23 D-40 D-44 installed in any order, each manifold is started once, after its inputs")
    void anyOrderOfInstallation(String shape, Graph graph) throws Exception {
        for (int seed = 0; seed < 8; seed++) {
            List<String> order = graph.names();
            if (seed == 1) {
                Collections.reverse(order);
            } else if (seed > 1) {
                Collections.shuffle(order, new Random(seed));
            }
            Stage stage = Stage.plain();
            Crowd crowd = new Crowd(stage.engine, graph);
            with(stage, () -> {
                crowd.installAll(order);
                crowd.awaitAllRun(Set.copyOf(order), 1);
                crowd.assertOneStartEach(Set.copyOf(order));
            });
        }
    }

    @ParameterizedTest(name = "{0}, {2}, ordered stop {3}")
    @MethodSource("places")
    @DisplayName("D-43 D-44 a bounce starts each dependent once, after its inputs, and nothing else")
    void bounce(String shape, Graph graph, String name, boolean ordered) throws Exception {
        Stage stage = Stage.with(params -> params.orderedStop(ordered));
        Crowd crowd = new Crowd(stage.engine, graph);
        with(stage, () -> {
            crowd.installAll(graph.names());
            crowd.awaitAllRun(Set.copyOf(graph.names()), 1);
            for (int round = 2; round < 4; round++) {
                crowd.turnThePage();
                stage.engine.bounce(name);
                crowd.awaitAllRun(graph.cone(name), round);
                crowd.assertOneStartEach(graph.cone(name));
                if (ordered) {
                    crowd.assertKilledAfterDependents(graph.cone(name));
                }
            }
        });
    }

    @ParameterizedTest(name = "{0}, {2}, ordered stop {3}")
    @MethodSource("places")
    @DisplayName("D-42 D-54 a failure starts the failed one after its delay and each dependent once, and no input")
    void failure(String shape, Graph graph, String name, boolean ordered) throws Exception {
        Stage stage = Stage.with(params -> params.orderedStop(ordered));
        Crowd crowd = new Crowd(stage.engine, graph);
        with(stage, () -> {
            crowd.installAll(graph.names());
            crowd.awaitAllRun(Set.copyOf(graph.names()), 1);
            crowd.turnThePage();
            crowd.member(name).end(new IllegalStateException("broken"));
            stage.awaitFailed(name, 1);
            for (String dependent : graph.cone(name)) {
                stage.untilState(dependent, io.reeve.worker.WorkerStatus.State.STOPPED);
            }
            assertThat(crowd.starts()).isEmpty();
            stage.pass(Duration.ofSeconds(3));
            crowd.awaitAllRun(graph.cone(name), 2);
            crowd.assertOneStartEach(graph.cone(name));
        });
    }

    @ParameterizedTest(name = "{0}, {2}, ordered stop {3}")
    @MethodSource("places")
    @DisplayName("D-53 an uninstalled manifold stops its dependents; one of the same name starts each once")
    void replacement(String shape, Graph graph, String name, boolean ordered) throws Exception {
        Stage stage = Stage.with(params -> params.orderedStop(ordered));
        Crowd crowd = new Crowd(stage.engine, graph);
        with(stage, () -> {
            crowd.installAll(graph.names());
            crowd.awaitAllRun(Set.copyOf(graph.names()), 1);
            crowd.turnThePage();
            Stage.get(stage.engine.uninstall(name));
            for (String dependent : graph.cone(name)) {
                Stage.until(dependent + " stopped", () -> crowd.member(dependent).ended);
            }
            assertThat(crowd.starts()).isEmpty();
            stage.engine.install(name, crowd.manifold(name));
            Set<String> others = new HashSet<>(graph.cone(name));
            others.remove(name);
            crowd.awaitAllRun(others, 2);
            crowd.awaitAllRun(Set.of(name), 1);
            crowd.assertOneStartEach(graph.cone(name));
        });
    }

    @Test
    @DisplayName("D-44 many bounces at many places leave everybody running against what runs")
    void storm() throws Exception {
        for (int seed = 1; seed <= 10; seed++) {
            Random random = new Random(seed);
            boolean ordered = seed % 2 == 0;
            Graph graph = Graph.layered(random, 5, 5);
            Stage stage = Stage.with(params -> params.orderedStop(ordered));
            Crowd crowd = new Crowd(stage.engine, graph);
            with(stage, () -> {
                List<String> names = graph.names();
                Collections.shuffle(names, random);
                crowd.installAll(names);
                for (int i = 0; i < 60; i++) {
                    stage.engine.bounce(names.get(random.nextInt(names.size())));
                }
                Stage.until("all run and nothing is about to stop", () -> {
                    boolean running = stage.engine.statuses().stream()
                            .allMatch(status -> status.state() == io.reeve.worker.WorkerStatus.State.STARTED);
                    return running && names.stream().noneMatch(name -> crowd.member(name).killed);
                });
                crowd.assertAllIsRight();
            });
        }
    }

    @Test
    @DisplayName("B-60 with ordered stop a worker is killed only after all that run against it have ended")
    void orderedStop() throws Exception {
        Graph graph = Graph.diamonds(1);
        Stage stage = Stage.with(params -> params.orderedStop(true));
        Crowd crowd = new Crowd(stage.engine, graph);
        with(stage, () -> {
            crowd.installAll(graph.names());
            crowd.awaitAllRun(Set.copyOf(graph.names()), 1);
            List.of("n1", "n3").forEach(crowd::deafen);
            stage.atTheEnd(
                    () -> graph.names().forEach(name -> crowd.member(name).end(null)));
            Crowd.Member top = crowd.member("n0");
            Crowd.Member left = crowd.member("n1");
            Crowd.Member bottom = crowd.member("n3");
            stage.engine.bounce("n0");
            Stage.until("the last one is killed", () -> bottom.killed);
            assertThat(stage.state("n0")).isEqualTo(io.reeve.worker.WorkerStatus.State.STOPPING);
            assertThat(crowd.diary()).doesNotContain("kill n0", "kill n1", "kill n2");
            assertThat(stage.engine.why("n0").orElseThrow().root().subject()).contains("n3");
            bottom.end(null);
            Stage.until("those in the middle are killed", () -> left.killed && crowd.member("n2").killed);
            assertThat(top.killed).isFalse();
            crowd.undeafen("n1");
            crowd.undeafen("n3");
            left.end(null);
            crowd.awaitAllRun(Set.copyOf(graph.names()), 2);
            crowd.assertAllIsRight();
            crowd.assertKilledAfterDependents(Set.copyOf(graph.names()));
        });
    }

    @Test
    @DisplayName("D-47 without ordered stop all are killed together, whoever is deaf")
    void togetherStop() throws Exception {
        Graph graph = Graph.chain(4);
        Stage stage = Stage.plain();
        Crowd crowd = new Crowd(stage.engine, graph);
        with(stage, () -> {
            crowd.installAll(graph.names());
            crowd.awaitAllRun(Set.copyOf(graph.names()), 1);
            graph.names().forEach(crowd::deafen);
            stage.engine.kill();
            Stage.until("all are killed", () -> graph.names().stream().allMatch(name -> crowd.member(name).killed));
            assertThat(crowd.diary()).noneMatch(line -> line.startsWith("end "));
            graph.names().forEach(name -> crowd.member(name).end(null));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    @DisplayName("B-60 with ordered stop a killed engine stops dependents before their inputs")
    void orderedEnd(String shape, Graph graph) throws Exception {
        Stage stage = Stage.with(params -> params.orderedStop(true));
        Crowd crowd = new Crowd(stage.engine, graph);
        crowd.installAll(graph.names());
        crowd.awaitAllRun(Set.copyOf(graph.names()), 1);
        crowd.turnThePage();
        assertThat(stage.finish()).isNull();
        assertThat(crowd.diary()).hasSize(2 * graph.size());
        crowd.assertKilledAfterDependents(Set.copyOf(graph.names()));
    }

    @Test
    @DisplayName("D-44 the settle window folds a burst of optional inputs into one restart")
    void settleWindow() throws Exception {
        Stage stage = Stage.with(params -> params.settle(Duration.ofSeconds(1)));
        with(stage, () -> {
            stage.engine.install(
                    "user",
                    stage.manifold("user")
                            .uses("a", ScriptedWorker.class)
                            .uses("b", ScriptedWorker.class)
                            .uses("c", ScriptedWorker.class)
                            .build());
            stage.awaitStarted("user", 1);
            for (String name : List.of("a", "b", "c")) {
                stage.engine.install(name, offering(stage, name));
                stage.awaitStarted(name, 1);
            }
            assertThat(stage.workers("user")).isEqualTo(1);
            assertThat(stage.worker("user").kills()).isZero();
            assertThat(stage.clock.pending()).isEqualTo(1);
            stage.clock.advance(Duration.ofSeconds(1));
            // The worker is stopped after the window, and there is not another one before the next start.
            stage.awaitStarted("user", 2);
            assertThat(stage.workers("user")).isEqualTo(2);
            assertThat(stage.status("user").inputs()).allMatch(input -> input.isRunning());
        });
    }

    @Test
    @DisplayName("D-44 without a settle window an optional input that comes restarts its users at once")
    void noSettleWindow() throws Exception {
        Stage stage = Stage.plain();
        with(stage, () -> {
            stage.engine.install(
                    "user",
                    stage.manifold("user").uses("a", ScriptedWorker.class).build());
            stage.awaitStarted("user", 1);
            stage.engine.install("a", offering(stage, "a"));
            stage.awaitStarted("user", 2);
        });
    }

    @Test
    @DisplayName("D-44 of a graph that is installed as a whole, users of optional inputs that come are started once")
    void optionalInputsThatCome() throws Exception {
        Stage stage = Stage.plain();
        with(stage, () -> {
            stage.engine.install("a", offering(stage, "a"));
            stage.engine.install(
                    "b",
                    stage.manifold("b")
                            .uses("a", ScriptedWorker.class)
                            .offers(ScriptedWorker.class, worker -> worker)
                            .build());
            stage.engine.install(
                    "c",
                    stage.manifold("c")
                            .uses("a", ScriptedWorker.class)
                            .needs("b", ScriptedWorker.class)
                            .build());
            stage.awaitStarted("c", 1);
            List<String> all = new ArrayList<>(List.of("a", "b", "c"));
            assertThat(all).allMatch(name -> stage.workers(name) == 1);
            stage.engine.bounce("a");
            stage.awaitStarted("c", 2);
            assertThat(all).allMatch(name -> stage.workers(name) == 2);
        });
    }

    private static Manifold offering(Stage stage, String name) {
        return stage.manifold(name)
                .offers(ScriptedWorker.class, worker -> worker)
                .build();
    }
}
