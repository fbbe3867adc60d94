// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.catacomb;

import static io.reeve.behaviour.catacomb.Scene.OBEDIENT;
import static io.reeve.behaviour.catacomb.Scene.errorOf;
import static io.reeve.behaviour.catacomb.Scene.hasEnded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.DyingException;
import io.reeve.catacomb.Plan;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Worker;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever adds a worker has no duty to it any longer. */
final class AddTest {
    @RegisterExtension
    final Scene scene = new Scene();

    private final Exception error = new Exception("of the worker");

    @Test
    @DisplayName("C-40 a worker added to a living catacomb is tracked at once")
    void addedWorkersAreTracked() throws Exception {
        ScriptedWorker worker = scene.deaf();
        Catacomb catacomb = scene.living();
        catacomb.add(worker);
        catacomb.kill();
        worker.awaitKill();
        assertThat(hasEnded(catacomb)).isFalse();
        worker.end();
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName(
            "C-41 a worker that ends without error, before or after it is added, is forgotten and nothing else ends")
    void cleanEndsAreForgotten() throws Exception {
        ScriptedWorker other = ScriptedWorker.obedient();
        ScriptedWorker initial = scene.deaf();
        ScriptedWorker added = scene.deaf();
        Catacomb catacomb = scene.living(other, initial, ScriptedWorker.dead());
        catacomb.add(added);
        catacomb.add(ScriptedWorker.dead());
        initial.end();
        added.end();
        assertThat((java.util.Map<?, ?>) catacomb.report().get("workers")).hasSize(1);
        assertThat(catacomb.isDying()).isFalse();
        assertThat(other.kills()).isZero();
    }

    @Test
    @DisplayName("C-42 a worker that ends with an error ends the catacomb with it")
    void failuresKill() throws Exception {
        ScriptedWorker worker = scene.deaf();
        ScriptedWorker other = ScriptedWorker.obedient();
        Catacomb catacomb = scene.living(other);
        catacomb.add(worker);
        worker.end(error);
        assertThat(errorOf(catacomb)).isSameAs(error);
        assertThat(other.hasEnded()).isTrue();
    }

    @Test
    @DisplayName("C-42 so does a worker that had failed already when it was added, or was in the plan")
    void earlierFailuresKill() throws Exception {
        Catacomb added = scene.living();
        added.add(ScriptedWorker.dead(error));
        assertThat(errorOf(added)).isSameAs(error);
        assertThat(errorOf(scene.living(ScriptedWorker.dead(error)))).isSameAs(error);
    }

    @Test
    @DisplayName("C-43 on a dying or dead catacomb add stops the worker on the caller's thread, and says dying")
    void addWhenDyingStops() throws Exception {
        for (Catacomb catacomb : List.of(scene.dying(), scene.dead())) {
            CompletableFuture<Thread> killer = new CompletableFuture<>();
            ScriptedWorker worker = new ScriptedWorker(self -> {
                killer.complete(Thread.currentThread());
                self.end();
            });
            assertThatThrownBy(() -> catacomb.add(worker)).isSameAs(catacomb.dyingException());
            assertThat(worker.hasEnded()).isTrue();
            assertThat(killer).isCompletedWithValue(Thread.currentThread());
        }
    }

    static List<Throwable> errors() {
        return List.of(
                new Exception("plain"),
                new CancellationException("of the worker"),
                new CompletionException("without a cause", null),
                new CompletionException(new Exception("inside")) {
                    private static final long serialVersionUID = 1L;
                },
                new InterruptedException("of the worker"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    @DisplayName("C-43 then the worker's error is the caller's, with its identity, and not the catacomb's")
    void addWhenDyingThrowsTheWorkersError(Throwable failure) throws Exception {
        ScriptedWorker last = scene.deaf();
        Catacomb dying = scene.living(last);
        dying.kill();
        for (Catacomb catacomb : List.of(dying, scene.dead())) {
            assertThat(Scene.get(Scene.thrownElsewhere(() -> catacomb.add(ScriptedWorker.failing(failure)))))
                    .isExactlyInstanceOf(ExecutionException.class)
                    .satisfies(thrown -> assertThat(thrown.getCause()).isSameAs(failure));
        }
        last.end();
        assertThat(errorOf(dying)).isNull();
    }

    @Test
    @DisplayName("C-43 a worker that failed before it was added too late is reported to the caller, too")
    void addWhenDyingOfAFailedWorker() throws Exception {
        Catacomb catacomb = scene.dead();
        assertThatThrownBy(() -> catacomb.add(ScriptedWorker.dead(error)))
                .cause()
                .isSameAs(error);
        assertThatThrownBy(() -> catacomb.add(ScriptedWorker.dead())).isInstanceOf(DyingException.class);
    }

    @Test
    @DisplayName("C-43 a kill that throws does not shorten the waiting; it is told to the caller")
    void addWhenDyingWithABrokenKill() throws Exception {
        Catacomb catacomb = scene.dead();
        IllegalStateException brokenKill = new IllegalStateException("kill is broken");
        ScriptedWorker worker = new ScriptedWorker(self -> {
            throw brokenKill;
        });
        CompletableFuture<Throwable> adding = Scene.thrownElsewhere(() -> catacomb.add(worker));
        worker.awaitKill();
        assertThat(adding).isNotDone();
        worker.end(error);
        Throwable thrown = Scene.get(adding);
        assertThat(thrown.getCause()).isSameAs(error).hasSuppressedException(brokenKill);
    }

    @Test
    @DisplayName("C-44 a worker that was added may be killed by anybody at any time")
    void anybodyMayKill() throws Exception {
        ScriptedWorker worker = ScriptedWorker.obedient();
        Catacomb catacomb = scene.living();
        catacomb.add(worker);
        worker.stop();
        assertThat(catacomb.isDying()).isFalse();
        catacomb.kill();
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("C-46 the same worker may be added many times; it ends the catacomb once")
    void sameWorkerManyTimes() throws Exception {
        ScriptedWorker worker = scene.deaf();
        Catacomb catacomb = scene.living(worker, worker);
        for (int i = 0; i < 10; i++) {
            catacomb.add(worker);
        }
        worker.end(error);
        assertThat(errorOf(catacomb)).isSameAs(error);
        assertThat(error.getSuppressed()).isEmpty();
    }

    @Test
    @DisplayName("C-47 any thread may add: the work, a task, and one that has nothing to do with the catacomb")
    void anyThreadMayAdd() throws Exception {
        ScriptedWorker ofTheWork = ScriptedWorker.obedient();
        ScriptedWorker ofATask = ScriptedWorker.obedient();
        ScriptedWorker ofAnother = ScriptedWorker.obedient();
        CompletableFuture<Void> added = new CompletableFuture<>();
        Catacomb catacomb = scene.start("adds", self -> {
            self.add(ofTheWork);
            self.context().execute(() -> {
                try {
                    self.add(ofATask);
                    added.complete(null);
                } catch (Exception thrown) {
                    added.completeExceptionally(thrown);
                }
            });
            OBEDIENT.run(self);
        });
        Scene.get(added);
        assertThat(Scene.get(Scene.thrownElsewhere(() -> catacomb.add(ofAnother))))
                .isNull();
        catacomb.kill();
        assertThat(errorOf(catacomb)).isNull();
        assertThat(List.of(ofTheWork, ofATask, ofAnother)).allMatch(ScriptedWorker::hasEnded);
    }

    @Test
    @DisplayName("C-48 B-38 a catacomb does not take itself or its owner: refused at once, and nothing ends")
    void addingItself() {
        ScriptedWorker owner = scene.deaf();
        Catacomb catacomb = scene.start(Plan.builder("owned", OBEDIENT).owner(owner));
        assertThatThrownBy(() -> catacomb.add(catacomb))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'owned'", "itself");
        assertThatThrownBy(() -> catacomb.add(owner)).isInstanceOf(IllegalArgumentException.class);
        assertThat(owner.kills()).isZero();
        assertThat(catacomb.isDying()).isFalse();
        Catacomb unused = new Catacomb();
        assertThatThrownBy(() -> unused.add(unused)).isInstanceOf(IllegalStateException.class);
        assertThat(unused.isDying()).isFalse();
    }

    @Test
    @DisplayName("null is refused at once, and nothing ends")
    void addingNull() {
        Catacomb catacomb = scene.living();
        assertThatThrownBy(() -> catacomb.add(null)).isInstanceOf(NullPointerException.class);
        assertThat(catacomb.isDying()).isFalse();
    }

    private static void awaitCleared(WeakReference<?> reference) {
        for (int round = 0; reference.get() != null; round++) {
            assertThat(round).as("rounds of garbage collection").isLessThan(500);
            System.gc();
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    @DisplayName("C-49 of a worker that has ended nothing is kept, be it added or initial")
    void nothingIsKept() throws Exception {
        ScriptedWorker initial = ScriptedWorker.obedient();
        ScriptedWorker added = ScriptedWorker.obedient();
        WeakReference<Worker> initialSeen = new WeakReference<>(initial);
        WeakReference<Worker> addedSeen = new WeakReference<>(added);
        Catacomb catacomb = scene.living(initial);
        catacomb.add(added);
        initial.end();
        added.end();
        initial = null;
        added = null;
        awaitCleared(initialSeen);
        awaitCleared(addedSeen);
        assertThat(catacomb.isDying()).isFalse();
    }

    @Test
    @DisplayName("C-49 nor is anything kept of a worker that was added too late, or that was killed with the catacomb")
    void nothingIsKeptOfTheDead() throws Exception {
        ScriptedWorker late = ScriptedWorker.obedient();
        ScriptedWorker killed = ScriptedWorker.obedient();
        WeakReference<Worker> lateSeen = new WeakReference<>(late);
        WeakReference<Worker> killedSeen = new WeakReference<>(killed);
        ScriptedWorker last = scene.deaf();
        Catacomb catacomb = scene.living(killed, last);
        catacomb.kill();
        errorOf(killed);
        assertThat(Scene.get(addLate(catacomb, late))).isInstanceOf(DyingException.class);
        late = null;
        killed = null;
        awaitCleared(lateSeen);
        awaitCleared(killedSeen);
        assertThat(hasEnded(catacomb)).isFalse();
    }

    private static CompletableFuture<Throwable> addLate(Catacomb catacomb, Worker worker) {
        return Scene.thrownElsewhere(() -> catacomb.add(worker));
    }

    @Test
    @DisplayName("B-30 tracked workers have no threads")
    void noThreadPerWorker() throws Exception {
        Catacomb catacomb = scene.living();
        int before = Thread.activeCount();
        for (int i = 0; i < 10_000; i++) {
            catacomb.add(ScriptedWorker.obedient());
        }
        // Other threads of the library may come and go; ten thousand would show.
        assertThat(Thread.activeCount()).isLessThan(before + 200);
        catacomb.kill();
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("B-37 once kill has returned, add is never accepted")
    void addAfterKill() throws Exception {
        for (int round = 0; round < 500; round++) {
            Catacomb catacomb = scene.living();
            catacomb.kill();
            ScriptedWorker worker = ScriptedWorker.obedient();
            assertThatThrownBy(() -> catacomb.add(worker)).isInstanceOf(DyingException.class);
            assertThat(worker.hasEnded()).isTrue();
        }
    }

    @Test
    @DisplayName("B-39 whoever waits in add can be interrupted; a dying catacomb tracks the worker until it ends")
    void addCanBeInterrupted() throws Exception {
        ScriptedWorker last = scene.deaf();
        ScriptedWorker late = scene.deaf();
        Catacomb catacomb = scene.living(last);
        catacomb.kill();
        CompletableFuture<Thread> adder = new CompletableFuture<>();
        CompletableFuture<Throwable> adding = Scene.thrownElsewhere(() -> {
            adder.complete(Thread.currentThread());
            catacomb.add(late);
        });
        late.awaitKill();
        Scene.get(adder).interrupt();
        assertThat(Scene.get(adding)).isInstanceOf(InterruptedException.class);
        last.end();
        assertThat(hasEnded(catacomb)).isFalse();
        late.end(error);
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("a worker that tells its end twice, the second time with an error, has ended the first time")
    void secondEndIsIgnored() throws Exception {
        Stammering worker = new Stammering();
        Catacomb catacomb = scene.living();
        catacomb.add(worker);
        assertThat(catacomb.report()).doesNotContainKey("workers");
        assertThat(catacomb.isDying()).isFalse();
        catacomb.kill();
        assertThat(errorOf(catacomb)).isNull();
        catacomb.kill(error);
        assertThat(errorOf(catacomb)).isNull();
    }

    /** Says first that it has ended well, then that it has not. */
    private static final class Stammering extends CompletableFuture<Void> implements Worker {
        @Override
        public void kill() {}

        @Override
        public CompletionStage<Void> completion() {
            return this;
        }

        @Override
        public <U> CompletableFuture<U> handle(
                java.util.function.BiFunction<? super Void, Throwable, ? extends U> observer) {
            var unused = observer.apply(null, null);
            return CompletableFuture.completedFuture(observer.apply(null, new Exception("after all")));
        }
    }
}
