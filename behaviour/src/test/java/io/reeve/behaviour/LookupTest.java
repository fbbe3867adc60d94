// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerException;
import io.reeve.worker.WorkerNotFoundException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LookupTest {
    @RegisterExtension
    final Rig rig = Rig.whereSomeAreFatal();

    private Gate startBlocked(String id) throws Exception {
        Gate gate = rig.gate();
        rig.runner.startWorker(id, rig.factory(context -> {
            gate.pass();
            return ScriptedWorker.obedient();
        }));
        gate.awaitArrival();
        return gate;
    }

    @Test
    @DisplayName("R-60 R-71 an unknown id: not-found error at once, which names runner and id")
    void unknownId() {
        CompletableFuture<Worker> lookup = rig.runner.worker("nobody");
        assertThat(lookup).isCompletedExceptionally();
        assertThatThrownBy(lookup::get)
                .hasCauseInstanceOf(WorkerNotFoundException.class)
                .hasMessageContaining("'nobody'")
                .hasMessageContaining("'" + Rig.NAME + "'");
    }

    @Test
    @DisplayName("R-61 an available worker is returned at once")
    void availableWorker() throws Exception {
        ScriptedWorker worker = rig.start("a");
        assertThat(rig.runner.worker("a")).isCompletedWithValue(worker);
    }

    @Test
    @DisplayName("R-62 a lookup waits for a start function that runs")
    void waitsForAStart() throws Exception {
        Gate gate = startBlocked("a");
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        rig.settle();
        assertThat(lookup).isNotDone();
        gate.open();
        assertThat(Soon.get(lookup)).isInstanceOf(ScriptedWorker.class);
    }

    @Test
    @DisplayName("R-62 a lookup waits through failed starts and delays")
    void waitsThroughFailures() throws Exception {
        Factory factory = rig.factory(context -> {
            if (context.generation() < 3) {
                throw new Exception("not yet");
            }
            return ScriptedWorker.obedient();
        });
        rig.runner.startWorker("a", factory);
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        for (int generation = 1; generation < 3; generation++) {
            rig.awaitDelay("a", generation);
            assertThat(lookup).isNotDone();
            rig.clock.advance(Rig.DELAY);
        }
        assertThat(Soon.get(lookup)).isSameAs(factory.worker(3));
    }

    @Test
    @DisplayName(
            "R-63 R-71 B-22 giving up waiting: cancel says cancelled, a timeout says timeout; nobody else is harmed")
    void waitingCanBeGivenUp() throws Exception {
        Gate gate = startBlocked("a");
        CompletableFuture<Worker> cancelled = rig.runner.worker("a");
        CompletableFuture<Worker> timedOut = rig.runner.worker("a").orTimeout(1, TimeUnit.MILLISECONDS);
        CompletableFuture<Worker> patient = rig.runner.worker("a");
        assertThat(cancelled.cancel(true)).isTrue();
        assertThat(Soon.errorOf(cancelled)).isInstanceOf(CancellationException.class);
        assertThat(Soon.errorOf(timedOut)).isInstanceOf(TimeoutException.class);
        assertThat(patient).isNotDone();
        gate.open();
        assertThat(Soon.get(patient)).isNotNull();
    }

    @Test
    @DisplayName("R-63 B-22 a thread that waits for a lookup can be interrupted, which harms nobody")
    void waitingThreadCanBeInterrupted() throws Exception {
        Gate gate = startBlocked("a");
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                lookup.get();
                thrown.complete(null);
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        waiting.start();
        waiting.interrupt();
        assertThat(Soon.get(thrown)).isInstanceOf(InterruptedException.class);
        gate.open();
        assertThat(Soon.get(lookup)).isNotNull();
    }

    @Test
    @DisplayName("R-64 R-71 kill while a lookup waits: dead error, before the workers have ended")
    void killReleasesLookups() throws Exception {
        ScriptedWorker slow = rig.start("slow", ScriptedWorker.deaf());
        Gate gate = rig.gate();
        rig.runner.startWorker("a", rig.factory(context -> {
            gate.passStubbornly();
            return ScriptedWorker.obedient();
        }));
        gate.awaitArrival();
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        rig.runner.kill();
        assertThat(Soon.errorOf(lookup))
                .isInstanceOf(RunnerDeadException.class)
                .hasMessageContaining("'" + Rig.NAME + "'");
        assertThat(slow.hasEnded()).isFalse();
        assertThat(rig.runner.state()).isEqualTo(Runner.State.DYING);
    }

    @Test
    @DisplayName("R-65 the id is removed while a lookup waits: not-found error")
    void removalReleasesLookups() throws Exception {
        startBlocked("a");
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        rig.runner.stopWorker("a");
        assertThat(Soon.errorOf(lookup)).isInstanceOf(WorkerNotFoundException.class);
    }

    @Test
    @DisplayName("R-66 any number of concurrent lookups, of the same or of different ids, get the worker of their id")
    void concurrentLookups() throws Exception {
        int ids = 50;
        List<CompletableFuture<Boolean>> threads = new ArrayList<>();
        List<Factory> factories = new ArrayList<>();
        for (int i = 0; i < ids; i++) {
            factories.add(rig.factory());
        }
        for (int t = 0; t < 4; t++) {
            threads.add(Rig.elsewhere(() -> {
                for (int i = 0; i < ids; i++) {
                    rig.runner.startWorker("w" + i, factories.get(i));
                    assertThat(rig.lookup("w" + i)).isSameAs(factories.get(i).worker(1));
                }
                return true;
            }));
        }
        for (CompletableFuture<Boolean> thread : threads) {
            assertThat(Soon.get(thread)).isTrue();
        }
    }

    @Test
    @DisplayName(
            "R-67 a worker that has ended by the time it is handed out is no harm; if it is gone by then, that is told")
    void deadOnArrival() throws Exception {
        ScriptedWorker dead = ScriptedWorker.dead();
        CompletableFuture<Object> lookup = new CompletableFuture<>();
        Gate gate = rig.gate();
        rig.runner.startWorker("a", rig.factory(context -> {
            gate.pass();
            return dead;
        }));
        gate.awaitArrival();
        var unused = rig.runner
                .worker("a")
                .whenComplete((worker, error) -> lookup.complete(worker == null ? Worker.unwrap(error) : worker));
        gate.open();
        assertThat(Soon.get(lookup))
                .satisfiesAnyOf(
                        answer -> assertThat(answer).isSameAs(dead),
                        answer -> assertThat(answer).isInstanceOf(WorkerNotFoundException.class));
        rig.awaitRemoved("a");
    }

    @Test
    @DisplayName("R-68 a worker that is being stopped is not handed out; the lookup waits for a replacement")
    void stoppingWorkerIsNotHandedOut() throws Exception {
        ScriptedWorker old = rig.start("a", ScriptedWorker.deaf());
        rig.runner.stopWorker("a");
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        rig.settle();
        assertThat(lookup).isNotDone();
        Factory replacement = rig.factory();
        rig.runner.startWorker("a", replacement);
        old.end();
        assertThat(Soon.get(lookup)).isSameAs(replacement.worker(1));
    }

    @Test
    @DisplayName("R-70 B-10 L-4 from kill on every lookup gets the dead error: known, unknown, available")
    void lookupsOfADyingRunner() throws Exception {
        rig.start("available", ScriptedWorker.deaf());
        rig.runner.kill();
        for (String id : List.of("available", "unknown")) {
            CompletableFuture<Worker> lookup = rig.runner.worker(id);
            assertThat(lookup).isCompletedExceptionally();
            assertThat(Soon.errorOf(lookup)).isInstanceOf(RunnerDeadException.class);
        }
        rig.finish();
        for (String id : List.of("available", "unknown")) {
            assertThat(rig.lookupError(id)).isInstanceOf(RunnerDeadException.class);
        }
    }

    @Test
    @DisplayName("R-71 the two errors of the runner are distinct and have one root")
    void errorsAreDistinct() {
        assertThat(WorkerException.class)
                .isAssignableFrom(WorkerNotFoundException.class)
                .isAssignableFrom(RunnerDeadException.class);
        assertThat(new WorkerNotFoundException("x")).isNotInstanceOf(RunnerDeadException.class);
        assertThat(WorkerException.class).isAssignableTo(RuntimeException.class);
    }

    @Test
    @DisplayName("B-12 100 000 blocked lookups hold no thread, are all released by a kill, and nothing keeps them")
    void blockedLookupsHoldNoThread() throws Exception {
        startBlocked("a");
        Soon.until(
                "no thread but the blocked one, which has the name of the call",
                () -> ours("reeve/pool-").isEmpty());
        int threads = Thread.activeCount();
        List<CompletableFuture<Worker>> lookups = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            lookups.add(rig.runner.worker("a"));
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
        assertThat(lookups).noneMatch(CompletableFuture::isDone);
        CountDownLatch dead = new CountDownLatch(lookups.size());
        for (CompletableFuture<Worker> lookup : lookups) {
            var unused = lookup.whenComplete((worker, error) -> {
                if (error instanceof RunnerDeadException) {
                    dead.countDown();
                }
            });
        }
        rig.runner.kill();
        Soon.reached(dead);
    }

    private static List<Thread> ours(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .toList();
    }

    @Test
    @DisplayName("B-12 after giving up, the runner keeps no reference to a waiter")
    void givenUpLookupsAreForgotten() throws Exception {
        startBlocked("a");
        List<WeakReference<CompletableFuture<Worker>>> forgotten = new ArrayList<>();
        CompletableFuture<Worker> before = rig.runner.worker("a");
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Worker> lookup = rig.runner.worker("a");
            lookup.cancel(false);
            forgotten.add(new WeakReference<>(lookup));
        }
        CompletableFuture<Worker> after = rig.runner.worker("a");
        for (int tries = 0; tries < 100 && forgotten.stream().anyMatch(r -> r.get() != null); tries++) {
            System.gc();
        }
        // The last one may still be in a register or slot of this very frame.
        assertThat(forgotten.stream().filter(r -> r.get() != null).count()).isLessThanOrEqualTo(1);
        assertThat(before).isNotDone();
        assertThat(after).isNotDone();
    }

    @Test
    @DisplayName("B-13 an event of one id wakes nobody who waits for another: N starts with N waiters take O(N) tasks")
    void eventsWakeOnlyWhomTheyConcern() throws Exception {
        Crew crew = new Crew();
        WorkerRunner runner = WorkerRunner.start(
                RunnerParams.builder("counted").executor(crew).build());
        try {
            int n = 200;
            Gate blocked = rig.gate();
            runner.startWorker("blocked", context -> {
                blocked.pass();
                return ScriptedWorker.obedient();
            });
            List<CompletableFuture<Worker>> others = new ArrayList<>();
            AtomicInteger woken = new AtomicInteger();
            for (int i = 0; i < n; i++) {
                CompletableFuture<Worker> lookup = runner.worker("blocked");
                var unused = lookup.whenComplete((worker, error) -> woken.incrementAndGet());
                others.add(lookup);
            }
            int before = crew.tasks();
            for (int i = 0; i < n; i++) {
                runner.startWorker("w" + i, context -> ScriptedWorker.obedient());
                assertThat(Soon.get(runner.worker("w" + i))).isNotNull();
            }
            assertThat(woken).hasValue(0);
            assertThat(others).noneMatch(CompletableFuture::isDone);
            // A start and a lookup each, and something to spare; with a broadcast it would be 40 000.
            assertThat(crew.tasks() - before).isLessThanOrEqualTo(4 * n);
            blocked.open();
            for (CompletableFuture<Worker> other : others) {
                assertThat(Soon.get(other)).isNotNull();
            }
        } finally {
            runner.kill();
            assertThat(Soon.errorOf(runner.completion())).isNull();
            crew.close();
        }
    }

    @Test
    @DisplayName("B-14 10 000 lookups that are given up while they are answered: each has one outcome, nothing stays")
    void abortRaces() throws Exception {
        ExecutorService aborter = Executors.newSingleThreadExecutor();
        try {
            int found = 0;
            for (int i = 0; i < 10_000; i++) {
                String id = "w" + i;
                CompletableFuture<Worker> lookup = new CompletableFuture<>();
                CompletableFuture<CompletableFuture<Worker>> looked = new CompletableFuture<>();
                rig.runner.startWorker(id, context -> {
                    if (context.generation() == 1) {
                        looked.join();
                    }
                    return ScriptedWorker.obedient();
                });
                lookup = rig.runner.worker(id);
                CompletableFuture<Worker> racing = lookup;
                var aborted = aborter.submit(() -> racing.cancel(false));
                looked.complete(lookup);
                Throwable error = Soon.errorOf(lookup);
                aborted.get();
                if (error == null) {
                    found++;
                } else {
                    assertThat(error).isInstanceOf(CancellationException.class);
                }
                assertThat(rig.lookup(id)).isNotNull();
                if (i % 100 == 99) {
                    List<CompletionStage<Void>> stops = rig.runner.workerIds().stream()
                            .map(rig.runner::stopWorker)
                            .toList();
                    for (CompletionStage<Void> stop : stops) {
                        assertThat(Soon.errorOf(stop)).isNull();
                    }
                }
            }
            assertThat(found).isBetween(0, 10_000);
            assertThat(rig.runner.workerIds()).isEmpty();
        } finally {
            aborter.shutdownNow();
        }
    }

    @Test
    @DisplayName("what a caller does with one lookup is of no concern to another")
    void lookupsAreIndependent() throws Exception {
        Gate gate = startBlocked("a");
        CompletableFuture<Worker> mine = rig.runner.worker("a");
        CompletableFuture<Worker> yours = rig.runner.worker("a");
        assertThat(mine).isNotSameAs(yours);
        Worker fake = ScriptedWorker.obedient();
        assertThat(mine.complete(fake)).isTrue();
        gate.open();
        assertThat(Soon.get(yours)).isNotSameAs(fake);
        assertThat(rig.lookup("a")).isNotSameAs(fake);
    }
}
