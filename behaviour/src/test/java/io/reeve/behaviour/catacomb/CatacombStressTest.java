// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.catacomb;

import static io.reeve.behaviour.catacomb.Scene.errorOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.DyingException;
import io.reeve.catacomb.Plan;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CatacombStressTest {
    @RegisterExtension
    final Scene scene = new Scene();

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

    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000})
    @DisplayName("C-50 a thousand, and a hundred thousand, workers of one group die with it")
    void manyWorkersDie(int count) throws Exception {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            workers.add(new Idle());
        }
        Catacomb catacomb = scene.start(Plan.builder("many", Scene.OBEDIENT).initial(workers.subList(0, count / 2)));
        for (Worker worker : workers.subList(count / 2, count)) {
            catacomb.add(worker);
        }
        catacomb.kill();
        assertThat(errorOf(catacomb)).isNull();
        assertThat(workers).allMatch(Scene::hasEnded);
    }

    @Test
    @DisplayName(
            "C-50 of a hundred thousand workers that fail while they are stopped one gives the result, the others are suppressed")
    void manyWorkersFail() throws Exception {
        int count = 100_000;
        Catacomb catacomb = scene.living();
        for (int i = 0; i < count; i++) {
            catacomb.add(ScriptedWorker.failing(new Exception("w" + i)));
        }
        catacomb.kill();
        assertThat(errorOf(catacomb).getSuppressed()).hasSize(count - 1);
    }

    @Test
    @DisplayName("C-45 ten thousand races between add and kill leave no worker running and no thread")
    void addKillRaces() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        for (int round = 0; round < 10_000; round++) {
            Thread[] thread = new Thread[1];
            CountDownLatch running = new CountDownLatch(1);
            Catacomb catacomb = Catacomb.start("race", self -> {
                thread[0] = Thread.currentThread();
                running.countDown();
                Scene.OBEDIENT.run(self);
            });
            ScriptedWorker worker = ScriptedWorker.obedient();
            CompletableFuture<Throwable> adding = Scene.thrownElsewhere(() -> {
                together.await();
                catacomb.add(worker);
            });
            together.await();
            catacomb.kill();
            Throwable refused = Scene.get(adding);
            if (refused != null) {
                assertThat(refused).isSameAs(catacomb.dyingException());
                assertThat(worker.hasEnded()).isTrue();
            }
            assertThat(errorOf(catacomb)).isNull();
            assertThat(worker.hasEnded()).isTrue();
            Scene.reached(running);
            thread[0].join(TimeUnit.SECONDS.toMillis(60));
            assertThat(thread[0].isAlive()).isFalse();
        }
        Scene.until(
                "no thread of a race is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(left -> left.getName().startsWith("reeve/race")));
    }

    @Test
    @DisplayName("C-45 C-46 C-47 one worker, added a thousand times by ten threads during the kill, ends")
    void oneWorkerByManyThreads() throws Exception {
        Exception error = new Exception("while stopping");
        for (int round = 0; round < 20; round++) {
            Catacomb catacomb = scene.living();
            ScriptedWorker worker = round % 2 == 0 ? ScriptedWorker.obedient() : ScriptedWorker.failing(error);
            CyclicBarrier together = new CyclicBarrier(11);
            List<CompletableFuture<Integer>> adding = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                adding.add(Scene.elsewhere(() -> {
                    together.await();
                    int accepted = 0;
                    for (int n = 0; n < 1_000; n++) {
                        try {
                            catacomb.add(worker);
                            accepted++;
                        } catch (DyingException | ExecutionException refused) {
                            assertThat(worker.hasEnded()).isTrue();
                        }
                    }
                    return accepted;
                }));
            }
            together.await();
            Thread.onSpinWait();
            catacomb.kill();
            int accepted = 0;
            for (CompletableFuture<Integer> each : adding) {
                accepted += Scene.get(each);
            }
            Throwable result = errorOf(catacomb);
            assertThat(worker.hasEnded()).isTrue();
            if (round % 2 == 0 || accepted == 0) {
                assertThat(result).isNull();
            } else {
                assertThat(result).isSameAs(error);
            }
            assertThat(error.getSuppressed()).isEmpty();
        }
    }
}
