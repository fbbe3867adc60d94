// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldBuilder;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.testkit.RecordingListener;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.Reporter;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.event.RunnerEvent.Failed;
import io.reeve.worker.event.RunnerEvent.Removed;
import io.reeve.worker.event.RunnerEvent.Started;
import io.reeve.worker.event.RunnerEvent.WorkerEvent;
import io.reeve.worker.event.RunnerEvent.Yielded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An engine on a virtual clock, with what a test wants to see of it. After each test it is killed and must end: every
 * test proves that, and that no timer is left.
 */
final class Stage implements AfterEachCallback {
    static final String NAME = "stage";
    static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final long PATIENCE = 60;

    final VirtualClock clock = new VirtualClock(START);
    final RecordingListener events = new RecordingListener();
    final DependencyEngine engine;

    private final Map<String, List<ScriptedWorker>> workers = new ConcurrentHashMap<>();
    private final List<Runnable> cleanUps = new CopyOnWriteArrayList<>();

    private Stage(Consumer<EngineParams.Builder> wishes) {
        EngineParams.Builder params = EngineParams.builder(NAME)
                .clock(clock)
                .listener(events)
                .bounceDelay(Duration.ZERO)
                .restart(io.reeve.worker.Restart.builder()
                        .delay(Duration.ofSeconds(3))
                        .build());
        wishes.accept(params);
        engine = DependencyEngine.start(params.build());
    }

    /** No delay after a bounce, three seconds after a failure, whatever the number of failures. */
    static Stage plain() {
        return new Stage(params -> {});
    }

    static Stage with(Consumer<EngineParams.Builder> wishes) {
        return new Stage(wishes);
    }

    /** What a test does with an engine of its own. */
    interface Act {
        void run(Stage stage) throws Exception;
    }

    /** For an engine that is not a field of the test. */
    static void on(Consumer<EngineParams.Builder> wishes, Act act) throws Exception {
        on(with(wishes), act);
    }

    static void on(Stage stage, Act act) throws Exception {
        try {
            act.run(stage);
        } finally {
            stage.close();
        }
    }

    // ---- manifolds

    /** Workers that end when they are killed. */
    ManifoldBuilder<ScriptedWorker> manifold(String name) {
        return manifold(name, inputs -> ScriptedWorker.obedient());
    }

    /** A manifold whose workers the test can see, and which are ended after it. */
    ManifoldBuilder<ScriptedWorker> manifold(String name, Manifold.Start<ScriptedWorker> start) {
        return Manifold.starting(inputs -> keep(name, start.start(inputs)));
    }

    private ScriptedWorker keep(String name, ScriptedWorker worker) {
        if (worker != null) {
            workers.computeIfAbsent(name, unused -> new CopyOnWriteArrayList<>())
                    .add(worker);
            cleanUps.add(worker::end);
        }
        return worker;
    }

    /** Installs workers that end when they are killed. */
    void install(String name, String... needs) {
        ManifoldBuilder<ScriptedWorker> manifold = manifold(name);
        for (String input : needs) {
            manifold.needs(input);
        }
        engine.install(name, manifold.build());
    }

    /** Installs what ends with an error, or does not start. */
    void installStart(String name, Manifold.Start<ScriptedWorker> start, String... needs) {
        ManifoldBuilder<ScriptedWorker> manifold = manifold(name, start);
        for (String input : needs) {
            manifold.needs(Input.of(input));
        }
        engine.install(name, manifold.build());
    }

    void atTheEnd(Runnable cleanUp) {
        cleanUps.add(cleanUp);
    }

    // ---- what one sees

    /** The worker of the latest incarnation that was started. */
    ScriptedWorker worker(String name) {
        List<ScriptedWorker> all = workers.get(name);
        return all.get(all.size() - 1);
    }

    /** How many workers there were. */
    int workers(String name) {
        return workers.getOrDefault(name, List.of()).size();
    }

    ManifoldStatus status(String name) {
        return engine.status(name).orElseThrow(() -> new AssertionError("no manifold " + name));
    }

    WorkerStatus.State state(String name) {
        return status(name).state();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> entry(Map<String, Object> report, String name) {
        return ((Map<String, Map<String, Object>>) report.get(Reporter.KEY_MANIFOLDS)).get(name);
    }

    Map<String, Object> entry(String name) {
        return entry(engine.report(), name);
    }

    /** Waits until an incarnation runs. */
    void awaitStarted(String name, long generation) throws InterruptedException {
        await(Started.class, name, generation);
    }

    /** What an incarnation ended with, be it a failure or a signal. */
    Throwable awaitFailed(String name, long generation) throws InterruptedException {
        WorkerEvent ended = events.await(
                WorkerEvent.class,
                event -> event.id().equals(name)
                        && event.generation() == generation
                        && (event instanceof Failed || event instanceof Yielded));
        return ended instanceof Failed failed ? failed.error() : ((Yielded) ended).signal();
    }

    void awaitRemoved(String name) throws InterruptedException {
        events.await(Removed.class, event -> event.id().equals(name));
    }

    <E extends WorkerEvent> E await(Class<E> type, String name, long generation) throws InterruptedException {
        return events.await(type, event -> event.id().equals(name) && event.generation() == generation);
    }

    /** Polls, for what no event tells. */
    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + " s: " + what);
            }
            Thread.onSpinWait();
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    void untilState(String name, WorkerStatus.State state) throws InterruptedException {
        until(
                name + " is " + state,
                () -> engine.status(name).map(status -> status.state() == state).orElse(false));
    }

    /** Waits until a manifold waits, with an error that its status tells. */
    void untilFailed(String name, Throwable error) throws InterruptedException {
        until(
                name + " failed",
                () -> state(name) == WorkerStatus.State.STOPPED && status(name).lastFailure() == error);
    }

    /** Advances the clock when there is a timer. */
    void pass(Duration time) throws InterruptedException {
        clock.awaitTimers(1);
        clock.advance(time);
    }

    static void reached(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE, TimeUnit.SECONDS)).as("reached").isTrue();
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }

    /** The error that a stage ends with, as it is; null if it has none. */
    static Throwable errorOf(CompletionStage<?> stage) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        stage.whenComplete((result, error) -> failure.complete(error));
        return failure.get(PATIENCE, TimeUnit.SECONDS);
    }

    /** Kills the engine, lets go of whatever holds it up, and waits for its end. */
    Throwable finish() throws Exception {
        engine.kill();
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        engine.completion().whenComplete((nothing, error) -> end.complete(error));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        // What is cleaned up may come to light only after something else was.
        do {
            // Also of an engine that has ended already: it may have left threads behind.
            cleanUps.forEach(Runnable::run);
            assertThat(System.nanoTime()).as("the engine ends").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(1);
        } while (!end.isDone());
        return end.get();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        close();
    }

    private void close() throws Exception {
        finish();
        clock.awaitNoTimers();
    }

    /** A start function that fails. */
    static Manifold.Start<ScriptedWorker> failing(Exception error) {
        return inputs -> {
            throw error;
        };
    }

    /** A start function that fails as none should. */
    static Manifold.Start<ScriptedWorker> failing(Error error) {
        return inputs -> {
            throw error;
        };
    }

    /** What a start function is given, kept beyond its end. */
    static final class Kept {
        volatile Inputs inputs;
    }
}
