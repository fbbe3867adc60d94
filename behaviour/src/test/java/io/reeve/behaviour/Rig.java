// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.RecordingListener;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.event.RunnerEvent.Failed;
import io.reeve.worker.event.RunnerEvent.Removed;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import io.reeve.worker.event.RunnerEvent.Started;
import io.reeve.worker.event.RunnerEvent.WorkerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A runner on a virtual clock, with what a test wants to see of it. After each test it is killed and must end: every
 * test proves that.
 */
final class Rig implements AfterEachCallback {
    static final String NAME = "rig";
    static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

    /** The delay before a restart, unless a test sets another: that of the origin. */
    static final Duration DELAY = Duration.ofSeconds(3);

    final VirtualClock clock = new VirtualClock(START);
    final RecordingListener events = new RecordingListener();
    final WorkerRunner runner;

    private final List<Runnable> cleanUps = new CopyOnWriteArrayList<>();
    private final AtomicInteger markers = new AtomicInteger();

    private Rig(Consumer<RunnerParams.Builder> wishes) {
        RunnerParams.Builder params = RunnerParams.builder(NAME).clock(clock).listener(events);
        wishes.accept(params);
        runner = WorkerRunner.start(params.build());
    }

    /** Every error is fatal: the default. */
    static Rig whereAllIsFatal() {
        return new Rig(params -> {});
    }

    /** No error is fatal. */
    static Rig whereNothingIsFatal() {
        return whereNothingIsFatal(params -> {});
    }

    static Rig whereNothingIsFatal(Consumer<RunnerParams.Builder> wishes) {
        return new Rig(params -> wishes.accept(params.isFatal(error -> false)));
    }

    /** Errors are fatal whose message begins with that word. */
    static Rig whereSomeAreFatal() {
        return whereSomeAreFatal(params -> {});
    }

    static Rig whereSomeAreFatal(Consumer<RunnerParams.Builder> wishes) {
        return new Rig(params -> wishes.accept(
                params.isFatal(error -> String.valueOf(error.getMessage()).startsWith("fatal"))));
    }

    static Rig with(Consumer<RunnerParams.Builder> wishes) {
        return new Rig(wishes);
    }

    // ---- start functions

    /** A start function of workers that end when they are killed. */
    Factory factory() {
        return factory(context -> ScriptedWorker.obedient());
    }

    Factory factory(Factory.Start start) {
        Factory factory = new Factory(start);
        cleanUps.add(factory::endAll);
        return factory;
    }

    /** A gate that is opened at the end of the test, if not before. */
    Gate gate() {
        Gate gate = new Gate();
        cleanUps.add(gate::open);
        return gate;
    }

    void atTheEnd(Runnable cleanUp) {
        cleanUps.add(cleanUp);
    }

    /** Starts a worker that ends when it is killed, and waits until it is available. */
    ScriptedWorker start(String id) throws Exception {
        return start(id, ScriptedWorker.obedient());
    }

    /** Starts a worker, and waits until it is available. */
    ScriptedWorker start(String id, ScriptedWorker worker) throws Exception {
        return start(id, factory(context -> worker));
    }

    /** Starts a worker and waits until it is available. */
    ScriptedWorker start(String id, Factory factory) throws Exception {
        assertThat(runner.startWorker(id, factory)).isTrue();
        ScriptedWorker worker = factory.worker(1);
        assertThat(lookup(id)).isSameAs(worker);
        return worker;
    }

    // ---- what one sees

    Worker lookup(String id) throws Exception {
        return Soon.get(runner.worker(id));
    }

    Throwable lookupError(String id) throws Exception {
        return Soon.errorOf(runner.worker(id));
    }

    WorkerStatus status(String id) {
        return runner.status(id).orElseThrow(() -> new AssertionError("no worker " + id));
    }

    WorkerStatus.State state(String id) {
        return status(id).state();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> entry(Map<String, Object> report, String id) {
        return ((Map<String, Map<String, Object>>) report.get(Reporter.KEY_WORKERS)).get(id);
    }

    Map<String, Object> entry(String id) {
        return entry(runner.report(), id);
    }

    /** Waits until an incarnation is available. */
    void awaitStarted(String id, long generation) throws InterruptedException {
        await(Started.class, id, generation);
    }

    /** Waits until an incarnation has failed and been judged. */
    Failed awaitFailed(String id, long generation) throws InterruptedException {
        return await(Failed.class, id, generation);
    }

    /** Waits until an incarnation has failed and waits for its restart on the clock. */
    void awaitDelay(String id, long generation) throws InterruptedException {
        await(RestartScheduled.class, id, generation);
        clock.awaitTimers(1);
    }

    void awaitRemoved(String id) throws InterruptedException {
        events.await(Removed.class, event -> event.id().equals(id));
    }

    <E extends WorkerEvent> E await(Class<E> type, String id, long generation) throws InterruptedException {
        return events.await(type, event -> event.id().equals(id) && event.generation() == generation);
    }

    /** The error of the runner; waits until it is dead. */
    Throwable result() throws Exception {
        return Soon.errorOf(runner.completion());
    }

    /**
     * Lets what is under way come to rest, as far as one can without being told: other work that was asked for later
     * is done, and the events of both have arrived.
     */
    void settle() throws Exception {
        for (int i = 0; i < 3; i++) {
            String id = "marker-" + markers.incrementAndGet();
            start(id);
            Soon.get(runner.stopWorker(id));
            awaitRemoved(id);
        }
    }

    /** Begins a call on a thread of its own. */
    static <T> CompletableFuture<T> elsewhere(java.util.concurrent.Callable<T> call) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        outcome.complete(call.call());
                    } catch (Throwable thrown) {
                        outcome.completeExceptionally(thrown);
                    }
                },
                "elsewhere");
        thread.setDaemon(true);
        thread.start();
        return outcome;
    }

    /** Throws anything, declared or not. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "DoNotCallSuggester"}) // meant to be called
    static <T, E extends Throwable> T sneak(Throwable error) throws E {
        throw (E) error;
    }

    /** Kills the runner, lets go of whatever holds it up, and waits for its end. Afterwards nothing moves any more. */
    Throwable finish() throws Exception {
        runner.kill();
        // What is cleaned up may come to light only after something else was.
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        runner.completion().whenComplete((nothing, error) -> end.complete(error));
        cleanUps.forEach(Runnable::run);
        return Soon.get(end.thenApply(java.util.Optional::ofNullable)).orElse(null);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        finish();
    }
}
