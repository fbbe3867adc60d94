// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.catacomb;

import static io.reeve.behaviour.catacomb.Scene.OBEDIENT;
import static io.reeve.behaviour.catacomb.Scene.errorOf;
import static io.reeve.behaviour.catacomb.Scene.hasEnded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.reeve.behaviour.Soon;
import io.reeve.catacomb.Catacomb;
import io.reeve.catacomb.CatacombContext;
import io.reeve.catacomb.DyingException;
import io.reeve.catacomb.Plan;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.time.Clock;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the work function runs on, and what it is given. */
final class WorkTest {
    @RegisterExtension
    final Scene scene = new Scene();

    // ---- the thread

    @Test
    @DisplayName("the thread of the work is named, a daemon, and has the class loader of the function")
    void thread() throws Exception {
        CompletableFuture<List<Object>> seen = new CompletableFuture<>();
        scene.start("heartbeat", self -> {
            Thread thread = Thread.currentThread();
            seen.complete(List.of(thread.getName(), thread.isDaemon(), thread.getContextClassLoader()));
        });
        assertThat(Scene.get(seen)).containsExactly("reeve/heartbeat", true, WorkTest.class.getClassLoader());
    }

    @Test
    @DisplayName("a plan can say which class loader it is; nothing comes from the caller's thread")
    void classLoaderOfThePlan() throws Exception {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader callers = new URLClassLoader(new URL[0]);
                URLClassLoader wanted = new URLClassLoader(new URL[0])) {
            Thread.currentThread().setContextClassLoader(callers);
            local.set("the caller's");
            CompletableFuture<ClassLoader> plain = new CompletableFuture<>();
            CompletableFuture<ClassLoader> given = new CompletableFuture<>();
            CompletableFuture<ClassLoader> inTask = new CompletableFuture<>();
            CompletableFuture<String> inherited = new CompletableFuture<>();
            scene.start("plain", self -> {
                inherited.complete(String.valueOf(local.get()));
                plain.complete(Thread.currentThread().getContextClassLoader());
            });
            scene.start(Plan.builder("given", self -> {
                        self.context()
                                .execute(() ->
                                        inTask.complete(Thread.currentThread().getContextClassLoader()));
                        given.complete(Thread.currentThread().getContextClassLoader());
                        OBEDIENT.run(self);
                    })
                    .contextClassLoader(wanted));
            assertThat(Scene.get(plain)).isSameAs(WorkTest.class.getClassLoader());
            assertThat(Scene.get(given)).isSameAs(wanted);
            assertThat(Scene.get(inTask)).isSameAs(wanted);
            assertThat(Scene.get(inherited)).isEqualTo("null");
        } finally {
            local.remove();
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    @DisplayName("a kill of a worker that lasts is on a named thread with the class loader of the worker")
    void threadOfKills() throws Exception {
        CompletableFuture<List<Object>> seen = new CompletableFuture<>();
        Catacomb catacomb = scene.living(new ScriptedWorker(self -> {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            seen.complete(List.of(Soon.nameOfCall("reeve/living"), loader));
            self.end();
        }));
        catacomb.kill();
        assertThat(Scene.get(seen)).containsExactly("reeve/living", ScriptedWorker.class.getClassLoader());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    @DisplayName("work and tasks run on virtual threads where the JVM has them")
    void virtualThreads() throws Exception {
        CompletableFuture<Thread> work = new CompletableFuture<>();
        CompletableFuture<Thread> task = new CompletableFuture<>();
        scene.start("virtual", self -> {
            self.context().execute(() -> task.complete(Thread.currentThread()));
            work.complete(Thread.currentThread());
            OBEDIENT.run(self);
        });
        for (Thread thread : List.of(Scene.get(work), Scene.get(task))) {
            assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
        }
    }

    // ---- interruption

    static List<Throwable> obedience() {
        return List.of(
                new InterruptedException(),
                new CancellationException(),
                new java.nio.channels.ClosedByInterruptException());
    }

    @ParameterizedTest
    @MethodSource("obedience")
    @DisplayName("what interrupted or cancelled work throws while dying is a clean end")
    void obeyingIsClean(Throwable answer) throws Exception {
        Scene.Gate gate = scene.gate();
        Catacomb catacomb = scene.start("obeys", self -> {
            gate.pass();
            throw (Exception) answer;
        });
        catacomb.kill();
        gate.open();
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("the thread of the work is interrupted when dying begins")
    void workIsInterrupted() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Catacomb catacomb = scene.start("sleeps", self -> {
            running.countDown();
            new CountDownLatch(1).await();
        });
        Scene.reached(running);
        catacomb.kill();
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("a plan can refuse interruption; sleep and await end on dying all the same")
    void interruptionRefused() throws Exception {
        Scene.Gate gate = scene.gate();
        CompletableFuture<List<Boolean>> seen = new CompletableFuture<>();
        Catacomb catacomb = scene.start(Plan.builder("aloof", self -> {
                    boolean slept = self.sleep(Duration.ofDays(1));
                    gate.pass();
                    seen.complete(List.of(slept, Thread.currentThread().isInterrupted()));
                })
                .interruptible(false)
                .clock(scene.clock));
        scene.clock.awaitTimers(1);
        catacomb.kill();
        errorOf(catacomb.dying());
        gate.awaitArrival();
        gate.open();
        assertThat(Scene.get(seen)).containsExactly(false, false);
        scene.clock.awaitNoTimers();
    }

    // ---- sleep

    @Test
    @DisplayName("sleep lasts as long as the clock says, and leaves no timer")
    void sleepFollowsTheClock() throws Exception {
        CompletableFuture<Boolean> slept = new CompletableFuture<>();
        scene.start("sleeps", self -> {
            slept.complete(self.sleep(Duration.ofMinutes(5)));
            OBEDIENT.run(self);
        });
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(slept).isNotDone();
        scene.clock.advance(Duration.ofNanos(1));
        assertThat(Scene.get(slept)).isTrue();
        assertThat(scene.clock.pending()).isZero();
    }

    @Test
    @DisplayName("sleep ends at once on dying, and leaves no timer")
    void sleepEndsOnDying() throws Exception {
        CompletableFuture<Boolean> slept = new CompletableFuture<>();
        CompletableFuture<Boolean> again = new CompletableFuture<>();
        Catacomb catacomb = scene.start("sleeps", self -> {
            slept.complete(self.sleep(Duration.ofDays(1)));
            again.complete(self.sleep(Duration.ZERO));
        });
        scene.clock.awaitTimers(1);
        catacomb.kill();
        assertThat(Scene.get(slept)).isFalse();
        assertThat(Scene.get(again)).isFalse();
        assertThat(errorOf(catacomb)).isNull();
        assertThat(scene.clock.pending()).isZero();
    }

    @Test
    @DisplayName("an interrupt by somebody else while alive ends sleep as usual, and leaves no timer")
    void sleepIsInterrupted() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Catacomb catacomb = scene.start("sleeps", self -> {
            thread.complete(Thread.currentThread());
            self.sleep(Duration.ofDays(1));
        });
        scene.clock.awaitTimers(1);
        Scene.get(thread).interrupt();
        assertThat(errorOf(catacomb)).isInstanceOf(InterruptedException.class);
        assertThat(scene.clock.pending()).isZero();
    }

    // ---- await

    @Test
    @DisplayName("await returns the value of a stage, null as well")
    void awaitReturnsTheValue() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> seen = new CompletableFuture<>();
        Catacomb catacomb = scene.start("waits", self -> {
            assertThat(self.await(CompletableFuture.<String>completedFuture(null)))
                    .isNull();
            seen.complete(self.await(stage));
        });
        stage.complete("value");
        assertThat(Scene.get(seen)).isEqualTo("value");
        assertThat(errorOf(catacomb)).isNull();
    }

    static List<Throwable> errors() {
        return List.of(
                new Exception("plain"),
                new Error("error"),
                new CancellationException("of the stage"),
                new CompletionException(new Exception("inside")) {
                    private static final long serialVersionUID = 1L;
                },
                new InterruptedException("of the stage"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    @DisplayName("await throws the error of a stage as the cause, with its identity")
    void awaitThrowsTheError(Throwable error) throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        Catacomb catacomb = scene.start("waits", self -> {
            try {
                self.await(CompletableFuture.failedFuture(error));
            } catch (ExecutionException thrown) {
                seen.complete(thrown.getCause());
                throw thrown;
            }
        });
        assertThat(Scene.get(seen)).isSameAs(error);
        assertThat(errorOf(catacomb)).isSameAs(error);
    }

    @Test
    @DisplayName("await ends on dying with the dying exception and leaves the stage alone")
    void awaitEndsOnDying() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        Catacomb catacomb = scene.start("waits", self -> {
            try {
                self.await(stage);
            } catch (DyingException thrown) {
                seen.complete(thrown);
                throw thrown;
            }
        });
        catacomb.kill();
        assertThat(Scene.get(seen)).isSameAs(catacomb.dyingException());
        assertThat(errorOf(catacomb)).isNull();
        assertThat(stage).isNotDone();
    }

    @Test
    @DisplayName("any thread may sleep and await, and is woken on dying")
    void otherThreadsMayWait() throws Exception {
        Catacomb catacomb = scene.living();
        CompletableFuture<Boolean> sleeping = Scene.elsewhere(() -> catacomb.sleep(Duration.ofDays(1)));
        CompletableFuture<Throwable> waiting =
                Scene.thrownElsewhere(() -> catacomb.await(new CompletableFuture<String>()));
        scene.clock.awaitTimers(1);
        catacomb.kill();
        assertThat(Scene.get(sleeping)).isFalse();
        assertThat(Scene.get(waiting)).isInstanceOf(DyingException.class);
        assertThat(scene.clock.pending()).isZero();
    }

    @Test
    @DisplayName("of two, an interrupt and dying, that come together, await tells the latter, and the former stays set")
    void interruptedAsItDies() throws Exception {
        AtomicReference<Thread> waiter = new AtomicReference<>();
        CompletableFuture<Catacomb> dying = new CompletableFuture<>();
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return scene.clock.instant();
            }

            @Override
            public Timer schedule(Duration delay, Runnable task) {
                return scene.clock.schedule(delay, task);
            }

            @Override
            public <T extends @Nullable Object> T await(Future<T> future)
                    throws InterruptedException, ExecutionException {
                if (Thread.currentThread() != waiter.get()) {
                    return future.get();
                }
                dying.join().kill();
                throw new InterruptedException("as the catacomb dies");
            }
        };
        dying.complete(scene.start(Plan.builder("dying", OBEDIENT).clock(clock)));
        boolean isSet = Scene.get(Scene.elsewhere(() -> {
            waiter.set(Thread.currentThread());
            assertThatThrownBy(() -> dying.join().await(new CompletableFuture<Void>()))
                    .isInstanceOf(DyingException.class);
            return Thread.currentThread().isInterrupted();
        }));
        assertThat(isSet).isTrue();
    }

