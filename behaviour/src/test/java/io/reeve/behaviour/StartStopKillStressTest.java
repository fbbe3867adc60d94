// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class StartStopKillStressTest {
    private static final int THREADS = 4;
    private static final int IDS = 12;
    private static final int STEPS = 3_000;

    private final Queue<ScriptedWorker> workers = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> alive = new ConcurrentHashMap<>();
    private final Queue<String> offences = new ConcurrentLinkedQueue<>();
    private final Queue<CompletionStage<?>> stages = new ConcurrentLinkedQueue<>();

    private Worker make(String id, int choice) throws Exception {
        AtomicInteger mine = alive.computeIfAbsent(id, key -> new AtomicInteger());
        if (mine.incrementAndGet() > 1) {
            offences.add("two incarnations of " + id);
        }
        if (choice == 0) {
            mine.decrementAndGet();
            throw new Exception("no start");
        }
        ScriptedWorker worker = new ScriptedWorker(self -> {
            if (self.kills() > 1) {
                offences.add("killed twice: " + id);
            }
            if (!self.hasEnded()) {
                mine.decrementAndGet();
            }
            if (choice % 2 == 0) {
                self.end();
            } else {
                self.end(new Exception("on kill"));
            }
        });
        workers.add(worker);
        return worker;
    }

    private void step(WorkerRunner runner, VirtualClock clock, Random random) throws Exception {
        String id = "w" + random.nextInt(IDS);
        int choice = random.nextInt(6);
        switch (random.nextInt(7)) {
            case 0, 1 -> runner.startWorker(id, context -> make(id, choice));
            case 2 -> stages.add(runner.stopWorker(id));
            case 3 -> stages.add(runner.worker(id));
            case 4 -> runner.worker(id).cancel(false);
            case 5 -> {
                try {
                    runner.restartWorker(id);
                } catch (WorkerNotFoundException mayBe) {
                    assertThat(mayBe).hasMessageContaining(id);
                }
            }
            default -> {
                runner.statuses();
                clock.advance(Duration.ofMillis(500));
            }
        }
    }

    @Test
    @DisplayName("R-23 R-41 R-51 B-14 many threads start, stop, restart and look up: one incarnation at a time, none"
            + " killed twice, every stage completes, all end")
    void manyThreads() throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            VirtualClock clock = new VirtualClock();
            WorkerRunner runner = WorkerRunner.start(RunnerParams.builder("stress")
                    .clock(clock)
                    .isFatal(error -> false)
                    .build());
            List<CompletableFuture<Boolean>> threads = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(seed * 100 + t);
                threads.add(Rig.elsewhere(() -> {
                    for (int i = 0; i < STEPS; i++) {
                        step(runner, clock, random);
                    }
                    return true;
                }));
            }
            for (CompletableFuture<Boolean> thread : threads) {
                assertThat(Soon.get(thread)).isTrue();
            }
            runner.kill();
            assertThat(Soon.errorOf(runner.completion())).as("seed " + seed).isNull();
            assertThat(offences).as("seed " + seed).isEmpty();
            assertThat(workers).as("seed " + seed).allMatch(ScriptedWorker::hasEnded);
            assertThat(alive.values()).as("seed " + seed).allMatch(count -> count.get() == 0);
            for (CompletionStage<?> stage : stages) {
                Soon.errorOf(stage);
            }
            clock.awaitNoTimers();
            workers.clear();
            stages.clear();
            alive.clear();
        }
    }

    @Test
    @DisplayName("R-17 R-51 B-9 starts that race with a kill: each is refused, or its worker has ended with the runner")
    void startsRaceWithKill() throws Exception {
        for (int round = 0; round < 300; round++) {
            WorkerRunner runner = WorkerRunner.start(RunnerParams.of("race"));
            AtomicInteger refused = new AtomicInteger();
            List<CompletableFuture<Integer>> threads = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                String prefix = "t" + t + "-";
                threads.add(Rig.elsewhere(() -> {
                    int accepted = 0;
                    for (int i = 0; i < 50; i++) {
                        try {
                            runner.startWorker(prefix + i, context -> {
                                ScriptedWorker worker = ScriptedWorker.obedient();
                                workers.add(worker);
                                return worker;
                            });
                            accepted++;
                        } catch (RunnerDeadException dying) {
                            refused.incrementAndGet();
                        }
                    }
                    return accepted;
                }));
            }
            runner.kill();
            int accepted = 0;
            for (CompletableFuture<Integer> thread : threads) {
                accepted += Soon.get(thread);
            }
            assertThat(Soon.errorOf(runner.completion())).isNull();
            assertThat(accepted + refused.get()).isEqualTo(100);
            assertThat(workers).hasSizeLessThanOrEqualTo(accepted).allMatch(ScriptedWorker::hasEnded);
            workers.clear();
        }
    }

    @Test
    @DisplayName("R-30 R-32 B-19 many workers fail fatally at once: one error is the result, all others are attached")
    void manyFatalErrors() throws Exception {
        for (int round = 0; round < 50; round++) {
            WorkerRunner runner = WorkerRunner.start(RunnerParams.of("doom"));
            List<ScriptedWorker> doomed = new ArrayList<>();
            List<Throwable> errors = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                ScriptedWorker worker = ScriptedWorker.deaf();
                doomed.add(worker);
                errors.add(new Exception("fatal " + i));
                runner.startWorker("w" + i, context -> worker);
                Soon.get(runner.worker("w" + i));
            }
            List<CompletableFuture<Boolean>> threads = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int offset = t;
                threads.add(Rig.elsewhere(() -> {
                    for (int i = offset; i < 40; i += THREADS) {
                        doomed.get(i).end(errors.get(i));
                    }
                    return true;
                }));
            }
            for (CompletableFuture<Boolean> thread : threads) {
                Soon.get(thread);
            }
            Throwable result = Soon.errorOf(runner.completion());
            assertThat(errors).contains(result);
            List<Throwable> all = new ArrayList<>(List.of(result.getSuppressed()));
            all.add(result);
            assertThat(all).containsExactlyInAnyOrderElementsOf(errors);
        }
    }
}
