// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.policy;

import io.reeve.behaviour.Gate;
import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.RecordingListener;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.Reporter;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.event.RunnerEvent.Failed;
import io.reeve.worker.event.RunnerEvent.Started;
import io.reeve.worker.event.RunnerEvent.WorkerEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runners on a virtual clock in which nothing is fatal unless a test says so. After each test they are killed, let go of
 * whatever holds them up, and must end without leaving a timer behind.
 */
final class Scene implements AfterEachCallback {
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final long SECONDS = 60;

    final VirtualClock clock = new VirtualClock(START);
    final RecordingListener events = new RecordingListener();
    private final List<WorkerRunner> runners = new CopyOnWriteArrayList<>();
    private final List<ScriptedWorker> workers = new CopyOnWriteArrayList<>();
    private final List<CountDownLatch> gates = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    WorkerRunner runner(Consumer<RunnerParams.Builder> wishes) {
        RunnerParams.Builder params =
                RunnerParams.builder("r").clock(clock).listener(events).isFatal(error -> false);
        wishes.accept(params);
        WorkerRunner runner = WorkerRunner.start(params.build());
        runners.add(runner);
        return runner;
    }

    /** A worker that ends with the test, if it is not told to before. */
    ScriptedWorker deaf() {
        ScriptedWorker worker = ScriptedWorker.deaf();
        workers.add(worker);
        if (over) {
            worker.end();
        }
        return worker;
    }

    /** Opened at the end of the test. */
    CountDownLatch gate() {
        CountDownLatch gate = new CountDownLatch(1);
        gates.add(gate);
        return gate;
    }

    /** Waits at a gate, come what may. */
    static void passStubbornly(CountDownLatch gate) {
        Gate.passStubbornly(new CountDownLatch(1), gate);
    }

    <E extends WorkerEvent> E await(Class<E> type, String id, long generation) throws InterruptedException {
        return events.await(type, event -> event.id().equals(id) && event.generation() == generation);
    }

    void awaitStarted(String id, long generation) throws InterruptedException {
        await(Started.class, id, generation);
    }

    Failed awaitFailed(String id, long generation) throws InterruptedException {
        return await(Failed.class, id, generation);
    }

    static WorkerStatus status(WorkerRunner runner, String id) {
        return runner.status(id).orElseThrow();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> entry(WorkerRunner runner, String id) {
        return ((Map<String, Map<String, Object>>) runner.report().get(Reporter.KEY_WORKERS)).get(id);
    }

    /** The error that a stage completes with, as it is; null if it does not fail. */
    static Throwable errorOf(CompletionStage<?> stage) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        stage.whenComplete((result, error) -> failure.complete(error));
        return failure.get(SECONDS, TimeUnit.SECONDS);
    }

    static void reached(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("not reached");
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        over = true;
        runners.forEach(WorkerRunner::kill);
        gates.forEach(CountDownLatch::countDown);
        workers.forEach(ScriptedWorker::end);
        for (WorkerRunner runner : runners) {
            errorOf(runner.completion());
        }
        clock.awaitNoTimers();
    }
}
