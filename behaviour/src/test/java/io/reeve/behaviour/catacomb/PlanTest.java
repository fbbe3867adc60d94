// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.catacomb;

import static io.reeve.behaviour.catacomb.Scene.OBEDIENT;
import static io.reeve.behaviour.catacomb.Scene.errorOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.Plan;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a plan must be, and who owns its workers when it is not that. */
final class PlanTest {
    @RegisterExtension
    final Scene scene = new Scene();

    private final ScriptedWorker worker = ScriptedWorker.obedient();

    private static Plan plan(String name, Catacomb.Work work, Worker... initial) {
        return Plan.builder(name, work).initial(initial).build();
    }

    @Test
    @DisplayName("C-1 a plan with name, work and workers, or without workers, is valid")
    void validPlans() {
        assertThatCode(() -> plan("a", OBEDIENT).validate()).doesNotThrowAnyException();
        assertThatCode(() -> plan("a", OBEDIENT, worker).validate()).doesNotThrowAnyException();
        assertThat(worker.kills()).isZero();
    }

    @Test
    @DisplayName("C-1 C-2 the message says that the plan is not valid, and names the part: name, work, worker by index")
    void messagesNameThePart() {
        assertThatThrownBy(() -> plan(" ", OBEDIENT).validate())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("not valid", "name");
        assertThatThrownBy(() -> plan(null, OBEDIENT).validate()).hasMessageContainingAll("not valid", "name");
        assertThatThrownBy(() -> plan("a", null).validate())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'a'", "not valid", "work is null");
        assertThatThrownBy(() -> plan("a", OBEDIENT, worker, null).validate())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'a'", "not valid", "initial worker 1 is null");
        assertThatThrownBy(() -> plan("a", OBEDIENT, null, worker).validate())
                .hasMessageContainingAll("initial worker 0 is null");
    }

    @Test
    @DisplayName("C-2 of several faults the first is named, in the order name, work, workers")
    void faultsHaveAnOrder() {
        assertThatThrownBy(() -> plan("", null, (Worker) null).validate()).hasMessageContaining("name");
        assertThatThrownBy(() -> plan("a", null, (Worker) null).validate()).hasMessageContaining("work is null");
    }

    @Test
    @DisplayName("C-3 a catacomb is used once; validation does not look at that")
    void noSecondUse() throws Exception {
        Catacomb used = scene.dead();
        Plan plan = plan("again", OBEDIENT);
        assertThatCode(plan::validate).doesNotThrowAnyException();
        assertThatThrownBy(() -> used.invoke(plan))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has already been used");
        assertThat(errorOf(used)).isNull();
    }

