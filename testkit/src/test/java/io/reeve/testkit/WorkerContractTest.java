// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;

/** Correct workers pass the contract; each kind of broken one fails the test that is about it. */
@Timeout(60)
final class WorkerContractTest {
    @Nested
    @DisplayName("the contract passes a worker that ends without error")
    final class ObedientWorker implements WorkerContract {
        @Override
        public Worker newWorker() {
            return ScriptedWorker.obedient();
        }
    }

    @Nested
    @DisplayName("the contract passes a worker that ends with an error")
    final class FailingWorker implements WorkerContract {
        @Override
        public Worker newWorker() {
            return ScriptedWorker.failing(new Exception("on kill"));
        }
    }

    @Nested
    @DisplayName("the contract passes a worker with a thread of its own")
    final class ThreadWorker implements WorkerContract {
        @Override
        public Worker newWorker() {
            return new Loop();
        }

        @Override
        public void checkReleased(Worker worker) {
            assertThat(((Loop) worker).isWorking).isFalse();
        }
    }

    @Nested
    @DisplayName("the contract passes a runner with workers, one of which fails fatally when it is killed")
    final class AWorkerRunner implements WorkerContract {
        @Override
        public Worker newWorker() throws Exception {
            WorkerRunner runner = WorkerRunner.start(RunnerParams.of("contract"));
            runner.startWorker("obedient", context -> ScriptedWorker.obedient());
            runner.startWorker("failing", context -> ScriptedWorker.failing(new Exception("fatal")));
            runner.worker("obedient").get();
            runner.worker("failing").get();
            return runner;
        }

        @Override
        public void checkReleased(Worker worker) {
            assertThat(((WorkerRunner) worker).workerIds()).isEmpty();
        }
    }

    @FunctionalInterface
    private interface Supply {
        Worker get() throws Exception;
    }

    private static WorkerContract of(Supply supply) {
        return new WorkerContract() {
            @Override
            public Worker newWorker() throws Exception {
                return supply.get();
            }

            @Override
            public Duration patience() {
                return Duration.ofMillis(200);
            }

            @Override
            public void checkReleased(Worker worker) {
                if (worker instanceof Loop loop) {
                    assertThat(loop.isWorking).isFalse();
                }
            }
        };
    }

    private static void assertFails(Executable test, String message) {
        assertThatThrownBy(test::execute)
                .isInstanceOf(AssertionFailedError.class)
                .satisfies(failure -> assertThat(failure.getMessage()).contains(message));
    }

    @Test
    @DisplayName("the contract fails a worker that has ended when it is handed out")
    void failsADeadWorker() {
        assertFails(of(ScriptedWorker::dead)::runsUntilItIsKilled, "expected to be alive");
        assertFails(of(ScriptedWorker::dead)::completionFollowsTheEnd, "before the worker was killed");
        assertFails(of(() -> null)::runsUntilItIsKilled, "returned null");
    }

    @Test
    @DisplayName("the contract fails a worker that ignores kill")
    void failsADeafWorker() {
        WorkerContract contract = of(ScriptedWorker::deaf);
        assertFails(contract::runsUntilItIsKilled, "not stopping");
        assertFails(contract::stopKillsAndWaits, "stop() did not return");
        assertFails(contract::killIsIdempotent, "not stopping");
    }

    @Test
    @DisplayName("the contract fails a worker whose kill waits")
    void failsAWaitingKill() {
        assertFails(of(() -> new ScriptedWorker(Worker::await))::runsUntilItIsKilled, "kill() of");
        ScriptedWorker.Reaction endsThenWaits = self -> {
            self.end();
            try {
                Thread.sleep(1);
            } catch (InterruptedException takenFromTheCaller) {
                return;
            }
        };
        assertFails(of(() -> new ScriptedWorker(endsThenWaits))::killReturnsAtOnce, "it must have waited");
    }

