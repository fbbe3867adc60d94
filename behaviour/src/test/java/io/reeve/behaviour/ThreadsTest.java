// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.catacomb.Catacomb;
import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Restart;
import io.reeve.worker.Worker;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ThreadsTest {
    @RegisterExtension
    final Rig rig = Rig.whereNothingIsFatal();

    private record Seen(Thread thread, String name, boolean daemon, ClassLoader loader) {
        static Seen now() {
            Thread thread = Thread.currentThread();
            return new Seen(thread, thread.getName(), thread.isDaemon(), thread.getContextClassLoader());
        }
    }

    private Seen seenByAStart() throws Exception {
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        rig.runner.startWorker("a", context -> {
            seen.complete(Seen.now());
            return ScriptedWorker.obedient();
        });
        return Soon.get(seen);
    }

    @Test
    @DisplayName("threads that stay in code of a worker are named after runner, id and generation")
    void threadsAreNamed() throws Exception {
        List<String> names = new ArrayList<>();
        CompletableFuture<String> killed = new CompletableFuture<>();
        AtomicReference<String> reported = new AtomicReference<>();
        Factory factory = rig.factory(context -> {
            synchronized (names) {
                names.add(Soon.nameOfCall("reeve/rig/"));
            }
            return new ScriptedWorker(self -> {
                killed.complete(Soon.nameOfCall("reeve/rig/"));
                self.end();
            });
        });
        rig.start("my worker", factory).end(new Exception("once"));
        rig.awaitDelay("my worker", 1);
        rig.clock.advance(Rig.DELAY);
        rig.awaitStarted("my worker", 2);
        Soon.get(rig.runner.stopWorker("my worker"));
        synchronized (names) {
            assertThat(names).containsExactly("reeve/rig/my worker#1", "reeve/rig/my worker#2");
        }
        assertThat(Soon.get(killed)).isEqualTo("reeve/rig/my worker#2");
        rig.runner.startWorker(
                "b",
                context -> new ReportingWorker(() -> {
                    reported.set(Soon.nameOfCall("reeve/rig/"));
                    return Map.of();
                }));
        rig.lookup("b");
        rig.runner.report();
        assertThat(reported).hasValue("reeve/rig/b#1");
    }

    @Test
    @DisplayName("a thread of the pool has its own name again when the call that lasted is over")
    void poolThreadsAreNamedBack() throws Exception {
        CompletableFuture<Thread> killer = new CompletableFuture<>();
        rig.start(
                "a",
                rig.factory(context -> new ScriptedWorker(self -> {
                    Soon.nameOfCall("reeve/rig/");
                    killer.complete(Thread.currentThread());
                    self.end();
                })));
        Soon.get(rig.runner.stopWorker("a"));
        Thread thread = Soon.get(killer);
        Soon.until("its own name", () -> !thread.isAlive() || thread.getName().startsWith("reeve/pool-"));
    }

    @Test
    @DisplayName("start functions run on daemon threads")
    void startsRunOnDaemons() throws Exception {
        assertThat(seenByAStart().daemon()).isTrue();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    @DisplayName("start functions run on virtual threads where the JVM has them")
    void startsRunOnVirtualThreads() throws Exception {
        Thread thread = seenByAStart().thread();
        assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
    }

    @Test
    @DisplayName("a start function sees the class loader of its factory, and no inheritable thread local of the caller")
    void nothingIsInherited() throws Exception {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader callers = new URLClassLoader(new URL[0])) {
            Thread.currentThread().setContextClassLoader(callers);
            local.set("the caller's");
            CompletableFuture<String> inherited = new CompletableFuture<>();
            CompletableFuture<ClassLoader> loader = new CompletableFuture<>();
            rig.runner.startWorker("a", context -> {
                inherited.complete(String.valueOf(local.get()));
                loader.complete(Thread.currentThread().getContextClassLoader());
                return ScriptedWorker.obedient();
            });
            assertThat(Soon.get(inherited)).isEqualTo("null");
            assertThat(Soon.get(loader)).isSameAs(ThreadsTest.class.getClassLoader());
        } finally {
            local.remove();
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    @DisplayName("a stage that keeps the thread to which it has told the end holds up no verdict")
    void clingingStage() throws Exception {
        Gate gate = rig.gate();
        rig.runner.startWorker("a", context -> new Worker() {
            @Override
            public void kill() {}

            @Override
            public CompletionStage<Void> completion() {
                return new ClingingStage(gate);
            }
        });
        gate.awaitArrival();
        rig.awaitDelay("a", 1);
    }

    @Test
    @DisplayName("a runner that runs everything on the spot keeps no verdict of another one")
    void verdictsOfOthers() throws Exception {
        Gate gate = rig.gate();
        ScriptedWorker other = rig.start("other");
        WorkerRunner onTheSpot = WorkerRunner.start(RunnerParams.builder("on the spot")
                .executor(Runnable::run)
                .restart(Restart.after(Duration.ZERO))
                .isFatal(error -> false)
                .build());
        rig.atTheEnd(onTheSpot::kill);
        Thread caller = new Thread(() -> onTheSpot.startWorker("a", context -> {
            if (context.generation() == 1) {
                throw new Exception("expected");
            }
            other.end(new Exception("brought by a stranger"));
            gate.passStubbornly();
            return ScriptedWorker.obedient();
        }));
        caller.start();
        gate.awaitArrival();

        rig.awaitDelay("other", 1);
        gate.open();
        Soon.ended(caller);
    }

    @Test
    @DisplayName("an interrupt that a start function leaves behind reaches nobody else")
    void interruptsDoNotSpread() throws Exception {
        for (int i = 0; i < 200; i++) {
            int number = i;
            Factory factory = rig.factory(context -> {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                if (number % 2 == 0) {
                    Thread.currentThread().interrupt();
                }
                return ScriptedWorker.obedient();
            });
            rig.start("w" + i, factory);
        }
    }

    @Test
    @DisplayName("the stacks of a worker that is stuck in its start show where")
    void stacksShowWhereAWorkerIsStuck() throws Exception {
        Gate gate = rig.gate();
        rig.runner.startWorker("a", rig.factory(context -> {
            gate.passStubbornly();
            return ScriptedWorker.obedient();
        }));
        gate.awaitArrival();
        Map<String, List<StackTraceElement>> stacks = rig.runner.stacks("a");
        assertThat(stacks).containsOnlyKeys("reeve/rig/a#1");
        assertThat(stacks.get("reeve/rig/a#1"))
                .anyMatch(frame -> frame.getClassName().equals(Gate.class.getName()));
        gate.open();
        rig.lookup("a");
        assertThat(rig.runner.stacks("unknown")).isEmpty();
    }

    @Test
    @DisplayName("the stacks of a worker that is stuck in its report show where")
    void stacksShowAStuckReport() throws Exception {
        Gate gate = rig.gate();
        rig.runner.startWorker(
                "a",
                context -> new ReportingWorker(() -> {
                    gate.passStubbornly();
                    return Map.of();
                }));
        rig.lookup("a");
        assertThat(rig.runner.stacks("a")).isEmpty();
        CompletableFuture<Map<String, Object>> report = CompletableFuture.supplyAsync(rig.runner::report);
        gate.awaitArrival();
        assertThat(rig.runner.stacks("a").toString()).contains("ReportingWorker.report");
        gate.open();
        Soon.get(report);
    }

    @Test
    @DisplayName("the stacks of a worker have all its threads, also where several have one name")
    void stacksOfNamesakes() throws Exception {
        Gate gate = rig.gate();
        CountDownLatch inside = new CountDownLatch(3);
        rig.runner.startWorker(
                "a",
                context -> Catacomb.start("crew", self -> {
                    for (int i = 0; i < 2; i++) {
                        self.context().execute(() -> {
                            inside.countDown();
                            gate.passStubbornly();
                        });
                    }
                    inside.countDown();
                    gate.passStubbornly();
                }));
        rig.lookup("a");
        inside.await();
        assertThat(rig.runner.stacks("a"))
                .containsOnlyKeys("reeve/crew", "reeve/a task of crew", "reeve/a task of crew (2)");
        gate.open();
    }

    @Test
    @DisplayName("10 000 idle workers hold no threads; nor do workers in a restart delay")
    void idleWorkersHoldNoThreads() throws Exception {
        WorkerRunner runner = WorkerRunner.start(RunnerParams.builder("idle")
                .clock(rig.clock)
                .isFatal(error -> false)
                .build());
        for (int i = 0; i < 10_000; i++) {
            Exception error = new Exception("once");
            runner.startWorker(
                    "w" + i,
                    i % 10 == 0 ? context -> ScriptedWorker.dead(error) : context -> ScriptedWorker.obedient());
        }
        for (int i = 0; i < 10_000; i++) {
            if (i % 10 != 0) {
                Soon.get(runner.worker("w" + i));
            }
        }
        rig.clock.awaitTimers(1_000);
        for (List<Thread> left = ours(); !left.isEmpty(); left = ours()) {
            for (Thread thread : left) {
                Soon.ended(thread);
            }
        }
        assertThat(runner.workerIds()).hasSize(10_000);
        runner.kill();
        assertThat(Soon.errorOf(runner.completion())).isNull();
    }

    /** Has failed, and keeps whoever asks. */
    private static final class ClingingStage extends CompletableFuture<Void> {
        private final Gate gate;

        ClingingStage(Gate gate) {
            this.gate = gate;
            completeExceptionally(new Exception("expected"));
        }

        @Override
        public <U> CompletableFuture<U> handle(BiFunction<? super Void, Throwable, ? extends U> function) {
            CompletableFuture<U> handled = super.handle(function);
            gate.passStubbornly();
            return handled;
        }
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("reeve/"))
                .toList();
    }
}
