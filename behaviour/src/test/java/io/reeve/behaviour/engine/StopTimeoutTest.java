// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.reeve.behaviour.Gate;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldAbandonedException;
import io.reeve.engine.EngineParams;
import io.reeve.engine.ManifoldSpec;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.StopReceipt;
import io.reeve.worker.StopReceipt.Step;
import io.reeve.worker.StopReceipt.Stop;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Abandoned;
import io.reeve.worker.event.RunnerEvent.AbandonedEnded;
import io.reeve.worker.event.RunnerEvent.Finished;
import io.reeve.worker.event.RunnerEvent.RunnerDead;
import io.reeve.worker.event.RunnerEvent.StopOverdue;
import io.reeve.worker.event.RunnerEvent.Stopping;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class StopTimeoutTest {
    private static final Duration FIVE = Duration.ofSeconds(5);
    private static final Duration TEN = Duration.ofSeconds(10);

    @RegisterExtension
    final Stage stage = Stage.with(params -> params.stopTimeout(TEN));

    /** Ordered stop. */
    @RegisterExtension
    final Stage ordered = Stage.with(params -> params.stopTimeout(TEN).orderedStop(true));

    private static void installDeaf(Stage stage, String name, String... needs) throws InterruptedException {
        stage.installStart(name, inputs -> ScriptedWorker.deaf(), needs);
        stage.awaitStarted(name, 1);
    }

    /** From the moment at which something was asked to stop to the one at which it is abandoned. */
    private static Abandoned letItBeAbandoned(Stage stage, String name) throws InterruptedException {
        stage.pass(FIVE);
        stage.await(StopOverdue.class, name, 1);
        stage.pass(FIVE);
        return stage.await(Abandoned.class, name, 1);
    }

    @Test
    @DisplayName("a kill that blocks is interrupted at half of the timeout, which may be all it needs")
    void interruptsKill() throws Exception {
        CountDownLatch killed = new CountDownLatch(1);
        stage.installStart(
                "a",
                inputs -> new ScriptedWorker(self -> {
                    killed.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        self.end();
                    }
                }));
        stage.awaitStarted("a", 1);
        CompletionStage<Void> gone = stage.engine.uninstall("a");
        Stage.reached(killed);
        stage.pass(FIVE);
        assertThat(Stage.errorOf(gone)).isNull();
        StopOverdue overdue = stage.await(StopOverdue.class, "a", 1);
        assertThat(overdue.waited()).isEqualTo(FIVE);
        assertThat(overdue.interrupted()).isTrue();
        assertThat(stage.events.events(Abandoned.class)).isEmpty();
        assertThat(stage.clock.pending()).isZero();
    }

    @Test
    @DisplayName("who refuses interruption is not interrupted, but abandoned at the same time")
    void refusesInterruption() throws Exception {
        CountDownLatch killed = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        stage.atTheEnd(gate::countDown);
        stage.engine.install(ManifoldSpec.builder(
                        "a",
                        stage.manifold(
                                        "a",
                                        inputs -> new ScriptedWorker(self -> {
                                            killed.countDown();
                                            try {
                                                gate.await();
                                                interrupted.complete(false);
                                            } catch (InterruptedException thrown) {
                                                interrupted.complete(true);
                                            }
                                            self.end();
                                        }))
                                .build())
                .interruptible(false)
                .build());
        stage.awaitStarted("a", 1);
        stage.engine.uninstall("a");
        Stage.reached(killed);
        stage.pass(FIVE);
        assertThat(stage.await(StopOverdue.class, "a", 1).interrupted()).isFalse();
        assertThat(stage.status("a").overdue()).isTrue();
        stage.pass(FIVE);
        assertThat(stage.await(Abandoned.class, "a", 1).stacks().toString()).contains("await");
        gate.countDown();
        stage.await(AbandonedEnded.class, "a", 1);
        assertThat(Stage.get(interrupted)).isFalse();
    }

    @Test
    @DisplayName(
            "an abandoned manifold has a state of its own, with the stacks of its threads, and is counted until it ends")
    void abandonedIsAState() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        stage.atTheEnd(gate::countDown);
        stage.installStart(
                "a",
                inputs -> new ScriptedWorker(self -> {
                    Gate.passStubbornly(arrived, gate);
                    self.end();
                }));
        stage.awaitStarted("a", 1);
        stage.engine.bounce("a");
        Stage.reached(arrived);
        Abandoned event = letItBeAbandoned(stage, "a");
        assertThat(event.waited()).isEqualTo(TEN);
        assertThat(event.stacks().keySet()).containsExactly("reeve/stage/a#1");
        assertThat(stage.state("a")).isEqualTo(State.ABANDONED);
        assertThat(stage.status("a").since()).isEqualTo(Stage.START.plus(TEN));
        assertThat(stage.status("a").overdue()).isFalse();
        assertThat(stage.engine.report()).containsEntry(Reporter.KEY_ABANDONED, 1);
        assertThat(stage.entry("a")).containsEntry(Reporter.KEY_STATE, "abandoned");
        assertThat(stage.entry("a").get(Reporter.KEY_STACKS).toString()).contains("passStubbornly");
        Why why = stage.engine.why("a").orElseThrow();
        assertThat(why.text()).contains("had not ended 10 s later", "started again when it ends");
        assertThat(stage.clock.pending()).isZero();
        stage.clock.advance(Duration.ofMinutes(1));
        gate.countDown();
        assertThat(stage.await(AbandonedEnded.class, "a", 1).late()).isEqualTo(Duration.ofMinutes(1));
        stage.awaitStarted("a", 2);
        assertThat(stage.engine.report()).doesNotContainKey(Reporter.KEY_ABANDONED);
    }

    @Test
    @DisplayName(
            "who waits for an uninstalled manifold is told that it is abandoned, then and later; its name is not free")
    void waitersAreTold() throws Exception {
        installDeaf(stage, "a");
        CompletionStage<Void> first = stage.engine.uninstall("a");
        letItBeAbandoned(stage, "a");
        assertThat(Stage.errorOf(first))
                .isInstanceOf(ManifoldAbandonedException.class)
                .hasMessageContaining("manifold 'a' of engine 'stage'");
        assertThat(Stage.errorOf(stage.engine.uninstall("a"))).isInstanceOf(ManifoldAbandonedException.class);
        assertThat(stage.state("a")).isEqualTo(State.ABANDONED);
        assertThat(stage.engine.why("a").orElseThrow().text()).contains("its name is free when it ends");
        // On a thread of its own, which the virtual clock may have outrun.
        stage.worker("a").awaitKill();
        assertThat(stage.worker("a").kills()).isEqualTo(1);
        stage.worker("a").end();
        stage.awaitRemoved("a");
        assertThat(stage.engine.status("a")).isEmpty();
    }

    @Test
    @DisplayName("nothing is started beside an abandoned worker: another manifold of its name follows when it ends")
    void nothingBesideIt() throws Exception {
        installDeaf(stage, "a");
        ScriptedWorker deaf = stage.worker("a");
        stage.engine.uninstall("a");
        letItBeAbandoned(stage, "a");
        stage.install("a");
        assertThat(stage.state("a")).isEqualTo(State.ABANDONED);
        assertThat(stage.engine.why("a").orElseThrow().text())
                .contains("another manifold takes its place when it ends");
        assertThat(stage.workers("a")).isEqualTo(1);
        deaf.end();
        stage.awaitStarted("a", 2);
    }

    @Test
    @DisplayName(
            "an abandoned input is down: what needs it waits, and says why; what can do without it runs without it")
    void dependentsOfTheAbandoned() throws Exception {
        installDeaf(stage, "a");
        stage.install("needs", "a");
        stage.engine.install(
                "uses", stage.manifold("uses").uses("a", String.class).build());
        stage.awaitStarted("needs", 1);
        stage.awaitStarted("uses", 1);
        stage.engine.bounce("a");
        stage.await(Finished.class, "uses", 1);
        assertThat(stage.workers("uses")).as("waits while it may come").isEqualTo(1);
        letItBeAbandoned(stage, "a");
        stage.awaitStarted("uses", 2);
        assertThat(stage.status("needs").waitingFor()).containsExactly("a");
        Why why = stage.engine.why("needs").orElseThrow();
        assertThat(why.text()).isEqualTo("it waits for its input 'a'");
        assertThat(why.because().state()).isEqualTo("abandoned");
        stage.worker("a").end();
        stage.awaitStarted("a", 2);
        stage.awaitStarted("needs", 2);
        stage.awaitStarted("uses", 3);
    }

    @Test
    @DisplayName(
            "an operator's bounce of an abandoned manifold counts when it ends: started at once, its failure forgotten")
    void bounceOfTheAbandoned() throws Exception {
        Stage patient = Stage.with(params -> params.stopTimeout(TEN).bounceDelay(Duration.ofMinutes(1)));
        try {
            installDeaf(patient, "a");
            patient.install("b", "a");
            patient.awaitStarted("b", 1);
            patient.engine.bounce("a");
            letItBeAbandoned(patient, "a");
            patient.engine.bounce("a");
            patient.worker("a").end(new Exception("late"));
            patient.awaitStarted("a", 2);
            assertThat(patient.status("a").recentErrors()).isZero();
        } finally {
            patient.finish();
        }
    }

    @Test
    @DisplayName(
            "B-60 a deaf dependent holds up the ordered stop of its input until it is abandoned; then the input's time begins")
    void orderedStopIsBounded() throws Exception {
        installDeaf(ordered, "a");
        installDeaf(ordered, "b", "a");
        ordered.engine.bounce("a");
        ordered.await(Stopping.class, "b", 1);
        assertThat(ordered.worker("a").kills()).isZero();
        assertThat(ordered.engine.why("a").orElseThrow().because().subject()).isEqualTo("manifold 'b'");
        letItBeAbandoned(ordered, "b");
        ordered.worker("a").awaitKill();
        assertThat(ordered.state("a")).isEqualTo(State.STOPPING);
        assertThat(letItBeAbandoned(ordered, "a").waited()).isEqualTo(TEN);
        ordered.worker("a").end();
        ordered.awaitStarted("a", 2);
        assertThat(ordered.state("b")).isEqualTo(State.ABANDONED);
        ordered.worker("b").end();
        ordered.awaitStarted("b", 2);
    }

    @Test
    @DisplayName("B-60 D-73 a dying engine with ordered stop takes the sum of the timeouts along a path, and no longer")
    void orderedShutdownIsBounded() throws Exception {
        installDeaf(ordered, "a");
        installDeaf(ordered, "b", "a");
        installDeaf(ordered, "c", "b");
        ordered.engine.kill();
        for (String name : new String[] {"c", "b", "a"}) {
            assertThat(ordered.engine.state()).isEqualTo(Runner.State.DYING);
            letItBeAbandoned(ordered, name);
        }
        assertThat(Stage.errorOf(ordered.engine.completion())).isNull();
        assertThat(ordered.engine.stopReceipt().orElseThrow().dead()).isEqualTo(Stage.START.plus(TEN.multipliedBy(3)));
    }

    @Test
    @DisplayName(
            "D-73 an engine dies without those it abandons, in the time of the timeout; the receipt says where they are")
    void shutdownIsBounded() throws Exception {
        CompletableFuture<String> released = new CompletableFuture<>();
        stage.engine.install(ManifoldSpec.builder(
                        "deaf",
                        stage.manifold("deaf", inputs -> ScriptedWorker.deaf()).build())
                .onRemoved(error -> released.complete(String.valueOf(error)))
                .build());
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        stage.atTheEnd(gate::countDown);
        stage.installStart("stuck", inputs -> new ScriptedWorker(self -> Gate.passStubbornly(stuck, gate)));
        stage.install("good");
        CountDownLatch sleepy = new CountDownLatch(1);
        stage.installStart(
                "sleepy",
                inputs -> new ScriptedWorker(self -> {
                    sleepy.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        self.end(new Exception("woken"));
                    }
                }));
        stage.install("waits", "nobody");
        for (String name : new String[] {"deaf", "stuck", "good", "sleepy"}) {
            stage.awaitStarted(name, 1);
        }
        assertThat(stage.engine.stopReceipt()).isEmpty();
        stage.engine.kill();
        Stage.reached(stuck);
        Stage.reached(sleepy);
        // Or it would be interrupted as well.
        stage.await(Finished.class, "good", 1);
        stage.clock.awaitTimers(3);
        stage.clock.advance(FIVE);
        stage.await(StopOverdue.class, "stuck", 1);
        stage.await(StopOverdue.class, "deaf", 1);
        stage.awaitFailed("sleepy", 1);
        assertThat(stage.engine.state()).isEqualTo(Runner.State.DYING);
        stage.clock.advance(FIVE);
        assertThat(Stage.errorOf(stage.engine.completion())).isNull();
        assertThat(stage.events.await(RunnerDead.class).abandoned()).isEqualTo(2);

        StopReceipt receipt = stage.engine.stopReceipt().orElseThrow();
        assertThat(receipt.runner()).isEqualTo("stage");
        assertThat(receipt.dying()).isEqualTo(Stage.START);
        assertThat(receipt.dead()).isEqualTo(Stage.START.plus(TEN));
        assertThat(receipt.stopped()).isEqualTo(5);
        assertThat(receipt.abandoned()).isEqualTo(2);
        assertThat(receipt.interrupted()).isEqualTo(1);
        assertThat(receipt.slowest().subList(0, 2))
                .extracting(Stop::id, Stop::step)
                .containsExactlyInAnyOrder(tuple("deaf", Step.ABANDON), tuple("stuck", Step.ABANDON));
        assertThat(receipt.slowest().subList(0, 2).toString()).contains("reeve/stage/stuck#1", "passStubbornly");
        Stop woken = receipt.slowest().get(2);
        assertThat(woken.step()).isEqualTo(Step.INTERRUPT);
        assertThat(woken.took()).isEqualTo(FIVE);
        assertThat(woken.failure()).hasMessage("woken");

        assertThat(stage.state("deaf")).isEqualTo(State.ABANDONED);
        assertThat(stage.engine.report()).containsEntry(Reporter.KEY_ABANDONED, 2);
        assertThat(stage.engine.why("deaf").orElseThrow().text()).contains("its engine does without it");
        assertThat(released).isNotDone();
        stage.worker("deaf").end();
        stage.await(AbandonedEnded.class, "deaf", 1);
        assertThat(Stage.get(released)).isEqualTo("null");
        assertThat(stage.engine.report()).containsEntry(Reporter.KEY_ABANDONED, 1);
        assertThat(stage.state("deaf")).isEqualTo(State.STOPPED);
    }

    @Test
    @DisplayName("what was abandoned before does not hold up the end of the engine for a moment")
    void abandonedBefore() throws Exception {
        installDeaf(stage, "a");
        stage.engine.bounce("a");
        letItBeAbandoned(stage, "a");
        stage.engine.kill();
        assertThat(Stage.errorOf(stage.engine.completion())).isNull();
        StopReceipt receipt = stage.engine.stopReceipt().orElseThrow();
        assertThat(receipt.abandoned()).isEqualTo(1);
        assertThat(receipt.stopped()).isEqualTo(1);
        assertThat(Stage.errorOf(stage.engine.uninstall("a"))).isInstanceOf(ManifoldAbandonedException.class);
    }

    @Test
    @DisplayName("a start function that does not return is abandoned, and what it returns at last is killed")
    void abandonedStart() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        stage.atTheEnd(gate::countDown);
        ScriptedWorker late = ScriptedWorker.obedient();
        stage.installStart("a", inputs -> {
            Gate.passStubbornly(arrived, gate);
            return late;
        });
        Stage.reached(arrived);
        stage.engine.uninstall("a");
        letItBeAbandoned(stage, "a");
        gate.countDown();
        late.awaitKill();
        stage.await(AbandonedEnded.class, "a", 1);
        stage.awaitRemoved("a");
    }

    @Test
    @DisplayName("a late error is judged as any other")
    void lateError() throws Exception {
        installDeaf(stage, "a");
        stage.engine.bounce("a");
        letItBeAbandoned(stage, "a");
        Exception late = new Exception("late");
        stage.worker("a").end(late);
        assertThat(stage.awaitFailed("a", 1)).isSameAs(late);
        assertThat(stage.await(AbandonedEnded.class, "a", 1).error()).isSameAs(late);
    }

    @Test
    @DisplayName(
            "a manifold has its own timeout, or none; who stops in time leaves no timer; a change holds from then on")
    void ownTimeout() throws Exception {
        stage.install("quick");
        stage.awaitStarted("quick", 1);
        assertThat(Stage.errorOf(stage.engine.uninstall("quick"))).isNull();
        stage.clock.awaitNoTimers();
        stage.engine.install(ManifoldSpec.builder(
                        "patient",
                        stage.manifold("patient", inputs -> ScriptedWorker.deaf())
                                .build())
                .stopTimeout(Duration.ZERO)
                .build());
        stage.awaitStarted("patient", 1);
        stage.engine.uninstall("patient");
        stage.worker("patient").awaitKill();
        assertThat(stage.clock.pending()).isZero();
        stage.engine.install(ManifoldSpec.builder(
                        "hasty",
                        stage.manifold("hasty", inputs -> ScriptedWorker.deaf()).build())
                .stopTimeout(Duration.ofMillis(1), Duration.ofMillis(1))
                .build());
        stage.awaitStarted("hasty", 1);
        stage.engine.uninstall("hasty");
        stage.pass(Duration.ofMillis(1));
        assertThat(stage.await(Abandoned.class, "hasty", 1).waited()).isEqualTo(Duration.ofMillis(1));
        installDeaf(stage, "changed");
        stage.engine.update(EngineParams.of(Stage.NAME));
        stage.engine.uninstall("changed");
        stage.worker("changed").awaitKill();
        assertThat(stage.clock.pending()).isZero();
    }

    @Test
    @DisplayName(
            "what is said later of an installed manifold holds from its next stop on; of another one it is refused")
    void revisedTimeout() throws Exception {
        Manifold deaf = stage.manifold("a", inputs -> ScriptedWorker.deaf()).build();
        stage.engine.install("a", deaf);
        stage.awaitStarted("a", 1);
        ManifoldSpec revised = ManifoldSpec.builder("a", deaf)
                .stopTimeout(Duration.ofMillis(3), Duration.ofMillis(3))
                .build();
        assertThat(stage.engine.revise(revised)).isTrue();
        assertThat(stage.engine.revise(
                        ManifoldSpec.builder("a", stage.manifold("a").build())
                                .stopTimeout(Duration.ofMillis(7), Duration.ofMillis(7))
                                .build()))
                .as("another manifold")
                .isFalse();
        assertThat(stage.engine.revise(ManifoldSpec.builder("b", deaf).build()))
                .as("not installed")
                .isFalse();
        stage.engine.uninstall("a");
        stage.pass(Duration.ofMillis(3));
        assertThat(stage.await(Abandoned.class, "a", 1).waited()).isEqualTo(Duration.ofMillis(3));
        assertThat(stage.engine.revise(revised)).as("uninstalled").isFalse();
    }

    @Test
    @DisplayName("a start in progress keeps whether it may be interrupted, whatever is said later")
    void revisedInterruption() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        stage.atTheEnd(never::countDown);
        Manifold blocked = stage.manifold("a", inputs -> {
                    begun.countDown();
                    never.await();
                    return ScriptedWorker.obedient();
                })
                .build();
        stage.engine.install("a", blocked);
        Stage.reached(begun);
        assertThat(stage.engine.revise(
                        ManifoldSpec.builder("a", blocked).interruptible(false).build()))
                .isTrue();
        assertThat(Stage.errorOf(stage.engine.uninstall("a"))).isNull();
        assertThat(never.getCount()).as("it was interrupted").isEqualTo(1);
    }

    @Test
    @DisplayName("contradictory and negative timeouts are refused")
    void badTimeouts() {
        assertThatThrownBy(() -> EngineParams.builder("e").stopTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> EngineParams.builder("e").stopTimeout(TEN, FIVE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10 s")
                .hasMessageContaining("5 s");
    }
}
