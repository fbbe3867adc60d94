// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class NestingTest {
    @RegisterExtension
    final Rig outer = Rig.whereSomeAreFatal();

    private final Crew crew = new Crew();

    @AfterEach
    void closeCrew() throws Exception {
        outer.finish();
        crew.close();
    }

    private WorkerRunner startInner(String id) throws Exception {
        WorkerRunner inner = WorkerRunner.start(
                RunnerParams.builder("inner").clock(outer.clock).executor(crew).build());
        outer.runner.startWorker(id, context -> inner);
        assertThat(outer.lookup(id)).isSameAs(inner);
        return inner;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> nested(Map<String, Object> report, String id) {
        return (Map<String, Object>) Rig.entry(report, id).get(Reporter.KEY_REPORT);
    }

    @Test
    @DisplayName("R-1 a runner is a worker of another: killing the outer one ends the inner one and its workers")
    void killReachesTheInnermost() throws Exception {
        WorkerRunner inner = startInner("inner");
        ScriptedWorker leaf = ScriptedWorker.obedient();
        inner.startWorker("leaf", context -> leaf);
        Soon.get(inner.worker("leaf"));
        outer.runner.kill();
        assertThat(outer.result()).isNull();
        assertThat(leaf.hasEnded()).isTrue();
        assertThat(inner.state()).isEqualTo(Runner.State.DEAD);
    }

    @Test
    @DisplayName("R-1 R-31 the fatal error of an inner runner is its error as a worker, with its identity")
    void fatalErrorOfTheInnerRunner() throws Exception {
        WorkerRunner inner = startInner("inner");
        Exception fatal = new Exception("fatal");
        inner.startWorker("leaf", context -> ScriptedWorker.dead(fatal));
        assertThat(outer.result()).isSameAs(fatal);
    }

    @Test
    @DisplayName("R-21 an inner runner that failed is replaced by a new one after the delay")
    void innerRunnerIsRestarted() throws Exception {
        AtomicReference<WorkerRunner> latest = new AtomicReference<>();
        outer.runner.startWorker("inner", context -> {
            WorkerRunner inner = WorkerRunner.start(RunnerParams.of("inner-" + context.generation()));
            latest.set(inner);
            return inner;
        });
        WorkerRunner first = (WorkerRunner) outer.lookup("inner");
        Exception error = new Exception("once");
        first.startWorker("leaf", context -> ScriptedWorker.dead(error));
        assertThat(outer.awaitFailed("inner", 1).error()).isSameAs(error);
        outer.awaitDelay("inner", 1);
        outer.clock.advance(Rig.DELAY);
        assertThat(outer.lookup("inner")).isSameAs(latest.get()).isNotSameAs(first);
    }

    @Test
    @DisplayName("R-80 R-81 the report shows the tree of runners")
    void reportShowsTheTree() throws Exception {
        WorkerRunner inner = startInner("inner");
        WorkerRunner innermost = WorkerRunner.start(RunnerParams.of("innermost"));
        inner.startWorker("innermost", context -> innermost);
        Soon.get(inner.worker("innermost"));
        innermost.startWorker("leaf", context -> new ReportingWorker(() -> Map.of("depth", 3)));
        Soon.get(innermost.worker("leaf"));
        Map<String, Object> report = outer.runner.report();
        assertThat(Rig.entry(nested(nested(report, "inner"), "innermost"), "leaf"))
                .containsEntry("state", "started")
                .containsEntry("report", Map.of("depth", 3));
    }

    @Test
    @DisplayName(
            "B-15 one deadline serves the whole tree, and a reporter deep inside that blocks spoils only its entry")
    void blockedReporterDeepInside() throws Exception {
        WorkerRunner inner = startInner("inner");
        Gate gate = outer.gate();
        inner.startWorker(
                "blocked",
                context -> new ReportingWorker(() -> {
                    gate.passStubbornly();
                    return Map.of();
                }));
        inner.startWorker("quick", context -> new ReportingWorker(() -> Map.of("key", "value")));
        Soon.get(inner.worker("blocked"));
        Soon.get(inner.worker("quick"));
        CompletableFuture<Map<String, Object>> report = Rig.elsewhere(outer.runner::report);
        outer.clock.awaitTimers(1);
        assertThat(outer.clock.pending()).isEqualTo(1);
        crew.awaitBusy(1);
        outer.clock.advance(Duration.ofSeconds(1));
        Map<String, Object> seen = nested(Soon.get(report), "inner");
        assertThat(Rig.entry(seen, "quick")).containsEntry("report", Map.of("key", "value"));
        assertThat(String.valueOf(Rig.entry(seen, "blocked").get("report"))).contains("no answer");
    }

    @Test
    @DisplayName("a runner that is a worker of two others shows in the reports of both")
    void sharedRunner() throws Exception {
        WorkerRunner inner = startInner("inner");
        outer.runner.startWorker("again", context -> inner);
        assertThat(outer.lookup("again")).isSameAs(inner);
        Map<String, Object> report = outer.runner.report();
        assertThat(nested(report, "inner")).isEqualTo(nested(report, "again")).containsKey("workers");
    }

    @Test
    @DisplayName("B-15 runners that supervise each other can report")
    void runnersInACircle() throws Exception {
        // Two of their own: neither can end before the other, so they never will.
        WorkerRunner one = WorkerRunner.start(RunnerParams.of("one"));
        WorkerRunner two = WorkerRunner.start(RunnerParams.of("two"));
        one.startWorker("two", context -> two);
        two.startWorker("one", context -> one);
        assertThat(Soon.get(one.worker("two"))).isSameAs(two);
        assertThat(Soon.get(two.worker("one"))).isSameAs(one);
        assertThat(nested(one.report(), "two")).containsKey("workers");
        assertThat(nested(two.report(), "one")).containsKey("workers");
    }
}
