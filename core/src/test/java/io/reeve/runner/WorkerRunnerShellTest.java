// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.supervise.MachineShell;
import io.reeve.supervise.Report;
import io.reeve.time.Clock;
import io.reeve.worker.Worker;
import io.reeve.worker.event.RunnerEvent;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the shell does between the transitions, one task at a time. */
@Timeout(30)
class WorkerRunnerShellTest {
    /** Runs nothing until it is told to. */
    private static final class Stepper implements Executor {
        final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void runAll() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }

    private static final class SomeWorker implements Worker {
        final CompletableFuture<Void> end = new CompletableFuture<>();

        @Override
        public void kill() {}

        @Override
        public CompletionStage<Void> completion() {
            return end;
        }
    }

    private final Stepper stepper = new Stepper();
    private final SomeWorker worker = new SomeWorker();

    private RunnerParams.Builder params() {
        return RunnerParams.builder("r").executor(stepper).isFatal(error -> false);
    }

    @Test
    @DisplayName("Lookups of running workers, statuses, stacks and reports take no lock: they answer while it is held")
    void readersTakeNoLock() throws Exception {
        WorkerRunner runner = WorkerRunner.start(params().build());
        runner.startWorker("a", context -> worker);
        stepper.runAll();
        Field shell = WorkerRunner.class.getDeclaredField("shell");
        shell.setAccessible(true);
        MachineShell<?, ?> locked = (MachineShell<?, ?>) shell.get(runner);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread holder = new Thread(() -> locked.guarded(() -> {
            held.countDown();
            try {
                done.await();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }));
        holder.start();
        held.await();
        try {
            assertThat(runner.worker("a")).isCompletedWithValue(worker);
            assertThat(runner.worker("b")).isCompletedExceptionally();
            assertThat(runner.status("a")).isPresent();
            assertThat(runner.statuses()).hasSize(1);
            assertThat(runner.workerIds()).containsExactly("a");
            assertThat(runner.stacks("a")).isEmpty();
            assertThat(runner.report()).containsKey("workers");
            assertThat(holder.isAlive()).as("the lock was held all the time").isTrue();
        } finally {
            done.countDown();
            holder.join();
        }
    }

    @Test
    @DisplayName("A start that is stopped before its thread has come to it does not call the start function")
    void stopOvertakesTheStart() {
        WorkerRunner runner = WorkerRunner.start(params().build());
        runner.startWorker("a", context -> {
            throw new AssertionError("called");
        });
        CompletableFuture<Void> stopped = runner.stopWorker("a").toCompletableFuture();
        stepper.runAll();
        assertThat(stopped).isCompleted();
        assertThat(runner.workerIds()).isEmpty();
    }

    @Test
    @DisplayName("A lookup that is given up leaves nothing behind")
    void lookupGivenUp() {
        WorkerRunner runner = WorkerRunner.start(params().build());
        runner.startWorker("a", context -> worker);
        CompletableFuture<Worker> lookup = runner.worker("a");
        lookup.cancel(false);
        stepper.runAll();
        assertThat(lookup).isCancelled();
        assertThat(runner.worker("a")).isCompletedWithValue(worker);
    }

    @Test
    @DisplayName("A worker that ends before the start function has returned is not lost")
    void endBeforeTheReturn() {
        WorkerRunner runner = WorkerRunner.start(params().build());
        worker.end.complete(null);
        runner.startWorker("a", context -> worker);
        stepper.runAll();
        assertThat(runner.workerIds()).isEmpty();
    }

    @Test
    @DisplayName(
            "B-20, R-68: from the return of a stop on, no lookup hands out the old worker, nor does one that waited")
    void waitingLookupIsNotGivenAStoppedWorker() {
        WorkerRunner runner = WorkerRunner.start(params().build());
        runner.startWorker("a", context -> worker);
        CompletableFuture<Worker> lookup = runner.worker("a");
        stepper.tasks.remove().run();
        var unused = runner.stopWorker("a");
        assertThat(lookup).isNotDone();
        stepper.runAll();
        assertThat(lookup).isNotCompleted();
    }

    @Test
    @DisplayName("Runners that contain each other can report")
    void runnersInACircle() {
        WorkerRunner one = WorkerRunner.start(params().build());
        WorkerRunner other = WorkerRunner.start(
                RunnerParams.builder("other").executor(stepper).build());
        one.startWorker("other", context -> other);
        other.startWorker("one", context -> one);
        stepper.runAll();
        assertThat(one.report()).containsKey("workers");
    }

    @Test
    @DisplayName("A clock that throws is complained of, and its delays and timeouts go by the wall clock")
    void clockThatThrows() {
        Clock broken = new Clock() {
            @Override
            public Instant instant() {
                return Instant.EPOCH;
            }

            @Override
            public Timer schedule(Duration delay, Runnable task) {
                throw new IllegalStateException("no timers today");
            }
        };
        AtomicInteger starts = new AtomicInteger();
        List<String> complaints = new ArrayList<>();
        WorkerRunner runner = WorkerRunner.start(params().clock(broken)
                .startTimeout(Duration.ofHours(1))
                .restartDelay(Duration.ofMillis(1))
                .listener(event -> {
                    if (event instanceof RunnerEvent.Misbehaved misbehaved) {
                        complaints.add(misbehaved.what());
                    }
                })
                .build());
        runner.startWorker("a", context -> {
            starts.incrementAndGet();
            throw new Exception("boom");
        });
        while (starts.get() < 2) {
            stepper.runAll();
        }
        assertThat(complaints)
                .contains(
                        "the clock threw; its timeout goes by the wall clock",
                        "the clock threw; the restart delay goes by the wall clock");
        runner.kill();
        stepper.runAll();
    }

    @Test
    @DisplayName("An executor that fails with an Error loses nothing: the pool does what it did not take")
    void executorThatFailsOnce() {
        boolean[] fail = {false};
        WorkerRunner runner = WorkerRunner.start(RunnerParams.builder("r")
                .executor(task -> {
                    if (fail[0]) {
                        fail[0] = false;
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    stepper.execute(task);
                })
                .build());
        runner.startWorker("a", context -> worker);
        stepper.runAll();
        var first = runner.stopWorker("a").toCompletableFuture();
        var second = runner.stopWorker("a").toCompletableFuture();
        stepper.runAll();
        fail[0] = true;
        worker.end.complete(null);
        stepper.runAll();
        assertThat(first).succeedsWithin(Duration.ofSeconds(20));
        assertThat(second).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    @DisplayName("OC-28: what depends on the cancellation of a start runs with the factory's class loader")
    void cancellationRunsWithTheLoaderOfTheFactory() {
        ClassLoader loader = new ClassLoader() {};
        ClassLoader[] seen = new ClassLoader[1];
        WorkerRunner runner = WorkerRunner.start(params().build());
        runner.startWorker(WorkerSpec.builder("a", context -> {
                    var dependent = context.cancelled()
                            .thenRun(() -> seen[0] = Thread.currentThread().getContextClassLoader());
                    assertThat(dependent.toCompletableFuture()).isNotCompleted();
                    var unused = runner.stopWorker("a");
                    Thread other = new Thread(stepper.tasks.remove());
                    other.setContextClassLoader(null);
                    other.start();
                    other.join();
                    return worker;
                })
                .contextClassLoader(loader)
                .interruptible(false)
                .build());
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        stepper.runAll();
        assertThat(caller.getContextClassLoader()).isSameAs(before);
        assertThat(seen[0]).isSameAs(loader);
    }

    @Test
    @DisplayName("Each caller of report() has a copy of its own")
    void reportsShareNothing() {
        Report first = new Report();
        Report second = new Report();
        Map<String, Object> firstEntry = new LinkedHashMap<>();
        Map<String, Object> secondEntry = new LinkedHashMap<>();
        CompletableFuture<Map<String, Object>> answer = CompletableFuture.completedFuture(Map.of("key", 1));
        first.await(firstEntry, answer);
        second.await(secondEntry, answer);
        first.complete(Clock.system());
        second.complete(Clock.system());
        assertThat(firstEntry.get("report"))
                .isEqualTo(Map.of("key", 1))
                .isEqualTo(secondEntry.get("report"))
                .isNotSameAs(secondEntry.get("report"));
    }
}
