// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.WorkerChecks;
import io.reeve.testkit.WorkerContract;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the interface itself promises, and that a runner keeps it. */
final class WorkerTest {
    @Nested
    @DisplayName("a runner with workers is a worker")
    final class RunnerIsAWorker implements WorkerContract {
        @Override
        public Worker newWorker() throws Exception {
            WorkerRunner runner = WorkerRunner.start(RunnerParams.of("contract"));
            for (int i = 0; i < 10; i++) {
                runner.startWorker("w" + i, context -> ScriptedWorker.obedient());
            }
            return runner;
        }

        @Override
        public void checkReleased(Worker worker) {
            assertThat(((WorkerRunner) worker).workerIds()).isEmpty();
        }
    }

    @Nested
    @DisplayName("a runner that dies of an error while it is killed is a worker")
    final class FailingRunnerIsAWorker implements WorkerContract {
        @Override
        public Worker newWorker() throws Exception {
            WorkerRunner runner = WorkerRunner.start(RunnerParams.of("contract"));
            runner.startWorker("a", context -> ScriptedWorker.failing(new Exception("fatal")));
            Soon.get(runner.worker("a"));
            return runner;
        }
    }

    private static Worker of(CompletionStage<Void> completion) {
        return new Worker() {
            @Override
            public void kill() {}

            @Override
            public CompletionStage<Void> completion() {
                return completion;
            }
        };
    }

    static List<Throwable> errors() {
        return List.of(
                new Exception("checked"),
                new StackOverflowError(),
                new CompletionException("without a cause", null),
                new InterruptedException("mine"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    @DisplayName("W-3 W-4 await throws the worker's error as the cause, itself, each time: ")
    void awaitThrowsTheError(Throwable error) {
        Worker worker = ScriptedWorker.dead(error);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(worker::await)
                    .isExactlyInstanceOf(ExecutionException.class)
                    .satisfies(thrown -> assertThat(thrown.getCause()).isSameAs(error));
        }
    }

    @Test
    @DisplayName("W-4 B-18 await throws an ExecutionException also if the worker ended with a CancellationException")
    void awaitOfACancelledWorker() {
        CancellationException error = new CancellationException("mine");
        Worker worker = ScriptedWorker.dead(error);
        assertThatThrownBy(worker::await)
                .isExactlyInstanceOf(ExecutionException.class)
                .satisfies(thrown -> assertThat(thrown.getCause()).isSameAs(error));
    }

    @Test
    @DisplayName("W-4 B-18 await keeps an error that is a kind of CompletionException with a meaning of its own")
    void awaitKeepsSpecialWrappers() {
        final class Special extends CompletionException {
            private static final long serialVersionUID = 1L;

            Special(Throwable cause) {
                super(cause);
            }
        }
        Special error = new Special(new Exception("cause"));
        Worker worker = ScriptedWorker.dead(error);
        assertThatThrownBy(worker::await)
                .isExactlyInstanceOf(ExecutionException.class)
                .satisfies(thrown -> assertThat(thrown.getCause()).isSameAs(error));
    }

    @Test
    @DisplayName("W-1 await waits for a stage that is nothing but a stage")
    void awaitNeedsOnlyAStage() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Worker worker = of(end.minimalCompletionStage());
        CompletableFuture<Boolean> waiting = Rig.elsewhere(() -> {
            worker.await();
            return true;
        });
        assertThat(waiting).isNotDone();
        end.complete(null);
        assertThat(Soon.get(waiting)).isTrue();
    }

    @Test
    @DisplayName("W-2 any thread may kill and await, in any order, concurrently")
    void anyThreadInAnyOrder() throws Exception {
        ScriptedWorker worker = ScriptedWorker.obedient();
        List<CompletableFuture<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            boolean kills = i % 2 == 0;
            threads.add(Rig.elsewhere(() -> {
                if (kills) {
                    worker.kill();
                }
                worker.await();
                worker.kill();
                worker.await();
                return true;
            }));
        }
        for (CompletableFuture<Boolean> thread : threads) {
            assertThat(Soon.get(thread)).isTrue();
        }
    }

