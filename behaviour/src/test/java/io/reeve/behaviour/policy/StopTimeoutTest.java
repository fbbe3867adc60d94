// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.behaviour.Gate;
import io.reeve.catacomb.Catacomb;
import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.runner.WorkerSpec;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.StopReceipt;
import io.reeve.worker.StopReceipt.Step;
import io.reeve.worker.StopReceipt.Stop;
import io.reeve.worker.WorkerAbandonedException;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Abandoned;
import io.reeve.worker.event.RunnerEvent.AbandonedEnded;
import io.reeve.worker.event.RunnerEvent.Finished;
import io.reeve.worker.event.RunnerEvent.StopOverdue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class StopTimeoutTest {
    private static final Duration FIVE = Duration.ofSeconds(5);

    @RegisterExtension
    final Scene scene = new Scene();

    private final WorkerRunner runner = scene.runner(params -> params.stopTimeout(FIVE.multipliedBy(2)));

    private void start(String id, ScriptedWorker worker) throws InterruptedException {
        runner.startWorker(id, context -> worker);
        scene.awaitStarted(id, 1);
    }

    /** Half of the timeout. */
    private void letTimePass() throws InterruptedException {
        scene.clock.awaitTimers(1);
        scene.clock.advance(FIVE);
    }

    private ScriptedWorker abandoned(String id) throws Exception {
        ScriptedWorker worker = scene.deaf();
        start(id, worker);
        var stopped = runner.stopWorker(id);
        letTimePass();
        letTimePass();
        assertThat(scene.await(Abandoned.class, id, 1).waited()).isEqualTo(Duration.ofSeconds(10));
        assertThat(Scene.errorOf(stopped))
                .isInstanceOf(WorkerAbandonedException.class)
                .hasMessageContaining("worker '" + id + "' of runner 'r'");
        return worker;
    }

    @Test
    @DisplayName("a kill that blocks is interrupted at half of the timeout, which may be all it needs")
    void interruptsKill() throws Exception {
        ScriptedWorker worker = new ScriptedWorker(self -> {
            try {
                new CountDownLatch(1).await();
            } finally {
                self.end();
            }
        });
        start("a", worker);
        var stopped = runner.stopWorker("a");
        worker.awaitKill();
        letTimePass();
        assertThat(Scene.errorOf(stopped)).isNull();
        StopOverdue overdue = scene.await(StopOverdue.class, "a", 1);
        assertThat(overdue.waited()).isEqualTo(FIVE);
        assertThat(overdue.interrupted()).isTrue();
        assertThat(scene.clock.pending()).isZero();
        assertThat(scene.events.events(Abandoned.class)).isEmpty();
    }

    @Test
    @DisplayName("who refuses interruption is not interrupted, but abandoned at the same time")
    void refusesInterruption() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CountDownLatch gate = scene.gate();
        CountDownLatch killed = new CountDownLatch(1);
        runner.startWorker(WorkerSpec.builder("a", context -> {
                    ScriptedWorker worker = new ScriptedWorker(self -> {
                        killed.countDown();
                        try {
                            gate.await();
                            interrupted.complete(false);
                        } catch (InterruptedException thrown) {
                            interrupted.complete(true);
                        }
                        self.end();
                    });
                    return worker;
                })
                .interruptible(false)
                .build());
        scene.awaitStarted("a", 1);
        runner.stopWorker("a");
        Scene.reached(killed);
        letTimePass();
        assertThat(scene.await(StopOverdue.class, "a", 1).interrupted()).isFalse();
        assertThat(Scene.status(runner, "a").overdue()).isTrue();
        letTimePass();
        Abandoned event = scene.await(Abandoned.class, "a", 1);
        assertThat(event.stacks().toString()).contains("await");
        gate.countDown();
        scene.await(AbandonedEnded.class, "a", 1);
        assertThat(interrupted).isCompletedWithValue(false);
    }

    @Test
    @DisplayName("an abandoned worker has a state of its own and is counted until it ends, which is told")
    void abandonedIsAState() throws Exception {
        ScriptedWorker worker = abandoned("a");
        assertThat(Scene.status(runner, "a").state()).isEqualTo(State.ABANDONED);
        assertThat(runner.report()).containsEntry(Reporter.KEY_ABANDONED, 1);
        assertThat(Scene.entry(runner, "a")).containsEntry(Reporter.KEY_STATE, "abandoned");
        assertThat(scene.clock.pending()).isZero();
        assertThat(Scene.errorOf(runner.worker("a"))).isInstanceOf(WorkerAbandonedException.class);
        assertThat(Scene.errorOf(runner.stopWorker("a"))).isInstanceOf(WorkerAbandonedException.class);
        scene.clock.advance(Duration.ofMinutes(1));
        // On a thread of its own, which the virtual clock may have outrun.
        worker.awaitKill();
        worker.end();
        assertThat(scene.await(AbandonedEnded.class, "a", 1).late()).isEqualTo(Duration.ofMinutes(1));
        assertThat(runner.workerIds()).isEmpty();
        assertThat(runner.report()).doesNotContainKey(Reporter.KEY_ABANDONED);
        assertThat(worker.kills()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-23 nothing is started beside an abandoned worker; the new factory follows when it ends")
    void nothingBesideIt() throws Exception {
        ScriptedWorker worker = abandoned("a");
        AtomicInteger starts = new AtomicInteger();
        assertThat(runner.startWorker("a", context -> {
                    starts.incrementAndGet();
                    return scene.deaf();
                }))
                .isTrue();
        assertThat(Scene.status(runner, "a").state()).isEqualTo(State.ABANDONED);
        assertThat(runner.why("a").orElseThrow().text()).contains("another factory takes its place when it ends");
        assertThat(starts).hasValue(0);
        worker.end();
        scene.awaitStarted("a", 2);
        assertThat(starts).hasValue(1);
    }

    @Test
    @DisplayName("a start function that does not return is abandoned, and what it returns at last is killed")
    void abandonedStart() throws Exception {
        CountDownLatch gate = scene.gate();
        CountDownLatch arrived = new CountDownLatch(1);
        ScriptedWorker late = ScriptedWorker.obedient();
        runner.startWorker("a", context -> {
            Gate.passStubbornly(arrived, gate);
            return late;
        });
        Scene.reached(arrived);
        runner.stopWorker("a");
        letTimePass();
        letTimePass();
        scene.await(Abandoned.class, "a", 1);
        gate.countDown();
        late.awaitKill();
        scene.await(AbandonedEnded.class, "a", 1);
    }

    @Test
    @DisplayName("the work of a catacomb is interrupted once more, and its stack is shown when that does not help")
    void catacombs() throws Exception {
        CountDownLatch gate = scene.gate();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        runner.startWorker("deaf", context -> Catacomb.start("deaf", self -> Gate.passStubbornly(arrived, gate)));
        runner.startWorker(
                "hard of hearing",
                context -> Catacomb.start("hard of hearing", self -> {
                    try {
                        gate.await();
                    } catch (InterruptedException swallowed) {
                        first.countDown();
                    }
                    gate.await();
                }));
        Scene.reached(arrived);
        scene.awaitStarted("deaf", 1);
        scene.awaitStarted("hard of hearing", 1);
        runner.stopWorker("deaf");
        var stopped = runner.stopWorker("hard of hearing");
        Scene.reached(first);
        scene.clock.awaitTimers(2);
        scene.clock.advance(FIVE);
        assertThat(Scene.errorOf(stopped)).isNull();
        letTimePass();
        Abandoned event = scene.await(Abandoned.class, "deaf", 1);
        assertThat(event.stacks()).containsKey("reeve/deaf");
        assertThat(event.stacks().toString()).contains("passStubbornly");
    }

    @Test
    @DisplayName("who stops in time leaves no timer behind")
    void inTime() throws Exception {
        start("a", ScriptedWorker.obedient());
        assertThat(Scene.errorOf(runner.stopWorker("a"))).isNull();
        scene.clock.awaitNoTimers();
    }

    @Test
    @DisplayName(
            "a runner dies without those it abandons, in the time of the timeout, and the receipt says where they are")
    void shutdownIsBounded() throws Exception {
        CountDownLatch gate = scene.gate();
        CompletableFuture<String> released = new CompletableFuture<>();
        ScriptedWorker deaf = scene.deaf();
        runner.startWorker(WorkerSpec.builder("deaf", context -> deaf)
                .onRemoved(error -> released.complete(String.valueOf(error)))
                .build());
        CountDownLatch stuckArrived = new CountDownLatch(1);
        CountDownLatch sleepyArrived = new CountDownLatch(1);
        runner.startWorker("stuck", context -> new ScriptedWorker(self -> Gate.passStubbornly(stuckArrived, gate)));
        runner.startWorker("good", context -> ScriptedWorker.obedient());
        runner.startWorker(
                "sleepy",
                context -> new ScriptedWorker(self -> {
                    sleepyArrived.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        self.end(new Exception("woken"));
                    }
                }));
        runner.startWorker("delayed", context -> {
            throw new Exception("no such luck");
        });
        for (String id : new String[] {"deaf", "stuck", "good", "sleepy"}) {
            scene.awaitStarted(id, 1);
        }
        scene.awaitFailed("delayed", 1);
        assertThat(runner.stopReceipt()).isEmpty();
        runner.kill();
        Scene.reached(stuckArrived);
        Scene.reached(sleepyArrived);
        // All four were asked to stop; the good one has done so, or it would be interrupted as well.
        scene.await(Finished.class, "good", 1);
        scene.clock.awaitTimers(3);
        scene.clock.advance(FIVE);
        scene.await(StopOverdue.class, "stuck", 1);
        scene.await(StopOverdue.class, "deaf", 1);
        scene.awaitFailed("sleepy", 1);
        assertThat(runner.state()).isEqualTo(Runner.State.DYING);
        scene.clock.advance(FIVE);
        assertThat(Scene.errorOf(runner.completion())).isNull();
        assertThat(runner.workerIds()).isEmpty();

        StopReceipt receipt = runner.stopReceipt().orElseThrow();
        assertThat(receipt.runner()).isEqualTo("r");
        assertThat(receipt.dying()).isEqualTo(Scene.START);
        assertThat(receipt.dead()).isEqualTo(Scene.START.plusSeconds(10));
        assertThat(receipt.stopped()).isEqualTo(5);
        assertThat(receipt.abandoned()).isEqualTo(2);
        assertThat(receipt.interrupted()).isEqualTo(1);
        assertThat(receipt.slowest().subList(0, 2))
                .extracting(Stop::id, Stop::step)
                .containsExactlyInAnyOrder(
                        org.assertj.core.api.Assertions.tuple("deaf", Step.ABANDON),
                        org.assertj.core.api.Assertions.tuple("stuck", Step.ABANDON));
        Stop stuck = receipt.slowest().stream()
                .filter(stop -> stop.id().equals("stuck"))
                .findFirst()
                .orElseThrow();
        assertThat(stuck.stacks().keySet()).containsExactly("reeve/r/stuck#1");
        assertThat(stuck.stacks().toString()).contains("passStubbornly");
        Stop sleepy = receipt.slowest().get(2);
        assertThat(sleepy.step()).isEqualTo(Step.INTERRUPT);
        assertThat(sleepy.took()).isEqualTo(FIVE);
        assertThat(sleepy.failure()).hasMessage("woken");

        assertThat(runner.report()).containsEntry(Reporter.KEY_ABANDONED, 2);
        assertThat(released).isNotDone();
        deaf.end();
        scene.await(AbandonedEnded.class, "deaf", 1);
        assertThat(Scene.errorOf(released)).isNull();
        assertThat(runner.report()).containsEntry(Reporter.KEY_ABANDONED, 1);
    }

    @Test
    @DisplayName("the receipt describes a hundred workers and counts all")
    void receiptIsBounded() throws Exception {
        for (int number = 0; number < 1_000; number++) {
            runner.startWorker("w" + number, context -> ScriptedWorker.obedient());
        }
        runner.kill();
        assertThat(Scene.errorOf(runner.completion())).isNull();
        StopReceipt receipt = runner.stopReceipt().orElseThrow();
        assertThat(receipt.stopped()).isEqualTo(1_000);
        assertThat(receipt.slowest()).hasSizeLessThanOrEqualTo(StopReceipt.DETAILED);
    }

    @Test
    @DisplayName("contradictory and negative timeouts are refused")
    void badTimeouts() {
        assertThatThrownBy(() -> RunnerParams.builder("r").stopTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> RunnerParams.builder("r").stopTimeout(FIVE, Duration.ofSeconds(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 s")
                .hasMessageContaining("4 s");
    }
}