    @Test
    @DisplayName("the contract fails a worker whose kill throws, the first time or later")
    void failsAThrowingKill() {
        assertFails(
                of(() -> new ScriptedWorker(self -> {
                    self.end();
                    throw new IllegalStateException("no kill");
                }))::killReturnsAtOnce,
                "no kill");
        WorkerContract onlyOnce = of(() -> new ScriptedWorker(self -> {
            self.end();
            if (self.kills() > 1) {
                throw new IllegalStateException("killed already");
            }
        }));
        assertFails(onlyOnce::killIsIdempotent, "killed already");
        assertFails(onlyOnce::manyThreadsMayKill, "killed already");
        assertFails(onlyOnce::killAfterTheEndHasNoEffect, "killed already");
    }

    @Test
    @DisplayName("the contract fails a worker that hands out several stages, or none")
    void failsSeveralStages() {
        WorkerContract contract = of(() -> new Loop() {
            @Override
            public CompletionStage<Void> completion() {
                return super.completion().thenApply(nothing -> null);
            }
        });
        assertFails(contract::completionIsOneStage, "different stages");
        assertFails(
                of(() -> new Loop() {
                    @Override
                    public CompletionStage<Void> completion() {
                        return null;
                    }
                })::completionIsOneStage,
                "returned null");
    }

    @Test
    @DisplayName("the contract fails a worker that completes before it has ended")
    void failsAnEarlyCompletion() {
        assertFails(
                of(() -> new Loop() {
                    @Override
                    public void kill() {
                        completion.complete(null);
                        super.kill();
                    }
                })::completionFollowsTheEnd,
                "let go");
    }

    @Test
    @DisplayName("the contract fails a worker that makes a new error for everybody who asks")
    void failsSeveralErrors() {
        WorkerContract contract = of(() -> new Loop() {
            @Override
            public void await() throws InterruptedException, ExecutionException {
                super.await();
                throw new ExecutionException(new Exception("my own"));
            }
        });
        assertFails(contract::allWhoWaitGetTheSameError, "two results");
        assertFails(contract::awaitReturnsAtOnceAfterTheEnd, "two results");
        assertFails(contract::stopKillsAndWaits, "two results");
    }

    @Test
    @DisplayName("the contract fails a worker whose await swallows interrupts, or dies of them")
    void failsAnAwaitThatMindsInterruptsBadly() {
        assertFails(
                of(() -> new Loop() {
                    @Override
                    public void await() throws ExecutionException {
                        try {
                            super.await();
                        } catch (InterruptedException swallowed) {
                            return;
                        }
                    }
                })::awaitCanBeInterrupted,
                "interrupted thread");
        assertFails(
                of(() -> new Loop() {
                    @Override
                    public void await() throws ExecutionException, InterruptedException {
                        try {
                            super.await();
                        } catch (InterruptedException interrupted) {
                            kill();
                            throw interrupted;
                        }
                    }
                })::awaitCanBeInterrupted,
                "expected to be alive");
    }

    @Test
    @DisplayName("the contract fails a worker whose stop does not wait")
    void failsAStopThatDoesNotWait() {
        assertFails(
                of(() -> new Loop() {
                    @Override
                    public void kill() {}

                    @Override
                    public void stop() {}
                })::stopKillsAndWaits,
                "before the end");
    }

    @Test
    @DisplayName("the contract fails a reporter that returns null")
    void failsANullReport() {
        final class Mute extends Loop implements Reporter {
            @Override
            public Map<String, Object> report() {
                return null;
            }
        }
        assertFails(of(Mute::new)::reportMayBeCalledByAnyThread, "report() returned null");
    }

    /** A worker as people write them: a thread that loops until it is interrupted. */
    private static class Loop implements Worker {
        final CompletableFuture<Void> completion = new CompletableFuture<>();
        volatile boolean isWorking = true;
        private final Thread thread = new Thread(this::run, "loop");

        Loop() {
            thread.setDaemon(true);
            thread.start();
        }

        @SuppressWarnings("EmptyCatch") // being interrupted is how it ends
        private void run() {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException killed) {
            }
            isWorking = false;
            completion.complete(null);
        }

        @Override
        public void kill() {
            thread.interrupt();
        }

        @Override
        public CompletionStage<Void> completion() {
            return completion;
        }
    }
}