    @Test
    @DisplayName("W-5 stop kills once, before it waits, and throws the error unchanged")
    void stopKillsThenWaits() {
        Exception error = new Exception("on kill");
        ScriptedWorker worker = ScriptedWorker.failing(error);
        assertThatThrownBy(worker::stop)
                .isInstanceOf(ExecutionException.class)
                .satisfies(thrown -> assertThat(thrown.getCause()).isSameAs(error));
        assertThat(worker.kills()).isEqualTo(1);
    }

    @Test
    @DisplayName("W-5 an interrupted stop has killed all the same")
    void interruptedStopHasKilled() {
        ScriptedWorker worker = ScriptedWorker.deaf();
        Thread.currentThread().interrupt();
        assertThatThrownBy(worker::stop).isInstanceOf(InterruptedException.class);
        assertThat(worker.kills()).isEqualTo(1);
        worker.end();
    }

    @Test
    @DisplayName("W-6 completion fires once the worker has finished, whatever its error, and not before")
    void completionFires() throws Exception {
        WorkerRunner runner = WorkerRunner.start(RunnerParams.of("w6"));
        ScriptedWorker slow = ScriptedWorker.deaf();
        runner.startWorker("slow", context -> slow);
        Soon.get(runner.worker("slow"));
        CompletableFuture<String> fired = new CompletableFuture<>();
        runner.completion().whenComplete((nothing, error) -> fired.complete("with " + error));
        runner.kill();
        slow.awaitKill();
        assertThat(fired).isNotDone();
        slow.end();
        assertThat(Soon.get(fired)).isEqualTo("with null");
    }

    @Test
    @DisplayName("W-7 W-8 W-9 B-50 completion is always the same stage, and asking for it costs no thread")
    void completionCostsNothing() throws Exception {
        WorkerRunner runner = WorkerRunner.start(RunnerParams.of("w7"));
        CompletionStage<Void> stage = runner.completion();
        int threads = Thread.activeCount();
        for (int i = 0; i < 10_000; i++) {
            assertSame(stage, runner.completion());
            runner.completion().whenComplete((nothing, error) -> {});
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
        WorkerChecks.cleanKill(runner);
        assertSame(stage, runner.completion());
    }

    @Test
    @DisplayName("W-8 a runner asks a worker for its completion exactly once")
    void completionIsAskedForOnce() throws Exception {
        WorkerRunner runner = WorkerRunner.start(RunnerParams.of("w8"));
        ScriptedWorker worker = ScriptedWorker.obedient();
        List<Thread> asked = new ArrayList<>();
        runner.startWorker("a", context -> new Worker() {
            @Override
            public void kill() {
                worker.kill();
            }

            @Override
            public synchronized CompletionStage<Void> completion() {
                asked.add(Thread.currentThread());
                return worker.completion();
            }
        });
        Soon.get(runner.worker("a"));
        WorkerChecks.cleanKill(runner);
        assertThat(asked).hasSize(1);
    }

    @Test
    @DisplayName("W-3 nobody but the runner can complete its completion")
    void completionBelongsToTheRunner() throws Exception {
        WorkerRunner runner = WorkerRunner.start(RunnerParams.of("w3"));
        runner.completion().toCompletableFuture().cancel(true);
        runner.completion().toCompletableFuture().complete(null);
        assertThatThrownBy(() -> ((CompletableFuture<Void>) runner.completion()).complete(null))
                .isInstanceOf(UnsupportedOperationException.class);
        WorkerChecks.checkAlive(runner);
        WorkerChecks.cleanKill(runner);
    }

    @Test
    @DisplayName("W-10 W-11 reporter is an optional capability with well-known keys")
    void reporterIsOptional() {
        assertThat(Reporter.class.isAssignableFrom(Worker.class)).isFalse();
        assertThat(Worker.class.isAssignableFrom(Reporter.class)).isFalse();
        assertThat(List.of(Reporter.KEY_STATE, Reporter.KEY_REPORT, Reporter.KEY_STARTED))
                .containsExactly("state", "report", "started");
    }
}