    // ---- the context

    @Test
    @DisplayName("C-51 the context is always the same, and is cancelled when dying begins")
    void contextIsCancelled() throws Exception {
        Catacomb catacomb = scene.living();
        CatacombContext context = catacomb.context();
        assertThat(catacomb.context()).isSameAs(context).hasToString("context of " + catacomb);
        assertThat(context.isCancelled()).isFalse();
        assertSame(context.cancelled(), context.cancelled());
        assertThat(context.cancelled().toCompletableFuture()).isNotDone();
        catacomb.kill();
        assertThat(context.isCancelled()).isTrue();
        assertThat(errorOf(context.cancelled())).isNull();
        assertThat(catacomb.context()).isSameAs(context);
    }

    @Test
    @DisplayName("C-51 the context of a dying or dead catacomb is born cancelled")
    void contextIsBornCancelled() throws Exception {
        for (Catacomb catacomb : List.of(scene.dying(), scene.dead())) {
            assertThat(catacomb.context().isCancelled()).isTrue();
            assertThat(errorOf(catacomb.context().cancelled())).isNull();
            assertThatThrownBy(() -> catacomb.context().execute(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("'living'");
        }
    }

    @Test
    @DisplayName(
            "tasks of the context belong to the catacomb: interrupted on dying, and it is not dead before they end")
    void tasksBelongToTheCatacomb() throws Exception {
        Catacomb catacomb = scene.living();
        Scene.Gate gate = scene.gate();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        catacomb.context().execute(() -> {
            gate.pass();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        gate.awaitArrival();
        catacomb.kill();
        errorOf(catacomb.dying());
        assertThat(hasEnded(catacomb)).isFalse();
        Scene.until("the work has ended", () -> catacomb.state() == Catacomb.State.DYING);
        gate.open();
        assertThat(errorOf(catacomb)).isNull();
        assertThat(interrupted).isCompleted();
    }

    @Test
    @DisplayName("a blocked task is interrupted on dying")
    void blockedTasksAreInterrupted() throws Exception {
        Catacomb catacomb = scene.living();
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        catacomb.context().execute(() -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
                interrupted.complete(true);
            }
        });
        Scene.reached(running);
        catacomb.kill();
        assertThat(Scene.get(interrupted)).isTrue();
        assertThat(errorOf(catacomb)).isNull();
    }

    @Test
    @DisplayName("what a task throws is an error of the catacomb; one that returns ends nothing")
    void tasksThatThrow() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Catacomb catacomb = scene.start(Plan.builder("living", OBEDIENT)
                .executor(call -> new Thread(() -> {
                            call.run();
                            ended.countDown();
                        })
                        .start()));
        catacomb.context().execute(() -> {});
        Scene.reached(ended);
        assertThat(catacomb.isDying()).isFalse();
        Error error = new Error("of a task");
        catacomb.context().execute(() -> {
            throw error;
        });
        assertThat(errorOf(catacomb)).isSameAs(error);
        assertThatThrownBy(() -> catacomb.context().execute(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @DisplayName("an executor of the plan runs the work, the tasks and the kills")
    void executorOfThePlan() throws Exception {
        ThreadGroup group = new ThreadGroup("mine");
        CompletableFuture<ThreadGroup> work = new CompletableFuture<>();
        CompletableFuture<ThreadGroup> task = new CompletableFuture<>();
        CompletableFuture<ThreadGroup> kill = new CompletableFuture<>();
        Catacomb catacomb = scene.start(Plan.builder("lent", self -> {
                    work.complete(Thread.currentThread().getThreadGroup());
                    self.context()
                            .execute(() -> task.complete(Thread.currentThread().getThreadGroup()));
                    OBEDIENT.run(self);
                })
                .initial(new ScriptedWorker(self -> {
                    kill.complete(Thread.currentThread().getThreadGroup());
                    self.end();
                }))
                .executor(body -> new Thread(group, body).start()));
        assertThat(Scene.get(work)).isSameAs(group);
        assertThat(Scene.get(task)).isSameAs(group);
        catacomb.kill();
        assertThat(Scene.get(kill)).isSameAs(group);
        assertThat(errorOf(catacomb)).isNull();
    }
}
