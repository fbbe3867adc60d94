// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.WorkerChecks;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerStatus.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FatalTest {
    /** Runs a test with a rig of its own. */
    private static void with(Rig rig, Body body) throws Exception {
        try {
            body.run(rig);
        } finally {
            rig.finish();
        }
    }

    @FunctionalInterface
    private interface Body {
        void run(Rig rig) throws Exception;
    }

    private static final class Ranked extends Exception {
        private static final long serialVersionUID = 1L;
        final int rank;

        Ranked(int rank) {
            super("fatal of rank " + rank);
            this.rank = rank;
        }
    }

    private static Rig whereErrorsAreRanked() {
        return Rig.with(params -> params.moreImportant((error, best) -> ((Ranked) error).rank > ((Ranked) best).rank));
    }

    @Test
    @DisplayName("R-2 without isFatal every error is fatal")
    void allErrorsAreFatalByDefault() throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            Exception error = new Exception("any");
            rig.start("a").end(error);
            assertThat(rig.result()).isSameAs(error);
            assertThat(rig.awaitFailed("a", 1).fatal()).isTrue();
        });
    }

    @Test
    @DisplayName("R-3 B-1 without a ranking the first fatal error is the result")
    void firstFatalErrorWins() throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            Exception first = new Exception("first");
            Exception second = new Exception("second");
            ScriptedWorker a = rig.start("a");
            rig.start("b", ScriptedWorker.failing(second));
            a.end(first);
            assertThat(rig.result()).isSameAs(first);
        });
    }

    @Test
    @DisplayName("B-19 the other fatal errors are attached in the order of their arrival, each once, never to itself")
    void losersAreSuppressed() throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            Exception first = new Exception("first");
            Exception second = new Exception("second");
            Exception third = new Exception("third");
            ScriptedWorker a = rig.start("a");
            List<ScriptedWorker> others = new ArrayList<>();
            for (String id : List.of("b", "c", "d", "e")) {
                others.add(rig.start(id, ScriptedWorker.deaf()));
            }
            a.end(first);
            rig.awaitFailed("a", 1);
            others.get(0).end(second);
            rig.awaitFailed("b", 1);
            others.get(1).end(third);
            rig.awaitFailed("c", 1);
            others.get(2).end(second);
            others.get(3).end(first);
            assertThat(rig.result()).isSameAs(first);
            assertThat(first.getSuppressed()).containsExactly(second, third);
            assertThat(second.getSuppressed()).isEmpty();
            assertThat(first.getCause()).isNull();
        });
    }

    @Test
    @DisplayName("R-32 a ranking decides between fatal errors: the result is the maximum")
    void mostImportantErrorWins() throws Exception {
        with(whereErrorsAreRanked(), rig -> {
            List<Ranked> errors = new ArrayList<>();
            for (int rank : new int[] {3, 7, 1, 9, 0, 5, 2, 8, 4, 6}) {
                errors.add(new Ranked(rank));
            }
            for (Ranked error : errors) {
                rig.start("w" + error.rank, ScriptedWorker.failing(error));
            }
            rig.start("first").end(new Ranked(-1));
            Throwable result = rig.result();
            assertThat(((Ranked) result).rank).isEqualTo(9);
            assertThat(result.getSuppressed()).hasSize(10).doesNotContain(result);
        });
    }

    @Test
    @DisplayName("R-32 an error that is not more important does not replace an earlier one, also if it is equal")
    void equalErrorsKeepTheFirst() throws Exception {
        with(whereErrorsAreRanked(), rig -> {
            Ranked first = new Ranked(5);
            rig.start("b", ScriptedWorker.failing(new Ranked(5)));
            rig.start("a").end(first);
            assertThat(rig.result()).isSameAs(first);
        });
    }

    @Test
    @DisplayName("R-7 isFatal and moreImportant are never called concurrently, and only with errors")
    void policyIsCalledOneAtATime() throws Exception {
        List<Throwable> inside = Collections.synchronizedList(new ArrayList<>());
        List<String> offences = Collections.synchronizedList(new ArrayList<>());
        java.util.function.Predicate<Throwable> alone = error -> {
            if (error == null) {
                offences.add("null");
            }
            inside.add(error);
            Thread.onSpinWait();
            if (inside.size() > 1) {
                offences.add("concurrent: " + inside);
            }
            inside.remove(error);
            return true;
        };
        with(
                Rig.with(params -> params.isFatal(
                                error -> alone.test(error) && error.getMessage().startsWith("fatal"))
                        .shouldRestart(error -> !alone.test(error))
                        .moreImportant((error, best) -> alone.test(error))),
                rig -> {
                    List<ScriptedWorker> workers = new ArrayList<>();
                    for (int i = 0; i < 200; i++) {
                        workers.add(rig.start("w" + i, ScriptedWorker.deaf()));
                    }
                    List<CompletableFuture<Boolean>> ending = new ArrayList<>();
                    for (int t = 0; t < 4; t++) {
                        int offset = t;
                        ending.add(Rig.elsewhere(() -> {
                            for (int i = offset; i < 200; i += 4) {
                                workers.get(i).end(new Exception((i < 100 ? "other " : "fatal ") + i));
                            }
                            return true;
                        }));
                    }
                    for (CompletableFuture<Boolean> each : ending) {
                        Soon.get(each);
                    }
                    assertThat(rig.result()).hasMessageStartingWith("fatal");
                    assertThat(offences).isEmpty();
                });
    }

    @Test
    @DisplayName("R-30 R-31 a fatal error kills all other workers, starts none, and is the runner's result, itself")
    void fatalErrorEndsTheRunner() throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            ScriptedWorker b = rig.start("b", ScriptedWorker.deaf());
            ScriptedWorker c = rig.start("c");
            Exception fatal = new Exception("fatal");
            rig.start("a").end(fatal);
            b.awaitKill();
            c.awaitKill();
            assertThat(rig.runner.state()).isEqualTo(Runner.State.DYING);
            assertThat(rig.runner.failure()).containsSame(fatal);
            assertThat(rig.runner.workerIds()).doesNotContain("a").contains("b");
            WorkerChecks.checkAlive(rig.runner);
            b.end();
            assertThat(rig.result()).isSameAs(fatal);
            assertThat(rig.runner.state()).isEqualTo(Runner.State.DEAD);
            assertThatThrownBy(rig.runner::await)
                    .isInstanceOf(ExecutionException.class)
                    .satisfies(thrown -> assertThat(thrown.getCause()).isSameAs(fatal));
            assertThat(b.kills()).isEqualTo(1);
        });
    }

    @Test
    @DisplayName("R-33 other errors during shutdown are logged and never returned")
    void otherErrorsDuringShutdown() throws Exception {
        with(Rig.whereSomeAreFatal(), rig -> {
            Exception other = new Exception("other");
            Exception fatal = new Exception("fatal");
            rig.start("b", ScriptedWorker.failing(other));
            rig.start("a").end(fatal);
            assertThat(rig.result()).isSameAs(fatal);
            assertThat(rig.awaitFailed("b", 1).error()).isSameAs(other);
            assertThat(rig.awaitFailed("b", 1).fatal()).isFalse();
        });
        with(Rig.whereSomeAreFatal(), rig -> {
            rig.start("b", ScriptedWorker.failing(new Exception("other")));
            rig.runner.kill();
            assertThat(rig.result()).isNull();
        });
    }

    @Test
    @DisplayName("R-34 W-4 a fatal error of a worker that was stopped on request ends the runner like any other")
    void fatalErrorOfAStoppedWorker() throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            Exception fatal = new Exception("fatal");
            rig.start("a", ScriptedWorker.failing(fatal));
            assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isSameAs(fatal);
            assertThat(rig.result()).isSameAs(fatal);
        });
    }

    @Test
    @DisplayName("R-35 after a kill fatal errors of the stopping workers are ranked and returned; with none, success")
    void fatalErrorsAfterAKill() throws Exception {
        with(whereErrorsAreRanked(), rig -> {
            rig.start("a", ScriptedWorker.failing(new Ranked(1)));
            rig.start("b", ScriptedWorker.failing(new Ranked(2)));
            rig.start("c");
            rig.runner.kill();
            assertThat(((Ranked) rig.result()).rank).isEqualTo(2);
        });
        with(whereErrorsAreRanked(), rig -> {
            rig.start("c");
            rig.runner.kill();
            assertThat(rig.result()).isNull();
        });
    }

    @Test
    @DisplayName("R-36 a fatal error while a start function runs: its worker is killed at once and waited for")
    void fatalErrorWhileStarting() throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            Gate gate = rig.gate();
            Factory factory = rig.factory(context -> {
                gate.passStubbornly();
                return ScriptedWorker.deaf();
            });
            rig.runner.startWorker("slow", factory);
            gate.awaitArrival();
            Exception fatal = new Exception("fatal");
            rig.start("a").end(fatal);
            rig.awaitFailed("a", 1);
            gate.open();
            factory.worker(1).awaitKill();
            WorkerChecks.checkAlive(rig.runner);
            factory.worker(1).end();
            assertThat(rig.result()).isSameAs(fatal);
        });
    }

    @Test
    @DisplayName("R-37 B-5 a fatal error ends the restart delays of others without another start")
    void fatalErrorCutsDelays() throws Exception {
        with(Rig.whereSomeAreFatal(), rig -> {
            Factory delayed = rig.factory();
            rig.start("delayed", delayed).end(new Exception("once"));
            rig.awaitDelay("delayed", 1);
            Exception fatal = new Exception("fatal");
            rig.start("a").end(fatal);
            assertThat(rig.result()).isSameAs(fatal);
            assertThat(delayed.starts()).isEqualTo(1);
            rig.clock.awaitNoTimers();
        });
    }

    @Test
    @DisplayName("R-37 B-5 a restart that falls due while the runner is dying is not carried out")
    void restartDueWhileDying() throws Exception {
        Backwards executor = new Backwards();
        try {
            with(Rig.whereSomeAreFatal(params -> params.executor(executor)), rig -> {
                Factory delayed = rig.factory();
                rig.start("delayed", delayed).end(new Exception("once"));
                rig.awaitDelay("delayed", 1);
                executor.hold();
                rig.runner.kill();
                rig.clock.advance(Rig.DELAY);
                executor.release();
                assertThat(rig.result()).isNull();
                assertThat(delayed.starts()).isEqualTo(1);
            });
        } finally {
            executor.close();
        }
    }

    /** An executor that can be held up, and then runs what was handed to it in reverse: it promises no order. */
    private static final class Backwards implements Executor {
        private final ExecutorService threads = Executors.newCachedThreadPool();

        /** Guarded by this; null while tasks run at once. */
        private List<Runnable> held;

        @Override
        public synchronized void execute(Runnable task) {
            if (held == null) {
                threads.execute(task);
            } else {
                held.add(task);
            }
        }

        synchronized void hold() {
            held = new ArrayList<>();
        }

        void release() throws Exception {
            List<Runnable> tasks;
            synchronized (this) {
                tasks = held;
                held = null;
            }
            Collections.reverse(tasks);
            for (Runnable task : tasks) {
                Soon.get(CompletableFuture.runAsync(task, threads));
            }
        }

        void close() {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("R-37 B-11 after a fatal error lookups get the dead error at once, before the last worker has ended")
    void lookupsAfterAFatalError() throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            Gate gate = rig.gate();
            rig.runner.startWorker("blocked", rig.factory(context -> {
                gate.passStubbornly();
                return ScriptedWorker.obedient();
            }));
            gate.awaitArrival();
            ScriptedWorker slow = rig.start("slow", ScriptedWorker.deaf());
            CompletableFuture<Worker> before = rig.runner.worker("blocked");
            Exception fatal = new Exception("fatal");
            rig.start("a").end(fatal);
            assertThat(Soon.errorOf(before))
                    .isInstanceOf(RunnerDeadException.class)
                    .hasCause(fatal);
            assertThat(rig.lookupError("blocked")).isInstanceOf(RunnerDeadException.class);
            assertThat(rig.lookupError("slow")).isInstanceOf(RunnerDeadException.class);
            assertThat(rig.lookupError("unknown")).isInstanceOf(RunnerDeadException.class);
            assertThat(slow.hasEnded()).isFalse();
            assertThat(rig.runner.state()).isEqualTo(Runner.State.DYING);
        });
    }

    @Test
    @DisplayName("R-38 a runner with no workers stays alive until it is killed")
    void runnerWithoutWorkers() throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            WorkerChecks.checkAlive(rig.runner);
            rig.start("a").end();
            rig.awaitRemoved("a");
            WorkerChecks.checkAlive(rig.runner);
            rig.runner.kill();
            assertThat(rig.result()).isNull();
        });
    }

    static List<Throwable> anyErrors() {
        return List.of(
                new CancellationException("mine"),
                new CompletionException("without a cause", null),
                new SubclassOfWrapper(new Exception("cause")),
                new InterruptedException("mine"),
                new ThreadDeath(),
                new OutOfMemoryError("not really"),
                new RunnerDeadException("of another runner", null),
                new AssertionError(),
                new Exception((String) null));
    }

    private static final class SubclassOfWrapper extends CompletionException {
        private static final long serialVersionUID = 1L;

        SubclassOfWrapper(Throwable cause) {
            super(cause);
        }
    }

    @ParameterizedTest
    @MethodSource("anyErrors")
    @DisplayName("B-18 W-4 any error may be the error of a worker, and is the runner's result unchanged: ")
    void anyErrorIsReturned(Throwable error) throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            rig.start("a", ScriptedWorker.deaf()).end(error);
            assertThat(rig.result()).isSameAs(error);
            assertThat(rig.runner.failure()).containsSame(error);
            assertThat(rig.awaitFailed("a", 1).error()).isSameAs(error);
        });
    }

    @ParameterizedTest
    @MethodSource("anyErrors")
    @DisplayName("B-18 any error may be thrown by a start function: ")
    void anyErrorOfAStart(Throwable error) throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            rig.runner.startWorker("a", context -> Rig.sneak(error));
            assertThat(rig.result()).isSameAs(error);
        });
    }

    @Test
    @DisplayName("R-35 a fatal error that arrives after kill is known as the runner's failure")
    void failureAfterKill() throws Exception {
        with(Rig.whereAllIsFatal(), rig -> {
            Exception fatal = new Exception("fatal");
            rig.start("a", ScriptedWorker.failing(fatal));
            ScriptedWorker slow = rig.start("slow", ScriptedWorker.deaf());
            rig.runner.kill();
            rig.awaitFailed("a", 1);
            assertThat(rig.runner.failure()).containsSame(fatal);
            assertThat(rig.state("slow")).isEqualTo(State.STOPPING);
            slow.end();
            assertThat(rig.result()).isSameAs(fatal);
        });
    }
}
