// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.catacomb;

import static io.reeve.behaviour.catacomb.Scene.errorOf;
import static io.reeve.behaviour.catacomb.Scene.hasEnded;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.behaviour.ReportingWorker;
import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.Plan;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.BrokenWorkerException;
import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From alive through dying to dead. */
final class LifeTest {
    @RegisterExtension
    final Scene scene = new Scene();

    @Test
    @DisplayName("C-20 C-26 an invoked catacomb is alive: neither dying nor dead, and without a failure")
    void startsAlive() {
        Catacomb catacomb = scene.living();
        assertThat(catacomb.state()).isEqualTo(Catacomb.State.ALIVE);
        assertThat(catacomb.isDying()).isFalse();
        assertThat(catacomb.dying().toCompletableFuture()).isNotDone();
        assertThat(hasEnded(catacomb)).isFalse();
        assertThat(catacomb.failure()).isEmpty();
    }

    @Test
    @DisplayName("C-21 kill raises dying at once, and not dead")
    void killRaisesDying() throws Exception {
        Scene.Gate gate = scene.gate();
        Catacomb catacomb = scene.start("held", self -> gate.pass());
        gate.awaitArrival();
        catacomb.kill();
        assertThat(catacomb.isDying()).isTrue();
        assertThat(errorOf(catacomb.dying())).isNull();
        assertThat(catacomb.state()).isEqualTo(Catacomb.State.DYING);
        assertThat(hasEnded(catacomb)).isFalse();
        gate.open();
        assertThat(errorOf(catacomb)).isNull();
        assertThat(catacomb.state()).isEqualTo(Catacomb.State.DEAD);
        assertThat(catacomb.isDying()).isTrue();
    }

    @Test
    @DisplayName("C-22 work that returns ends the group")
    void returningWorkEndsTheGroup() throws Exception {
        ScriptedWorker initial = ScriptedWorker.obedient();
        ScriptedWorker added = ScriptedWorker.obedient();
        Catacomb catacomb = scene.start("short", self -> self.add(added), initial);
        assertThat(errorOf(catacomb)).isNull();
        assertThat(initial.hasEnded()).isTrue();
        assertThat(added.hasEnded()).isTrue();
    }

    @Test
    @DisplayName("C-23 C-24 when dying begins all workers are killed; dead is not raised before each of them has ended")
    void deadIsLast() throws Exception {
        ScriptedWorker initial = scene.deaf();
        ScriptedWorker added = scene.deaf();
        Catacomb catacomb = scene.living(initial);
        catacomb.add(added);
        assertThat(initial.kills() + added.kills()).isZero();
        catacomb.kill();
        initial.awaitKill();
        added.awaitKill();
        initial.end();
        assertThat(hasEnded(catacomb)).isFalse();
        assertThat(catacomb.state()).isEqualTo(Catacomb.State.DYING);
        added.end();
        assertThat(errorOf(catacomb)).isNull();
        assertThat(initial.kills()).isOne();
        assertThat(added.kills()).isOne();
    }

    @Test
    @DisplayName("C-23 dead is not raised before the work has returned, although all workers have ended")
    void deadWaitsForTheWork() throws Exception {
        Scene.Gate gate = scene.gate();
        ScriptedWorker worker = ScriptedWorker.obedient();
        Catacomb catacomb = scene.start("held", self -> gate.pass(), worker);
        gate.awaitArrival();
        catacomb.kill();
        assertThat(errorOf(worker)).isNull();
        assertThat(hasEnded(catacomb)).isFalse();
        gate.open();
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("C-24 a worker whose kill blocks does not keep the others from being killed")
    void blockedKill() throws Exception {
        Scene.Gate gate = scene.gate();
        List<ScriptedWorker> workers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            workers.add(
                    i % 2 == 0
                            ? ScriptedWorker.obedient()
                            : new ScriptedWorker(self -> {
                                gate.pass();
                                self.end();
                            }));
        }
        Catacomb catacomb = scene.living(workers.toArray(Worker[]::new));
        catacomb.kill();
        for (ScriptedWorker worker : workers) {
            worker.awaitKill();
        }
        gate.open();
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("C-25 many threads may wait, and all get the same error")
    void manyWait() throws Exception {
        Exception error = new Exception("the end");
        Catacomb catacomb = scene.living();
        List<CompletableFuture<Throwable>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(Scene.thrownElsewhere(catacomb::await));
        }
        catacomb.kill(error);
        for (CompletableFuture<Throwable> each : waiting) {
            assertThat(Scene.get(each).getCause()).isSameAs(error);
        }
        assertThat(errorOf(catacomb)).isSameAs(error);
    }

