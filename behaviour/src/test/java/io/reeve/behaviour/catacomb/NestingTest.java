// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.catacomb;

import static io.reeve.behaviour.catacomb.Scene.OBEDIENT;
import static io.reeve.behaviour.catacomb.Scene.errorOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.Plan;
import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.WorkerContract;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A catacomb is a worker: of anybody, of a runner, of another catacomb. */
final class NestingTest {
    @RegisterExtension
    final Scene scene = new Scene();

    @Nested
    @DisplayName("a catacomb with workers is a worker")
    final class Contract implements WorkerContract {
        @Override
        public Worker newWorker() {
            return scene.living(ScriptedWorker.obedient(), scene.living());
        }

        @Override
        public void checkReleased(Worker worker) {
            assertThat(((Catacomb) worker).report()).doesNotContainKey("workers");
            assertThat(((Catacomb) worker).state()).isEqualTo(Catacomb.State.DEAD);
        }
    }

    @Nested
    @DisplayName("a catacomb that fails when it is killed is a worker")
    final class FailingContract implements WorkerContract {
        @Override
        public Worker newWorker() {
            return scene.living(ScriptedWorker.failing(new Exception("last words")));
        }
    }

    /** What people write who make a class of it. */
    private static final class Heartbeat implements Worker {
        private final Catacomb catacomb = new Catacomb();

        Heartbeat() {
            catacomb.invoke(Plan.builder("heartbeat", this::beat).owner(this).build());
        }

        private void beat(Catacomb self) throws Exception {
            while (self.sleep(Duration.ofSeconds(5))) {
                assertThat(catacomb).isSameAs(self);
            }
        }

        @Override
        public void kill() {
            catacomb.kill();
        }

        @Override
        public CompletionStage<Void> completion() {
            return catacomb.completion();
        }
    }

    @Nested
    @DisplayName("a class made of a catacomb is a worker")
    final class OwnerContract implements WorkerContract {
        @Override
        public Worker newWorker() {
            return new Heartbeat();
        }
    }

    @Test
    @DisplayName("killing the outer catacomb ends the inner ones, to the innermost worker")
    void killReachesTheInnermost() throws Exception {
        ScriptedWorker leaf = ScriptedWorker.obedient();
        Catacomb outer = scene.start("outer", OBEDIENT, scene.start("middle", OBEDIENT, scene.living(leaf)));
        outer.kill();
        assertThat(errorOf(outer)).isNull();
        assertThat(leaf.hasEnded()).isTrue();
    }

    @Test
    @DisplayName("C-30 C-42 the error of the innermost worker is that of the outermost catacomb, with its identity")
    void errorsReachTheOutermost() throws Exception {
        ScriptedWorker leaf = scene.deaf();
        Catacomb outer = scene.start("outer", OBEDIENT, scene.start("middle", OBEDIENT, scene.living(leaf)));
        Exception error = new Exception("deep");
        leaf.end(error);
        assertThat(errorOf(outer)).isSameAs(error);
        assertThat(error.getSuppressed()).isEmpty();
    }

    private WorkerRunner runner() {
        return WorkerRunner.start(RunnerParams.builder("main")
                .clock(scene.clock)
                .isFatal(error -> error instanceof Error)
                .restartDelay(Duration.ofSeconds(3))
                .build());
    }

    @Test
    @DisplayName(
            "as the worker of a runner it is restarted when it fails, on threads named by runner, id and generation")
    void runnersRestartIt() throws Exception {
        WorkerRunner runner = runner();
        List<String> names = new CopyOnWriteArrayList<>();
        runner.startWorker(
                "beat",
                context -> Catacomb.start(context, self -> {
                    names.add(Thread.currentThread().getName());
                    if (names.size() == 1) {
                        throw new Exception("once");
                    }
                    OBEDIENT.run(self);
                }));
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofSeconds(3));
        Worker second = Scene.get(runner.worker("beat"));
        Scene.until("the second has begun", () -> names.size() == 2);
        assertThat(names).containsExactly("reeve/main/beat#1", "reeve/main/beat#2");
        assertThat(second).hasToString("catacomb 'main/beat#2' (alive)");
        assertThat(errorOf(runner.stopWorker("beat"))).isNull();
        assertThat(errorOf(second)).isNull();
        runner.kill();
        assertThat(errorOf(runner)).isNull();
    }

    @Test
    @DisplayName("a fatal error of one of its workers ends the runner with that error")
    void fatalErrorsEndTheRunner() throws Exception {
        WorkerRunner runner = runner();
        Error fatal = new Error("fatal");
        runner.startWorker("group", context -> scene.living(ScriptedWorker.dead(fatal)));
        assertThat(errorOf(runner)).isSameAs(fatal);
    }

    @Test
    @DisplayName("a runner's report shows the catacomb with its workers")
    void reportsShowIt() throws Exception {
        WorkerRunner runner = runner();
        CompletableFuture<Catacomb> started = new CompletableFuture<>();
        runner.startWorker("group", context -> {
            Catacomb catacomb = scene.living(ScriptedWorker.obedient());
            started.complete(catacomb);
            return catacomb;
        });
        assertThat(Scene.get(runner.worker("group"))).isSameAs(Scene.get(started));
        assertThat(runner.report().toString()).contains("group", Reporter.KEY_REPORT, "ScriptedWorker");
        runner.kill();
        assertThat(errorOf(runner)).isNull();
    }

    @Test
    @DisplayName("a runner can be the worker of a catacomb")
    void runnersAsWorkers() throws Exception {
        WorkerRunner runner = runner();
        ScriptedWorker leaf = ScriptedWorker.obedient();
        runner.startWorker("leaf", context -> leaf);
        Scene.get(runner.worker("leaf"));
        Catacomb catacomb = scene.living(runner);
        assertThat(((Map<?, ?>) catacomb.report().get("workers")).keySet()).isEqualTo(Set.of(runner.name()));
        catacomb.kill();
        assertThat(errorOf(catacomb)).isNull();
        assertThat(leaf.hasEnded()).isTrue();
    }
}
