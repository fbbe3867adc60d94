// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.WorkerChecks;
import io.reeve.worker.Reporter;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.WorkerStatus.State;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class StartTest {
    @RegisterExtension
    final Rig rig = Rig.whereSomeAreFatal();

    @Test
    @DisplayName("R-1 a new runner runs; it is a worker and a reporter itself")
    void newRunnerRuns() throws Exception {
        WorkerRunner runner = WorkerRunner.start(RunnerParams.of("new"));
        assertThat(runner).isInstanceOf(Worker.class).isInstanceOf(Reporter.class);
        WorkerChecks.checkAlive(runner);
        assertThat(runner.startWorker("a", context -> ScriptedWorker.obedient()))
                .isTrue();
        assertThat(Soon.get(runner.worker("a"))).isNotNull();
        WorkerChecks.cleanKill(runner);
    }

    @Test
    @DisplayName("R-10 start registers the id, then runs the function on another thread, and does not wait for it")
    void startDoesNotWait() throws Exception {
        Gate gate = rig.gate();
        AtomicReference<Thread> thread = new AtomicReference<>();
        Factory factory = rig.factory(context -> {
            thread.set(Thread.currentThread());
            gate.pass();
            return ScriptedWorker.obedient();
        });
        assertThat(rig.runner.startWorker("a", factory)).isTrue();
        assertThat(rig.runner.workerIds()).containsExactly("a");
        gate.awaitArrival();
        assertThat(thread.get()).isNotSameAs(Thread.currentThread());
        assertThat(rig.state("a")).isEqualTo(State.STARTING);
        assertThat(rig.clock.pending()).isZero();
        gate.open();
        assertThat(rig.lookup("a")).isSameAs(factory.worker(1));
    }

    @Test
    @DisplayName("R-11 after start has returned, a lookup never says not-found")
    void lookupAfterStart() throws Exception {
        for (int i = 0; i < 1000; i++) {
            rig.runner.startWorker("w" + i, context -> ScriptedWorker.obedient());
            CompletableFuture<Worker> lookup = rig.runner.worker("w" + i);
            assertThat(Soon.get(lookup)).isNotNull();
        }
    }

    @Test
    @DisplayName("R-12 B-26 start on an id whose start function runs does nothing and says so")
    void startWhileStarting() throws Exception {
        Gate gate = rig.gate();
        Factory first = rig.factory(context -> {
            gate.pass();
            return ScriptedWorker.obedient();
        });
        Factory second = rig.factory();
        assertThat(rig.runner.startWorker("a", first)).isTrue();
        gate.awaitArrival();
        assertThat(rig.runner.startWorker("a", second)).isFalse();
        gate.open();
        assertThat(rig.lookup("a")).isSameAs(first.worker(1));
        rig.finish();
        assertThat(second.starts()).isZero();
    }

    @Test
    @DisplayName("R-12 B-26 start on a running or delayed id does nothing; the first function stays for all restarts")
    void startWhileRunningOrDelayed() throws Exception {
        Factory first = rig.factory();
        Factory second = rig.factory();
        rig.start("a", first);
        assertThat(rig.runner.startWorker("a", second)).isFalse();
        first.worker(1).end(new Exception("once"));
        rig.awaitDelay("a", 1);
        assertThat(rig.runner.startWorker("a", second)).isFalse();
        assertThat(rig.state("a")).isEqualTo(State.STOPPED);
        assertThat(rig.clock.pending()).isEqualTo(1);
        rig.clock.advance(Rig.DELAY);
        assertThat(rig.lookup("a")).isSameAs(first.worker(2));
        rig.finish();
        assertThat(second.starts()).isZero();
    }

    @Test
    @DisplayName("R-13 B-2 start on an id that is being stopped: the new function is called when the old worker has"
            + " ended, without delay, and its worker stays")
    void startWhileStopping() throws Exception {
        ScriptedWorker old = rig.start("a", ScriptedWorker.deaf());
        Factory replacement = rig.factory();
        CompletionStage<Void> stopped = rig.runner.stopWorker("a");
        old.awaitKill();
        assertThat(rig.runner.startWorker("a", replacement)).isTrue();
        rig.settle();
        assertThat(replacement.starts()).isZero();
        old.end();
        assertThat(Soon.errorOf(stopped)).isNull();
        assertThat(rig.lookup("a")).isSameAs(replacement.worker(1));
        assertThat(rig.entry("a")).containsEntry("state", "started");

        replacement.worker(1).end(new Exception("once"));
        rig.awaitDelay("a", 2);
        assertThat(rig.clock.nextDue()).contains(Rig.START.plus(Rig.DELAY));
        rig.clock.advance(Rig.DELAY);
        assertThat(rig.lookup("a")).isSameAs(replacement.worker(2));
        assertThat(replacement.worker(1).kills()).isZero();
        assertThat(replacement.worker(2).kills()).isZero();

        assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
        assertThat(replacement.worker(2).kills()).isEqualTo(1);
        assertThat(rig.runner.workerIds()).isEmpty();
    }

    @Test
    @DisplayName("R-14 several starts while stopping: the last function wins")
    void lastReplacementWins() throws Exception {
        ScriptedWorker old = rig.start("a", ScriptedWorker.deaf());
        Factory second = rig.factory();
        Factory third = rig.factory();
        rig.runner.stopWorker("a");
        assertThat(rig.runner.startWorker("a", second)).isTrue();
        assertThat(rig.runner.startWorker("a", third)).isTrue();
        old.end();
        assertThat(rig.lookup("a")).isSameAs(third.worker(1));
        rig.finish();
        assertThat(second.starts()).isZero();
        assertThat(third.starts()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-15 the old worker ends with a fatal error: the replacement is dropped and the runner dies")
    void fatalErrorDropsTheReplacement() throws Exception {
        ScriptedWorker old = rig.start("a", ScriptedWorker.deaf());
        Factory replacement = rig.factory();
        rig.runner.stopWorker("a");
        rig.runner.startWorker("a", replacement);
        Exception fatal = new Exception("fatal");
        old.end(fatal);
        assertThat(rig.result()).isSameAs(fatal);
        assertThat(replacement.starts()).isZero();
    }

    @Test
    @DisplayName("R-16 the old worker ends with another error: the replacement starts all the same, without delay")
    void otherErrorKeepsTheReplacement() throws Exception {
        ScriptedWorker old = rig.start("a", ScriptedWorker.deaf());
        Factory replacement = rig.factory();
        CompletionStage<Void> stopped = rig.runner.stopWorker("a");
        rig.runner.startWorker("a", replacement);
        Exception error = new Exception("stumbled while stopping");
        old.end(error);
        assertThat(rig.lookup("a")).isSameAs(replacement.worker(1));
        assertThat(rig.awaitFailed("a", 1).error()).isSameAs(error);
        assertThat(Soon.errorOf(stopped)).isSameAs(error);
        assertThat(rig.clock.pending()).isZero();
        assertThat(replacement.context(1).previousFailure()).isEmpty();
    }

    @Test
    @DisplayName("B-3 start, stop, start while the first function runs: its worker is killed and waited for, then the"
            + " second function is called, and its worker stays")
    void replacementOfAStartInProgress() throws Exception {
        Gate gate = rig.gate();
        Factory first = rig.factory(context -> {
            gate.passStubbornly();
            return ScriptedWorker.deaf();
        });
        Factory second = rig.factory();
        rig.runner.startWorker("a", first);
        gate.awaitArrival();
        rig.runner.stopWorker("a");
        assertThat(rig.runner.startWorker("a", second)).isTrue();
        gate.open();
        first.worker(1).awaitKill();
        rig.settle();
        assertThat(second.starts()).isZero();
        first.worker(1).end();
        assertThat(rig.lookup("a")).isSameAs(second.worker(1));
        rig.settle();
        assertThat(rig.lookup("a")).isSameAs(second.worker(1));
        assertThat(second.worker(1).kills()).isZero();
        assertThat(first.worker(1).kills()).isEqualTo(1);
        assertThat(second.starts()).isEqualTo(1);
        assertThat(rig.clock.pending()).isZero();
    }

    @Test
    @DisplayName("R-17 B-9 start on a killed runner that is still dying: dead error at once, function never called")
    void startWhileDyingOfKill() throws Exception {
        rig.start("slow", ScriptedWorker.deaf());
        rig.runner.kill();
        Factory factory = rig.factory();
        assertThatThrownBy(() -> rig.runner.startWorker("a", factory))
                .isInstanceOf(RunnerDeadException.class)
                .hasMessageContaining(Rig.NAME);
        assertThatThrownBy(() -> rig.runner.startWorker("slow", factory)).isInstanceOf(RunnerDeadException.class);
        rig.finish();
        assertThat(factory.starts()).isZero();
    }

    @Test
    @DisplayName("R-17 B-9 start on a runner that dies of a fatal error: dead error with that as cause")
    void startWhileDyingOfAnError() throws Exception {
        ScriptedWorker slow = rig.start("slow", ScriptedWorker.deaf());
        Exception fatal = new Exception("fatal");
        rig.start("a").end(fatal);
        slow.awaitKill();
        Factory factory = rig.factory();
        assertThatThrownBy(() -> rig.runner.startWorker("b", factory))
                .isInstanceOf(RunnerDeadException.class)
                .hasCause(fatal);
        rig.finish();
        assertThat(factory.starts()).isZero();
    }

    @Test
    @DisplayName("R-18 start on a dead runner: dead error; the arguments are not looked at")
    void startWhenDead() throws Exception {
        rig.finish();
        assertThatThrownBy(() -> rig.runner.startWorker("a", null)).isInstanceOf(RunnerDeadException.class);
        assertThatThrownBy(() -> rig.runner.startWorker(null, null)).isInstanceOf(RunnerDeadException.class);
    }

    @Test
    @DisplayName("R-19 start and stop may be called from inside a start function")
    void callsFromAStartFunction() throws Exception {
        Factory inner = rig.factory();
        rig.start("other");
        Factory outer = rig.factory(context -> {
            assertThat(rig.runner.startWorker("inner", inner)).isTrue();
            assertThat(Soon.errorOf(rig.runner.stopWorker("other"))).isNull();
            assertThat(Soon.get(rig.runner.worker("inner"))).isSameAs(inner.worker(1));
            assertThat(rig.runner.startWorker("outer", inner)).isFalse();
            return ScriptedWorker.obedient();
        });
        rig.start("outer", outer);
        assertThat(rig.runner.workerIds()).containsExactlyInAnyOrder("inner", "outer");
    }

    @Test
    @DisplayName("R-19 a start function may stop its own id")
    void startFunctionStopsItself() throws Exception {
        CompletableFuture<CompletionStage<Void>> stopped = new CompletableFuture<>();
        Factory factory = rig.factory(context -> {
            stopped.complete(rig.runner.stopWorker(context.id()));
            return ScriptedWorker.obedient();
        });
        rig.runner.startWorker("a", factory);
        assertThat(Soon.errorOf(Soon.get(stopped))).isNull();
        assertThat(rig.runner.workerIds()).isEmpty();
        assertThat(factory.worker(1).kills()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-19 start and stop may be called by a worker that is being killed, also during shutdown")
    void callsWhileDying() throws Exception {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        rig.start("a", new ScriptedWorker(self -> {
            rig.runner.stopWorker("a");
            try {
                rig.runner.startWorker("b", context -> ScriptedWorker.obedient());
            } catch (RunnerDeadException expected) {
                refused.complete(expected);
            }
            self.end();
        }));
        rig.runner.kill();
        assertThat(rig.result()).isNull();
        assertThat(Soon.get(refused)).isInstanceOf(RunnerDeadException.class);
    }

    @Test
    @DisplayName("R-36 B-9 a fatal error while a start function starts another worker does not deadlock")
    void fatalErrorWhileAStartFunctionStarts() throws Exception {
        Gate gate = rig.gate();
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        Factory factory = rig.factory(context -> {
            gate.passStubbornly();
            try {
                rig.runner.startWorker("b", context2 -> ScriptedWorker.obedient());
            } catch (RunnerDeadException expected) {
                refused.complete(expected);
            }
            return ScriptedWorker.obedient();
        });
        rig.runner.startWorker("a", factory);
        gate.awaitArrival();
        Exception fatal = new Exception("fatal");
        rig.runner.startWorker("c", context -> ScriptedWorker.dead(fatal));
        rig.awaitFailed("c", 1);
        gate.open();
        assertThat(rig.result()).isSameAs(fatal);
        assertThat(Soon.get(refused)).isInstanceOf(RunnerDeadException.class);
    }

    @Test
    @DisplayName("a start function is told its runner, id and generation, and what ended the incarnation before")
    void contextTellsTheStart() throws Exception {
        Factory factory = rig.factory();
        rig.start("a", factory);
        Exception error = new Exception("once");
        factory.worker(1).end(error);
        rig.awaitDelay("a", 1);
        rig.clock.advance(Rig.DELAY);
        factory.worker(2);
        assertThat(factory.context(1).runner()).isEqualTo(Rig.NAME);
        assertThat(factory.context(1)).hasToString("start of 'a' #1 in runner '" + Rig.NAME + "'");
        assertThat(factory.context(1).id()).isEqualTo("a");
        assertThat(factory.context(1).generation()).isEqualTo(1);
        assertThat(factory.context(1).previousFailure()).isEmpty();
        assertThat(factory.context(2).generation()).isEqualTo(2);
        assertThat(factory.context(2).previousFailure()).containsSame(error);
        assertThat(factory.context(2).isCancelled()).isFalse();
        assertThat(factory.context(2).cancelled().toCompletableFuture()).isNotDone();
        rig.awaitStarted("a", 2);
        Soon.get(rig.runner.stopWorker("a"));
        assertThat(rig.lookupError("a")).isInstanceOf(WorkerNotFoundException.class);
    }
}
