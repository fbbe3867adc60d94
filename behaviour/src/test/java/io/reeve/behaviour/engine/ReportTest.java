// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.behaviour.ReportingWorker;
import io.reeve.dependency.Engine;
import io.reeve.dependency.Manifold;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.WorkerStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ReportTest {
    @RegisterExtension
    final Stage stage = Stage.plain();

    private void installTalker(String name, Callable<Map<String, Object>> report) throws InterruptedException {
        stage.engine.install(name, inputs -> new ReportingWorker(report));
        stage.awaitStarted(name, 1);
    }

    @Test
    @DisplayName("D-80 D-83 the engine reports its state to the end and after it, and its error")
    void engine() throws Exception {
        assertThat(stage.engine.report()).isEqualTo(Map.of("state", "started", "manifolds", Map.of()));
        stage.installStart("a", inputs -> ScriptedWorker.deaf());
        stage.awaitStarted("a", 1);
        stage.engine.kill();
        assertThat(stage.engine.report()).containsEntry("state", "stopping");
        stage.untilState("a", State.STOPPING);
        assertThat(stage.entry("a")).containsEntry("state", "stopping");
        stage.worker("a").end();
        assertThat(Stage.errorOf(stage.engine.completion())).isNull();
        assertThat(stage.engine.report()).containsEntry("state", "stopped").doesNotContainKey("error");
        assertThat(stage.entry("a")).containsEntry("state", "stopped");
    }

    @Test
    @DisplayName("D-80 a fatal error is in the report while the engine stops and afterwards")
    void fatal() throws Exception {
        Stage fatal = Stage.with(params -> params.isFatal(error -> true));
        fatal.installStart("a", inputs -> ScriptedWorker.deaf());
        fatal.awaitStarted("a", 1);
        IllegalStateException error = new IllegalStateException("broken");
        fatal.installStart("b", Stage.failing(error));
        fatal.awaitFailed("b", 1);
        assertThat(fatal.engine.report()).containsEntry("state", "stopping").containsEntry("error", error.toString());
        assertThat(fatal.finish()).isSameAs(error);
        assertThat(fatal.engine.report()).containsEntry("state", "stopped").containsEntry("error", error.toString());
    }

    @Test
    @DisplayName("D-81 a manifold reports state, inputs, number of starts, time of start and its worker's report")
    void manifold() throws Exception {
        installTalker("in", () -> Map.of("answer", 42));
        stage.install("a", "in");
        stage.awaitStarted("a", 1);
        assertThat(stage.entry("a"))
                .isEqualTo(Map.of(
                        "state",
                        "started",
                        "inputs",
                        List.of("in"),
                        "start-count",
                        1L,
                        "started",
                        "2026-01-02 03:04:05"));
        assertThat(stage.entry("in"))
                .containsEntry("report", Map.of("answer", 42))
                .containsEntry("inputs", List.of());
    }

    @Test
    @DisplayName("D-82 the number of starts survives restarts and is gone when the manifold is uninstalled")
    void startCount() throws Exception {
        stage.install("a");
        stage.awaitStarted("a", 1);
        stage.engine.bounce("a");
        stage.awaitStarted("a", 2);
        assertThat(stage.entry("a")).containsEntry("start-count", 2L);
        Stage.get(stage.engine.uninstall("a"));
        stage.awaitRemoved("a");
        assertThat(stage.entry("a")).isNull();
        stage.install("a");
        Stage.until("it runs", () -> stage.state("a") == State.STARTED);
        assertThat(stage.entry("a")).containsEntry("start-count", 1L);
    }

    @Test
    @DisplayName("D-85 B-43 in a delay the last error stays and the due time shows; a success clears both")
    void delay() throws Exception {
        IllegalStateException error = new IllegalStateException("broken");
        stage.installStart("a", inputs -> {
            if (inputs.generation() == 1) {
                throw error;
            }
            return ScriptedWorker.obedient();
        });
        stage.untilFailed("a", error);
        stage.clock.awaitTimers(1);
        assertThat(stage.entry("a"))
                .containsEntry("state", "stopped")
                .containsEntry("error", error.toString())
                .containsEntry("next-start", "2026-01-02 03:04:08")
                .doesNotContainKey("started");
        stage.clock.advance(Duration.ofSeconds(3));
        stage.awaitStarted("a", 2);
        assertThat(stage.entry("a"))
                .containsEntry("state", "started")
                .doesNotContainKey("error")
                .doesNotContainKey("next-start");
    }

    @Test
    @DisplayName("D-84 what nobody installed is listed with those that wait for it")
    void missing() {
        stage.install("b", "x");
        stage.install("a", "x");
        assertThat(stage.engine.report()).containsEntry("missing", Map.of("x", List.of("a", "b")));
    }

    @Test
    @DisplayName("D-86 engines in runners in engines show in one report, and end with the outermost")
    @SuppressWarnings("unchecked")
    void nesting() throws Exception {
        AtomicReference<DependencyEngine> innermost = new AtomicReference<>();
        stage.engine.install("runner", inputs -> {
            WorkerRunner runner = WorkerRunner.start(RunnerParams.of("inner runner"));
            runner.startWorker("engine", context -> {
                DependencyEngine engine = DependencyEngine.start(EngineParams.of("inner engine"));
                engine.install("leaf", access -> ScriptedWorker.obedient());
                innermost.set(engine);
                return engine;
            });
            return runner;
        });
        stage.awaitStarted("runner", 1);
        Stage.until(
                "the leaf runs",
                () -> innermost.get() != null
                        && innermost.get().status("leaf").orElseThrow().state() == State.STARTED);
        Stage.until("the runner has the engine", () -> {
            Map<String, Object> runner =
                    (Map<String, Object>) stage.entry("runner").get("report");
            return ((Map<String, Map<String, Object>>) runner.get("workers"))
                    .get("engine")
                    .containsKey("report");
        });
        Map<String, Object> runner = (Map<String, Object>) stage.entry("runner").get("report");
        Map<String, Object> engine = (Map<String, Object>) ((Map<String, Map<String, Object>>) runner.get("workers"))
                .get("engine")
                .get("report");
        assertThat(Stage.entry(engine, "leaf")).containsEntry("state", "started");
        stage.finish();
        assertThat(innermost.get().completion().toCompletableFuture()).isDone();
    }

    @Test
    @DisplayName("B-53 a reporter that hangs is left out after a bounded time, one that throws spoils only its entry")
    void hangingReporter() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        stage.atTheEnd(open::countDown);
        installTalker("hangs", () -> {
            asked.countDown();
            open.await();
            return Map.of();
        });
        installTalker("throws", () -> {
            throw new IllegalStateException("report is broken");
        });
        installTalker("again", () -> Map.of("nested", stage.engine.report().get("state")));
        installTalker("good", () -> Map.of("answer", 42));
        Map<String, Object> answer = reportWithoutPatience();
        Stage.reached(asked);
        // The clock may have been faster than the one that answers at once.
        while (!Map.of("answer", 42).equals(Stage.entry(answer, "good").get("report"))) {
            answer = reportWithoutPatience();
        }
        assertThat(Stage.entry(answer, "hangs")).containsEntry("state", "started");
        assertThat(Stage.entry(answer, "throws")).containsEntry("state", "started");
    }

    /** Lets the time pass that a report waits for those who do not answer. */
    private Map<String, Object> reportWithoutPatience() throws Exception {
        CompletableFuture<Map<String, Object>> report = CompletableFuture.supplyAsync(stage.engine::report);
        Stage.until("it gives up", () -> {
            try {
                stage.clock.advance(Duration.ofSeconds(1));
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            return report.isDone();
        });
        return Stage.get(report);
    }

    // ---- the self manifold

    @Test
    @DisplayName("D-90 the self manifold has no inputs and offers the engine as Engine and as Reporter")
    void self() throws Exception {
        Manifold self = stage.engine.selfManifold();
        assertThat(self.inputs()).isEmpty();
        stage.engine.install("self", self);
        AtomicReference<Object> engine = new AtomicReference<>();
        AtomicReference<Object> reporter = new AtomicReference<>();
        stage.installStart(
                "a",
                inputs -> {
                    engine.set(inputs.get("self", Engine.class));
                    reporter.set(inputs.get("self", Reporter.class));
                    inputs.get("self", Engine.class).install("b", access -> ScriptedWorker.obedient());
                    return ScriptedWorker.obedient();
                },
                "self");
        stage.awaitStarted("a", 1);
        stage.awaitStarted("b", 1);
        assertThat(engine.get()).isSameAs(stage.engine);
        assertThat(reporter.get()).isSameAs(stage.engine);
        assertThat(stage.entry("self")).doesNotContainKey("report");
    }

    @Test
    @DisplayName("D-90 the self manifold offers nothing else")
    void selfAsSomethingElse() throws Exception {
        stage.engine.install("self", stage.engine.selfManifold());
        stage.installStart(
                "a",
                inputs -> {
                    inputs.get("self", Runnable.class);
                    return ScriptedWorker.obedient();
                },
                "self");
        assertThat(stage.awaitFailed("a", 1)).hasMessageContaining("not exposed");
    }

    @Test
    @DisplayName("D-91 D-73 B-45 B-64 100 self manifolds bounce their dependents, and never hold up the end")
    void manySelves() throws Exception {
        for (int i = 0; i < 100; i++) {
            stage.engine.install("self" + i, stage.engine.selfManifold());
        }
        stage.install("a", "self7");
        stage.awaitStarted("a", 1);
        stage.engine.bounce("self7");
        stage.awaitStarted("a", 2);
        assertThat(stage.finish()).isNull();
        assertThat(stage.engine.statuses()).hasSize(101).allMatch(status -> status.state() == State.STOPPED);
    }

    @Test
    @DisplayName("B-45 with every error fatal an engine that contains itself still ends without error")
    void selfAndFatal() throws Exception {
        Stage fatal = Stage.with(params -> params.isFatal(error -> true));
        fatal.engine.install("self", fatal.engine.selfManifold());
        fatal.awaitStarted("self", 1);
        assertThat(fatal.finish()).isNull();
    }

    @Test
    @DisplayName("D-91 an engine that is installed in itself as a plain worker does not wait for its own end")
    void engineAsItsOwnWorker() throws Exception {
        stage.engine.install("me", inputs -> stage.engine);
        stage.awaitStarted("me", 1);
        stage.engine.bounce("me");
        stage.awaitStarted("me", 2);
        assertThat(stage.engine.state()).isEqualTo(io.reeve.worker.Runner.State.RUNNING);
    }
}