    @Test
    @DisplayName("C-26 while dying the reason can change from none to an error")
    void reasonChangesWhileDying() throws Exception {
        ScriptedWorker worker = scene.deaf();
        Catacomb catacomb = scene.living(worker);
        catacomb.kill();
        assertThat(catacomb.failure()).isEmpty();
        Exception error = new Exception("while stopping");
        worker.end(error);
        assertThat(errorOf(catacomb)).isSameAs(error);
        assertThat(catacomb.failure()).containsSame(error);
    }

    static List<Throwable> thrown() {
        return List.of(
                new Exception("checked"),
                new IllegalStateException("unchecked"),
                new Error("an error"),
                new StackOverflowError(),
                new InterruptedException("nobody interrupted it"),
                new java.util.concurrent.CancellationException("nobody cancelled it"),
                new Throwable("neither"));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is never carried out
    private static <E extends Throwable> void raise(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @ParameterizedTest
    @MethodSource("thrown")
    @DisplayName("C-27 C-28 B-32 work that throws, whatever it is, ends the group with that error itself")
    void workThrows(Throwable error) throws Exception {
        ScriptedWorker worker = ScriptedWorker.obedient();
        Catacomb catacomb = scene.start("thrower", self -> LifeTest.<RuntimeException>raise(error), worker);
        assertThat(errorOf(catacomb)).isSameAs(error);
        assertThat(worker.hasEnded()).isTrue();
    }

    @Test
    @DisplayName("B-32 an error that answers no question about its cause ends the group like any other")
    void errorsThatThrow() throws Exception {
        RuntimeException rude = new RuntimeException("rude") {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("no");
            }
        };
        Catacomb catacomb = scene.start("thrower", self -> {
            throw rude;
        });
        assertThat(errorOf(catacomb)).isSameAs(rude);
    }

    @Test
    @DisplayName("B-32 an executor that refuses the work does not keep the group from ending")
    void refusingExecutor() throws Exception {
        CompletableFuture<String> ran = new CompletableFuture<>();
        Catacomb catacomb =
                scene.start(Plan.builder("refused", self -> ran.complete("ran")).executor(task -> {
                    throw new RejectedExecutionException("full");
                }));
        assertThat(errorOf(catacomb)).isNull();
        assertThat(ran).isCompletedWithValue("ran");
    }

    @Test
    @DisplayName("B-33 a tracked worker whose kill throws fails the catacomb; the others are still stopped")
    void brokenKill() throws Exception {
        IllegalStateException brokenKill = new IllegalStateException("kill is broken");
        ScriptedWorker broken = new ScriptedWorker(self -> {
            throw brokenKill;
        });
        ScriptedWorker other = ScriptedWorker.obedient();
        Catacomb catacomb = scene.living(broken, other);
        catacomb.kill();
        assertThat(errorOf(other)).isNull();
        Scene.until("the error has arrived", () -> catacomb.failure().isPresent());
        assertThat(hasEnded(catacomb)).isFalse();
        broken.end();
        assertThat(errorOf(catacomb)).isSameAs(brokenKill);
    }

    static List<Endless> withoutAnEnd() {
        return List.of(
                new Endless(
                        () -> {
                            throw new IllegalStateException("no stage today");
                        },
                        new AtomicInteger()),
                new Endless(() -> null, new AtomicInteger()));
    }

    /** A worker whose end nobody can see. */
    private record Endless(Supplier<CompletionStage<Void>> stage, AtomicInteger kills) implements Worker {
        @Override
        public void kill() {
            kills.incrementAndGet();
        }

        @Override
        public CompletionStage<Void> completion() {
            return stage.get();
        }
    }

    @ParameterizedTest
    @MethodSource("withoutAnEnd")
    @DisplayName(
            "B-33 a worker whose end cannot be observed is killed and fails the catacomb; the others are still stopped")
    void brokenCompletion(Endless broken) throws Exception {
        ScriptedWorker other = ScriptedWorker.obedient();
        Catacomb catacomb = scene.living(other);
        catacomb.add(broken);
        assertThat(errorOf(catacomb)).isInstanceOf(BrokenWorkerException.class).hasMessageContaining("'living'");
        assertThat(broken.kills()).hasPositiveValue();
        assertThat(other.hasEnded()).isTrue();
        Catacomb from = scene.living(broken);
        assertThat(errorOf(from)).isInstanceOf(BrokenWorkerException.class);
    }

    @Test
    @DisplayName("work that ignores interruption holds up the end, and the catacomb waits for it")
    void stubbornWork() throws Exception {
        Scene.Gate gate = scene.gate();
        ScriptedWorker worker = ScriptedWorker.obedient();
        Catacomb catacomb = scene.start("stubborn", self -> gate.pass(), worker);
        gate.awaitArrival();
        catacomb.kill();
        assertThat(errorOf(worker)).isNull();
        assertThat(catacomb.state()).isEqualTo(Catacomb.State.DYING);
        gate.open();
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("the report names workers by their class, and says so if one has no report or a broken one")
    void reportOfAnyWorker() throws Exception {
        ScriptedWorker end = scene.deaf();
        Worker anonymous = new Worker() {
            @Override
            public void kill() {
                end.end();
            }

            @Override
            public CompletionStage<Void> completion() {
                return end.completion();
            }
        };
        Catacomb catacomb =
                scene.living(anonymous, new ReportingWorker(() -> Map.of("state", "fine")), new ReportingWorker(() -> {
                    throw new IllegalStateException("no words");
                }));
        assertThat(catacomb.report().get("workers"))
                .isEqualTo(Map.of(
                        "worker", Map.of("state", "started"),
                        "ReportingWorker", Map.of("state", "fine"),
                        "ReportingWorker 2",
                                Map.of("error", "report failed: java.lang.IllegalStateException: no words")));
    }

    @Test
    @DisplayName("the report shows a thousand workers, and how many there are beyond")
    @SuppressWarnings("unchecked")
    void reportIsBounded() throws Exception {
        Worker[] workers = new Worker[1_003];
        Arrays.setAll(workers, i -> ScriptedWorker.obedient());
        Catacomb catacomb = scene.living(workers);
        assertThat((Map<String, Object>) catacomb.report().get("workers"))
                .hasSize(1_001)
                .containsEntry("…", "and 3 more")
                .containsKey("ScriptedWorker 1000");
    }

    @Test
    @DisplayName("the report shows the state, the error and what each worker says of itself")
    @SuppressWarnings("unchecked")
    void reportShowsTheChildren() throws Exception {
        ScriptedWorker slow = scene.deaf();
        Catacomb inner = scene.start("inner", Scene.OBEDIENT);
        Catacomb catacomb = scene.living(slow, ScriptedWorker.obedient(), inner);
        assertThat(catacomb.report()).containsEntry("state", "started").doesNotContainKey("error");
        var workers = (Map<String, Object>) catacomb.report().get("workers");
        assertThat(workers).containsOnlyKeys("ScriptedWorker", "ScriptedWorker 2", "inner");
        assertThat(workers.get("inner")).isEqualTo(Map.of("state", "started"));
        catacomb.kill(new Exception("reason"));
        assertThat(errorOf(inner)).isNull();
        assertThat(catacomb.report()).containsEntry("state", "stopping");
        assertThat(catacomb.report().get("error")).asString().contains("reason");
        slow.end();
        errorOf(catacomb);
        assertThat(catacomb.report()).containsEntry("state", "stopped").doesNotContainKey("workers");
    }
}
