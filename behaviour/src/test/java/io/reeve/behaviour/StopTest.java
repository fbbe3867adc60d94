// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.reeve.runner.WorkerSpec;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.WorkerChecks;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Failed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class StopTest {
    @RegisterExtension
    final Rig rig = Rig.whereSomeAreFatal();

    @Test
    @DisplayName("R-40 stop of an unknown id succeeds, and nothing happens")
    void unknownId() throws Exception {
        assertThat(Soon.errorOf(rig.runner.stopWorker("nobody"))).isNull();
        assertThat(Soon.errorOf(rig.runner.stopWorker(""))).isNull();
        WorkerChecks.checkAlive(rig.runner);
    }

    @Test
    @DisplayName("R-41 stop kills a running worker exactly once and removes it when it has ended, without restart")
    void killsOnceAndRemoves() throws Exception {
        Factory factory = rig.factory(context -> ScriptedWorker.deaf());
        ScriptedWorker worker = rig.start("a", factory);
        CompletionStage<Void> first = rig.runner.stopWorker("a");
        CompletionStage<Void> second = rig.runner.stopWorker("a");
        worker.awaitKill();
        rig.settle();
        assertThat(rig.runner.workerIds()).containsExactly("a");
        assertThat(first.toCompletableFuture()).isNotDone();
        worker.end(new Exception("not fatal"));
        Soon.errorOf(first);
        Soon.errorOf(second);
        assertThat(rig.runner.workerIds()).isEmpty();
        assertThat(worker.kills()).isEqualTo(1);
        assertThat(rig.clock.pending()).isZero();
        rig.finish();
        assertThat(factory.starts()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-42 L-5 stop does not wait; its stage completes once the worker is gone, with its error")
    void stageCompletesWithTheError() throws Exception {
        ScriptedWorker worker = rig.start("a", ScriptedWorker.deaf());
        CompletionStage<Void> stopped = rig.runner.stopWorker("a");
        assertThat(stopped.toCompletableFuture()).isNotDone();
        Exception error = new Exception("on the way out");
        worker.end(error);
        assertThat(Soon.errorOf(stopped)).isSameAs(error);
        assertThat(rig.lookupError("a")).isInstanceOf(WorkerNotFoundException.class);
    }

    @Test
    @DisplayName("L-5 stop of a worker that ends cleanly completes normally; that of an unknown id, too")
    void stageCompletesNormally() throws Exception {
        rig.start("a");
        assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
        assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
    }

    @Test
    @DisplayName("R-43 B-23 stop while the start function runs: it is interrupted and told, and the id is removed")
    void cancelsAStartInProgress() throws Exception {
        Gate gate = rig.gate();
        CompletableFuture<StartContext> begun = new CompletableFuture<>();
        rig.runner.startWorker("a", context -> {
            begun.complete(context);
            gate.pass();
            return ScriptedWorker.obedient();
        });
        gate.awaitArrival();
        StartContext context = Soon.get(begun);
        CompletionStage<Void> cancelled = context.cancelled();
        assertThat(context.isCancelled()).isFalse();
        assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
        assertThat(context.isCancelled()).isTrue();
        assertThat(Soon.errorOf(cancelled)).isNull();
        assertSame(cancelled, context.cancelled());
        assertThat(rig.runner.workerIds()).isEmpty();
        assertThat(rig.events.events(Failed.class)).isEmpty();
    }

    @Test
    @DisplayName("R-43 stop while the start function runs: the worker it returns all the same is killed and waited for")
    void killsWhatACancelledStartReturns() throws Exception {
        Gate gate = rig.gate();
        Factory factory = rig.factory(context -> {
            gate.passStubbornly();
            return ScriptedWorker.deaf();
        });
        rig.runner.startWorker("a", factory);
        gate.awaitArrival();
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        CompletionStage<Void> stopped = rig.runner.stopWorker("a");
        assertThat(rig.state("a")).isEqualTo(State.STOPPING);
        gate.open();
        factory.worker(1).awaitKill();
        rig.settle();
        assertThat(rig.runner.workerIds()).containsExactly("a");
        assertThat(lookup).isNotDone();
        factory.worker(1).end();
        assertThat(Soon.errorOf(stopped)).isNull();
        assertThat(Soon.errorOf(lookup)).isInstanceOf(WorkerNotFoundException.class);
        assertThat(rig.runner.workerIds()).isEmpty();
        assertThat(factory.worker(1).kills()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-43 stop while the start function runs: an error that it throws then removes the id")
    void removesWhenACancelledStartFails() throws Exception {
        Gate gate = rig.gate();
        Exception error = new Exception("no such luck");
        Factory factory = rig.factory(context -> {
            gate.passStubbornly();
            throw error;
        });
        rig.runner.startWorker("a", factory);
        gate.awaitArrival();
        CompletionStage<Void> stopped = rig.runner.stopWorker("a");
        gate.open();
        assertThat(Soon.errorOf(stopped)).isSameAs(error);
        assertThat(rig.runner.workerIds()).isEmpty();
        assertThat(rig.clock.pending()).isZero();
        rig.finish();
        assertThat(factory.starts()).isEqualTo(1);
    }

    @Test
    @DisplayName("B-23 the start of a later incarnation is cancelled like the first")
    void cancelsARestartInProgress() throws Exception {
        Gate gate = rig.gate();
        AtomicBoolean interrupted = new AtomicBoolean();
        Factory factory = rig.factory(context -> {
            if (context.generation() == 2) {
                try {
                    gate.pass();
                } catch (InterruptedException expected) {
                    interrupted.set(context.isCancelled());
                    throw expected;
                }
            }
            return ScriptedWorker.obedient();
        });
        rig.start("a", factory).end(new Exception("once"));
        rig.awaitDelay("a", 1);
        rig.clock.advance(Rig.DELAY);
        gate.awaitArrival();
        assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
        assertThat(interrupted).isTrue();
    }

    @Test
    @DisplayName("B-23 who does not want to be interrupted is only told")
    void doesNotInterruptWhoDoesNotWantIt() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        WorkerSpec spec = WorkerSpec.builder("a", context -> {
                    begun.countDown();
                    context.cancelled()
                            .toCompletableFuture()
                            .handle((nothing, error) -> true)
                            .join();
                    interrupted.set(Thread.interrupted());
                    return ScriptedWorker.obedient();
                })
                .interruptible(false)
                .build();
        rig.runner.startWorker(spec);
        Soon.reached(begun);
        assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
        assertThat(interrupted).isFalse();
    }

    @Test
    @DisplayName("R-44 B-4 stop in the restart delay: the id is gone at once, nothing starts, no timer stays")
    void stopsInTheDelay() throws Exception {
        Factory factory = rig.factory();
        rig.start("a", factory).end(new Exception("once"));
        rig.awaitDelay("a", 1);
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        CompletionStage<Void> stopped = rig.runner.stopWorker("a");
        assertThat(rig.runner.workerIds()).isEmpty();
        assertThat(Soon.errorOf(stopped)).isNull();
        assertThat(Soon.errorOf(lookup)).isInstanceOf(WorkerNotFoundException.class);
        assertThat(rig.entry("a")).isNull();
        rig.clock.awaitNoTimers();

        Factory next = rig.factory();
        rig.start("a", next);
        rig.clock.advance(Rig.DELAY.multipliedBy(2));
        rig.finish();
        assertThat(factory.starts()).isEqualTo(1);
        assertThat(next.starts()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-45 stop on a dying runner succeeds without another kill; its stage tells of the end")
    void stopOnADyingRunner() throws Exception {
        ScriptedWorker slow = rig.start("slow", ScriptedWorker.deaf());
        rig.runner.kill();
        slow.awaitKill();
        CompletionStage<Void> stopped = rig.runner.stopWorker("slow");
        assertThat(Soon.errorOf(rig.runner.stopWorker("unknown"))).isNull();
        assertThat(stopped.toCompletableFuture()).isNotDone();
        slow.end();
        assertThat(Soon.errorOf(stopped)).isNull();
        assertThat(rig.result()).isNull();
        assertThat(slow.kills()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-45 stop on a dead runner: dead error")
    void stopOnADeadRunner() throws Exception {
        rig.finish();
        assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isInstanceOf(RunnerDeadException.class);
    }

    @Test
    @DisplayName("B-20 after stop has returned no lookup returns the old worker")
    void noLookupAfterStop() throws Exception {
        for (int i = 0; i < 200; i++) {
            ScriptedWorker old = rig.start("a", ScriptedWorker.deaf());
            CompletionStage<Void> stopped = rig.runner.stopWorker("a");
            CompletableFuture<Worker> lookup = rig.runner.worker("a");
            assertThat(lookup).isNotDone();
            old.end();
            assertThat(Soon.errorOf(lookup)).isInstanceOf(WorkerNotFoundException.class);
            Soon.get(stopped);
        }
    }

    @Test
    @DisplayName("B-21 L-5 all who stop a worker get the same error after its removal, also by several threads")
    void allCallersGetTheSameError() throws Exception {
        ScriptedWorker worker = rig.start("a", ScriptedWorker.deaf());
        List<CompletableFuture<CompletionStage<Void>>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(Rig.elsewhere(() -> rig.runner.stopWorker("a")));
        }
        List<CompletionStage<Void>> stages = new ArrayList<>();
        for (CompletableFuture<CompletionStage<Void>> call : calls) {
            stages.add(Soon.get(call));
        }
        assertThat(stages).doesNotHaveDuplicates();
        Exception error = new Exception("not fatal, and no reason to restart");
        worker.end(error);
        for (CompletionStage<Void> stage : stages) {
            assertThat(Soon.errorOf(stage)).isSameAs(error);
        }
        assertThat(rig.runner.workerIds()).isEmpty();
    }

    @Test
    @DisplayName("B-21 who gives up waiting for a stop is free at once; the others are not concerned")
    void waitingForAStopCanBeGivenUp() throws Exception {
        ScriptedWorker worker = rig.start("a", ScriptedWorker.deaf());
        CompletableFuture<Void> impatient = rig.runner.stopWorker("a").toCompletableFuture();
        CompletionStage<Void> patient = rig.runner.stopWorker("a");
        assertThat(impatient.cancel(false)).isTrue();
        assertThat(impatient).isCancelled();
        assertThat(patient.toCompletableFuture()).isNotDone();
        worker.end();
        assertThat(Soon.errorOf(patient)).isNull();
    }

    @Test
    @DisplayName("B-21 the death of the runner releases all who wait for a stop")
    void runnerDeathReleasesStops() throws Exception {
        ScriptedWorker slow = rig.start("slow", ScriptedWorker.deaf());
        CompletionStage<Void> stopped = rig.runner.stopWorker("slow");
        rig.runner.kill();
        slow.end();
        assertThat(rig.result()).isNull();
        assertThat(Soon.errorOf(stopped)).isNull();
    }

    @Test
    @DisplayName("R-41 stop while the worker's failure is being judged: it is not restarted")
    void stopWhileJudged() throws Exception {
        Gate gate = new Gate();
        Rig judging = Rig.with(params -> params.isFatal(error -> {
            gate.passStubbornly();
            return false;
        }));
        judging.atTheEnd(gate::open);
        try {
            Factory factory = judging.factory();
            Exception error = new Exception("once");
            judging.start("a", factory).end(error);
            gate.awaitArrival();
            CompletionStage<Void> stopped = judging.runner.stopWorker("a");
            assertThat(stopped.toCompletableFuture()).isNotDone();
            gate.open();
            assertThat(Soon.errorOf(stopped)).isSameAs(error);
            assertThat(judging.runner.workerIds()).isEmpty();
            assertThat(judging.clock.pending()).isZero();
            assertThat(factory.starts()).isEqualTo(1);
        } finally {
            judging.finish();
        }
    }

    @Test
    @DisplayName("an operator's restart kills a running worker and starts it again without delay, counters cleared")
    void restartsARunningWorker() throws Exception {
        Factory factory = rig.factory();
        rig.start("a", factory).end(new Exception("once"));
        rig.awaitDelay("a", 1);
        rig.clock.advance(Rig.DELAY);
        rig.awaitStarted("a", 2);
        assertThat(rig.status("a").restarts()).isEqualTo(1);
        rig.runner.restartWorker("a");
        rig.awaitStarted("a", 3);
        assertThat(factory.worker(2).kills()).isEqualTo(1);
        assertThat(rig.status("a").restarts()).isZero();
        assertThat(factory.context(3).previousFailure()).isEmpty();
        assertThat(rig.clock.pending()).isZero();
    }

    @Test
    @DisplayName("an operator's restart cuts a restart delay short")
    void restartsADelayedWorker() throws Exception {
        Factory factory = rig.factory();
        rig.start("a", factory).end(new Exception("once"));
        rig.awaitDelay("a", 1);
        rig.clock.advance(Rig.DELAY);
        factory.worker(2).end(new Exception("twice"));
        rig.awaitDelay("a", 2);
        assertThat(rig.status("a").restarts()).isEqualTo(1);
        rig.runner.restartWorker("a");
        assertThat(rig.lookup("a")).isSameAs(factory.worker(3));
        assertThat(rig.status("a").restarts()).isZero();
        assertThat(rig.status("a").lastFailure()).isNull();
        rig.clock.awaitNoTimers();
        rig.clock.advance(Rig.DELAY.multipliedBy(2));
        rig.finish();
        assertThat(factory.starts()).isEqualTo(3);
    }

    @Test
    @DisplayName("an operator's restart of a start in progress cancels it and starts anew")
    void restartsAStartInProgress() throws Exception {
        Gate gate = rig.gate();
        Factory factory = rig.factory(context -> {
            if (context.generation() == 1) {
                gate.pass();
            }
            return ScriptedWorker.obedient();
        });
        rig.runner.startWorker("a", factory);
        gate.awaitArrival();
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        rig.runner.restartWorker("a");
        assertThat(Soon.get(lookup)).isSameAs(factory.worker(2));
    }

    @Test
    @DisplayName("an operator's restart of an unknown or stopping worker: not found; on a dead runner: dead")
    void restartRefused() throws Exception {
        assertThatThrownBy(() -> rig.runner.restartWorker("nobody")).isInstanceOf(WorkerNotFoundException.class);
        ScriptedWorker worker = rig.start("a", ScriptedWorker.deaf());
        CompletionStage<Void> stopped = rig.runner.stopWorker("a");
        assertThatThrownBy(() -> rig.runner.restartWorker("a")).isInstanceOf(WorkerNotFoundException.class);
        worker.end();
        assertThat(Soon.errorOf(stopped)).isNull();
        rig.finish();
        assertThatThrownBy(() -> rig.runner.restartWorker("a")).isInstanceOf(RunnerDeadException.class);
    }
}
