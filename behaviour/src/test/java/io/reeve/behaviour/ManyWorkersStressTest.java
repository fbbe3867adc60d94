// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ManyWorkersStressTest {
    /** The least that a worker can be. */
    private static final class Idle implements Worker {
        private final CompletableFuture<Void> completion = new CompletableFuture<>();

        @Override
        public void kill() {
            completion.complete(null);
        }

        @Override
        public CompletionStage<Void> completion() {
            return completion;
        }
    }

    private static void startAndEnd(int workers) throws Exception {
        WorkerRunner runner = WorkerRunner.start(RunnerParams.of("many"));
        CountDownLatch started = new CountDownLatch(workers);
        WorkerFactory factory = context -> {
            started.countDown();
            return new Idle();
        };
        for (int i = 0; i < workers; i++) {
            runner.startWorker("w" + i, factory);
        }
        started.await();
        for (int i = 0; i < workers; i++) {
            if (runner.worker("w" + i).get() == null) {
                throw new AssertionError("w" + i);
            }
        }
        assertThat(Soon.errorOf(runner.stopWorker("w7"))).isNull();
        runner.kill();
        runner.await();
        assertThat(runner.workerIds()).isEmpty();
    }

    @Test
    @Timeout(600)
    @DisplayName("one million idle workers in one runner")
    void aMillionWorkers() throws Exception {
        startAndEnd(1_000_000);
    }

    @Test
    @DisplayName("100 000 workers are started and all come up")
    void aHundredThousandStarts() throws Exception {
        startAndEnd(100_000);
    }

    @Test
    @DisplayName("R-21 a worker is restarted 100 000 times, and the runner is as it was")
    void aHundredThousandRestarts() throws Exception {
        int restarts = 100_000;
        WorkerRunner runner = WorkerRunner.start(RunnerParams.builder("restless")
                .isFatal(error -> false)
                .restartDelay(java.time.Duration.ZERO)
                .build());
        Exception error = new Exception("again");
        ScriptedWorker last = ScriptedWorker.obedient();
        CompletableFuture<Long> generation = new CompletableFuture<>();
        runner.startWorker("a", context -> {
            if (context.generation() <= restarts) {
                return ScriptedWorker.dead(error);
            }
            generation.complete(context.generation());
            return last;
        });
        assertThat(Soon.get(generation)).isEqualTo(restarts + 1L);
        while (runner.worker("a").get() != last) {
            Thread.onSpinWait();
        }
        assertThat(runner.status("a").orElseThrow().restarts()).isEqualTo(restarts);
        assertThat(error.getSuppressed()).isEmpty();
        runner.kill();
        assertThat(Soon.errorOf(runner.completion())).isNull();
    }
}
