// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.behaviour.StageWorker;
import io.reeve.dependency.Manifold;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerNotFoundException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the simulation has found in runner and engine, in the one order in which it shows, by hand. */
class FoundBySimulationTest {
    /** Runs its tasks when it is told to. */
    private static final class ByHand implements Executor {
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void runOne() {
            tasks.remove().run();
        }

        void runAll() {
            while (!tasks.isEmpty()) {
                runOne();
            }
        }
    }

    private final ByHand executor = new ByHand();

    @Test
    @DisplayName("R-65 R-66 a lookup that is answered late does not get a worker that has finished and is gone")
    void lateAnswer() {
        WorkerRunner runner = WorkerRunner.start(RunnerParams.builder("runner")
                .clock(new VirtualClock())
                .executor(executor)
                .build());
        StageWorker worker = new StageWorker();
        runner.startWorker("a", context -> worker);
        CompletableFuture<Worker> lookup = runner.worker("a");
        executor.runOne();
        // The answer is on its way, and the worker ends before it arrives.
        worker.end().complete(null);

        executor.runAll();

        assertThat(runner.workerIds()).isEmpty();
        assertThatThrownBy(lookup::get).hasCauseInstanceOf(WorkerNotFoundException.class);
    }

    @Test
    @DisplayName("D-72 an uninstall from a dying engine cancels a start that was decided and not made")
    void uninstallWhileDying() {
        DependencyEngine engine = DependencyEngine.start(EngineParams.builder("engine")
                .clock(new VirtualClock())
                .executor(executor)
                .build());
        int[] starts = {0};
        engine.install(
                "a",
                Manifold.starting(inputs -> {
                            starts[0]++;
                            return new StageWorker();
                        })
                        .build());
        engine.kill();

        CompletionStage<Void> gone = engine.uninstall("a");
        executor.runAll();

        assertThat(starts[0]).isZero();
        assertThat(gone.toCompletableFuture()).isCompleted();
        assertThat(engine.completion().toCompletableFuture()).isCompleted();
    }
}