    @Test
    @DisplayName("C-4 an invoke that fails has stopped all initial workers that there are")
    void refusedWorkersAreStopped() throws Exception {
        ScriptedWorker other = ScriptedWorker.obedient();
        assertThatThrownBy(() -> new Catacomb().invoke(plan("a", OBEDIENT, worker, null, other)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(worker.hasEnded()).isTrue();
        assertThat(other.hasEnded()).isTrue();

        ScriptedWorker late = ScriptedWorker.obedient();
        Catacomb used = scene.living();
        assertThatThrownBy(() -> used.invoke(plan("a", OBEDIENT, late))).isInstanceOf(IllegalStateException.class);
        assertThat(late.hasEnded()).isTrue();
        assertThat(used.state()).isEqualTo(Catacomb.State.ALIVE);
    }

    @Test
    @DisplayName("C-4 an invoke that fails waits for the initial workers")
    void refusalWaits() throws Exception {
        ScriptedWorker slow = scene.deaf();
        CompletableFuture<Throwable> refused =
                Scene.thrownElsewhere(() -> new Catacomb().invoke(plan("", OBEDIENT, slow)));
        slow.awaitKill();
        assertThat(refused).isNotDone();
        slow.end();
        assertThat(Scene.get(refused)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("B-34 an invoke that fails kills all initial workers before it waits, and attaches their errors")
    void refusedWorkersAreStoppedTogether() throws Exception {
        Exception kept = new Exception("kept");
        IllegalStateException brokenKill = new IllegalStateException("kill is broken");
        ScriptedWorker first = scene.deaf();
        ScriptedWorker broken = new ScriptedWorker(self -> {
            self.end();
            throw brokenKill;
        });
        ScriptedWorker second = ScriptedWorker.failing(kept);
        CompletableFuture<Throwable> refused =
                Scene.thrownElsewhere(() -> new Catacomb().invoke(plan("", OBEDIENT, first, broken, second)));
        first.awaitKill();
        second.awaitKill();
        first.end();
        assertThat(Scene.get(refused).getSuppressed()).containsExactly(brokenKill, kept);
    }

    @Test
    @DisplayName("C-4 whoever waits for refused workers can be interrupted, and stays so")
    void refusalCanBeInterrupted() throws Exception {
        Exception known = new Exception("of the one that had ended");
        ScriptedWorker slow = scene.deaf();
        assertThat(Scene.get(Scene.elsewhere(() -> {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(
                                    () -> new Catacomb().invoke(plan("", OBEDIENT, ScriptedWorker.dead(known), slow)))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasSuppressedException(known);
                    return Thread.currentThread().isInterrupted();
                })))
                .isTrue();
        assertThat(slow.kills()).isOne();
    }

    @Test
    @DisplayName("C-5 an invalid plan does not use a catacomb up")
    void invalidPlansUseNothingUp() throws Exception {
        Catacomb catacomb = new Catacomb();
        assertThatThrownBy(() -> catacomb.invoke(plan("a", null))).isInstanceOf(IllegalArgumentException.class);
        assertThat(catacomb.state()).isEqualTo(Catacomb.State.UNUSED);
        catacomb.invoke(plan("a", self -> {}));
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("C-6 invoke does not wait, the work runs on another thread, and the catacomb can be used at once")
    void invokeDoesNotWait() throws Exception {
        Scene.Gate gate = scene.gate();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Catacomb catacomb = scene.start("held", self -> {
            thread.complete(Thread.currentThread());
            gate.pass();
        });
        catacomb.add(worker);
        assertThat(Scene.get(thread)).isNotSameAs(Thread.currentThread());
        assertThat(catacomb.isDying()).isFalse();
        assertSame(catacomb.completion(), catacomb.completion());
    }

    @Test
    @DisplayName("C-7 the list of initial workers is copied")
    void listsAreCopied() throws Exception {
        List<Worker> list = new ArrayList<>(List.of(worker));
        Plan.Builder builder = Plan.builder("a", OBEDIENT).initial(list);
        Plan plan = builder.build();
        list.set(0, null);
        builder.initial((Worker) null);
        Catacomb catacomb = Catacomb.start(plan);
        list.clear();
        catacomb.kill();
        assertThat(errorOf(catacomb)).isNull();
        assertThat(worker.hasEnded()).isTrue();
    }

    @Test
    @DisplayName("C-8 of concurrent invokes exactly one succeeds, and the workers of the others are stopped")
    void oneInvokeWins() throws Exception {
        for (int round = 0; round < 200; round++) {
            Catacomb catacomb = new Catacomb();
            AtomicInteger runs = new AtomicInteger();
            CyclicBarrier together = new CyclicBarrier(2);
            List<ScriptedWorker> workers = List.of(ScriptedWorker.obedient(), ScriptedWorker.obedient());
            List<CompletableFuture<Throwable>> outcomes = new ArrayList<>();
            for (ScriptedWorker each : workers) {
                outcomes.add(Scene.thrownElsewhere(() -> {
                    together.await();
                    catacomb.invoke(plan(
                            "race",
                            self -> {
                                runs.incrementAndGet();
                                OBEDIENT.run(self);
                            },
                            each));
                }));
            }
            Throwable first = Scene.get(outcomes.get(0));
            Throwable second = Scene.get(outcomes.get(1));
            assertThat(first == null).isNotEqualTo(second == null);
            assertThat(first == null ? second : first).hasMessageContaining("has already been used");
            assertThat(workers.get(first == null ? 1 : 0).hasEnded()).isTrue();
            assertThat(workers.get(first == null ? 0 : 1).hasEnded()).isFalse();
            Scene.until("the work runs", () -> runs.get() > 0);
            catacomb.kill();
            assertThat(errorOf(catacomb)).isNull();
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    @DisplayName("C-9 after a kill invoke succeeds and the work runs, in a catacomb that is dying of the early error")
    void killBeforeInvoke() throws Exception {
        Exception early = new Exception("early");
        Catacomb catacomb = new Catacomb();
        catacomb.kill(early);
        CompletableFuture<Boolean> sawDying = new CompletableFuture<>();
        catacomb.invoke(plan("late", self -> sawDying.complete(self.isDying()), worker));
        assertThat(errorOf(catacomb)).isSameAs(early);
        assertThat(Scene.get(sawDying)).isTrue();
        assertThat(worker.hasEnded()).isTrue();
        assertThat(worker.kills()).isOne();
    }

    @Test
    @DisplayName("C-9 after a kill without error the work is interrupted from the beginning, which is a clean end")
    void cleanKillBeforeInvoke() throws Exception {
        Catacomb catacomb = new Catacomb();
        catacomb.kill();
        catacomb.invoke(plan("late", self -> Thread.sleep(Long.MAX_VALUE)));
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("B-36 before invoke there is neither an end nor a group: waiting and adding fail at once")
    void unusedCatacomb() {
        Catacomb unused = new Catacomb();
        assertThatThrownBy(unused::await).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(unused::completion).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> unused.sleep(java.time.Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(unused::context).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> unused.add(worker)).isInstanceOf(IllegalStateException.class);
        assertThat(worker.kills()).isOne();
        assertThat(unused.report()).containsEntry("state", "stopped");
    }

    @Test
    @DisplayName("B-36 what the kill of a worker throws that was added too early goes with the complaint")
    void unusedCatacombAndABrokenKill() {
        IllegalStateException brokenKill = new IllegalStateException("kill is broken");
        assertThatThrownBy(() -> new Catacomb().add(new ScriptedWorker(self -> {
                    throw brokenKill;
                })))
                .isInstanceOf(IllegalStateException.class)
                .hasSuppressedException(brokenKill);
    }

    @Test
    @DisplayName(
            "B-38 a plan in which the catacomb or its owner is to own itself is refused, and the others are stopped")
    void initialWorkersAreNotTheOwner() throws Exception {
        Catacomb catacomb = new Catacomb();
        ScriptedWorker owner = scene.deaf();
        assertThatThrownBy(() -> catacomb.invoke(Plan.builder("owned", OBEDIENT)
                        .owner(owner)
                        .initial(worker, owner)
                        .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot own itself");
        assertThatThrownBy(() -> catacomb.invoke(plan("own", OBEDIENT, worker, catacomb)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot own itself");
        assertThat(worker.hasEnded()).isTrue();
        assertThat(owner.kills()).isZero();
        assertThat(catacomb.state()).isEqualTo(Catacomb.State.UNUSED);
    }
}
