// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static java.util.Objects.requireNonNull;

import io.reeve.supervise.Failures;
import io.reeve.supervise.ForeignCall;
import io.reeve.supervise.OneWayStage;
import io.reeve.supervise.SerialLane;
import io.reeve.supervise.Threads;
import io.reeve.time.Clock;
import io.reeve.worker.FailurePolicy;
import io.reeve.worker.Reporter;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of {@link Runner}: start one with {@link #start}, stop it with {@link #stop()}. No thread
 * belongs to it while nothing happens.
 *
 * <p>The semantics are those of the state machine in {@code RunnerMachine}. This class is the shell around it: it
 * takes the events one at a time under a lock that is never held for longer than one transition, and carries out
 * the effects after the lock is released. All foreign code runs on the executor; readers take no lock.
 */
public final class WorkerRunner implements Runner {
    /** How long one report waits for the workers. */
    private static final Duration REPORT_DEADLINE = Duration.ofSeconds(1);

    private final String name;
    private final Clock clock;
    private final Executor starts;
    private final Executor calls;
    private final List<SerialLane<RunnerEvent>> listeners;
    private final SerialLane<Judge.Case> judged;
    private final Judge judge = new Judge(this);
    private final OneWayStage completion = new OneWayStage();

    private final ReentrantLock lock = new ReentrantLock();

    /** Events go in with the lock held; what it publishes for readers may be read by anyone. */
    private final RunnerMachine machine;

    /** Written by {@link #update}, read when a worker has failed. */
    private volatile FailurePolicy policy;

    private WorkerRunner(RunnerParams params) {
        name = params.name();
        clock = params.clock();
        policy = params.failurePolicy();
        Executor given = params.executor();
        starts = given == null ? Threads.forStarts() : Threads.dependable(given);
        calls = given == null ? Threads.forCalls() : Threads.dependable(given);
        judged = new SerialLane<>(calls, this::judge);
        listeners = new ArrayList<>();
        if (params.logger() != null) {
            listeners.add(lane(new LogListener(params.logger())));
        }
        params.listeners().forEach(listener -> listeners.add(lane(listener)));
        machine = new RunnerMachine(name, params.restart(), !listeners.isEmpty());
    }

    /**
     * Starts a runner.
     *
     * @param params the parameters
     * @return the running runner, without workers
     */
    public static WorkerRunner start(RunnerParams params) {
        return new WorkerRunner(params);
    }

    private SerialLane<RunnerEvent> lane(RunnerListener listener) {
        return new SerialLane<>(calls, listener::onEvent);
    }

    // ---- commands

    /**
     * Changes the failure policy and the default restart policy from now on; restarts nothing. A restart delay that
     * has begun keeps its length. Clock, executor, logger and listeners stay as they are.
     *
     * @param params the new parameters
     * @throws IllegalArgumentException if they have another name
     */
    public void update(RunnerParams params) {
        if (!params.name().equals(name)) {
            throw new IllegalArgumentException(
                    "runner '" + name + "' cannot become '" + params.name() + "'; start a new one instead");
        }
        policy = params.failurePolicy();
        handle(machine -> {
            machine.update(params.restart());
            return true;
        });
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory) {
        return startWorker(id, factory, null);
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory, @Nullable Restart restart) {
        refuseIfDying(id);
        Ids.check(name, id);
        requireNonNull(factory, () -> "factory of worker " + Ids.quote(id) + " for runner '" + name + "'");
        WorkerSpec.Builder spec = WorkerSpec.builder(id, factory);
        return startWorker(
                restart == null ? spec.build() : spec.restart(restart).build());
    }

    /**
     * Registers a worker and starts it, as {@link #startWorker(String, WorkerFactory, Restart)}.
     *
     * @param spec the worker
     * @return false if the id was already there and nothing was done
     * @throws io.reeve.worker.RunnerDeadException if this runner is dying or dead; the factory is not called
     * @throws IllegalArgumentException if the id is empty, too long or has control characters
     */
    public boolean startWorker(WorkerSpec spec) {
        Ids.check(name, spec.id());
        boolean done = handle(machine -> machine.start(spec));
        if (!done && machine.state() != State.RUNNING) {
            throw machine.dead();
        }
        return done;
    }

    /**
     * Changes what a registered worker was specified with, except for its factory; restarts nothing. A restart
     * delay that has begun keeps its length, a start in progress keeps whether it may be interrupted.
     *
     * @param spec the worker: the same id and the same factory object as before
     * @return false if the id is not registered, or with another factory; nothing was done then
     */
    public boolean reviseWorker(WorkerSpec spec) {
        return handle(machine -> machine.revise(spec));
    }

    /** A dead runner does not look at what it is given. */
    private void refuseIfDying(@Nullable String id) {
        if (machine.state() != State.RUNNING) {
            if (id != null) {
                handle(machine -> {
                    machine.refuse(id);
                    return true;
                });
            }
            throw machine.dead();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // stages of nothing
    public CompletionStage<Void> stopWorker(String id) {
        requireNonNull(id, "id");
        if (machine.state() == State.DEAD) {
            return CompletableFuture.failedFuture(machine.dead());
        }
        Waiter<@Nullable Void> waiter = handle(machine -> machine.stop(id));
        return waiter == null ? CompletableFuture.completedFuture(null) : leaveWhenDone(waiter);
    }

    @Override
    public void restartWorker(String id) {
        requireNonNull(id, "id");
        RuntimeException refused = handle(machine -> machine.restart(id));
        if (refused != null) {
            throw refused;
        }
    }

    @Override
    public void kill() {
        handle(machine -> {
            machine.kill();
            return true;
        });
    }

    // ---- readers: no lock, except to begin to wait

    @Override
    public CompletableFuture<Worker> worker(String id) {
        requireNonNull(id, "id");
        while (true) {
            if (machine.state() != State.RUNNING) {
                return CompletableFuture.failedFuture(machine.dead());
            }
            Entry entry = machine.entries().get(id);
            if (entry == null) {
                return CompletableFuture.failedFuture(machine.notFound(id, "is not registered"));
            }
            Entry.View view = entry.view;
            Worker worker = view.incarnation().worker;
            if (view.phase() == Entry.Phase.RUNNING && worker != null) {
                return CompletableFuture.completedFuture(worker);
            }
            Waiter<Worker> waiter = handle(machine -> machine.await(id));
            if (waiter != null) {
                return leaveWhenDone(waiter);
            }
        }
    }

    /** However a waiter is completed, also by the one who holds it: nothing of ours refers to it any longer. */
    private <T extends @Nullable Object> Waiter<T> leaveWhenDone(Waiter<T> waiter) {
        var unused = waiter.handle((value, error) -> {
            lock.lock();
            try {
                waiter.leave();
            } finally {
                lock.unlock();
            }
            return null;
        });
        return waiter;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public State state() {
        return machine.state();
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(machine.failure());
    }

    @Override
    public CompletionStage<Void> completion() {
        return completion;
    }

    @Override
    public Set<String> workerIds() {
        return Set.copyOf(machine.entries().keySet());
    }

    @Override
    public Optional<WorkerStatus> status(String id) {
        requireNonNull(id, "id");
        Entry entry = machine.entries().get(id);
        return entry == null ? Optional.empty() : Optional.of(status(entry));
    }

    @Override
    public List<WorkerStatus> statuses() {
        List<WorkerStatus> statuses = new ArrayList<>();
        machine.entries().values().forEach(entry -> statuses.add(status(entry)));
        return statuses;
    }

    private WorkerStatus status(Entry entry) {
        Entry.View view = entry.view;
        return view.status(name, machine.policyOf(view.spec()));
    }

    /**
     * The stacks of the threads that are inside code of a worker on behalf of this runner: its start function, its
     * {@code kill}, its reporter.
     *
     * @param id the id
     * @return stacks by thread name, empty if there is no such thread or worker
     */
    public Map<String, List<StackTraceElement>> stacks(String id) {
        requireNonNull(id, "id");
        Map<String, List<StackTraceElement>> stacks = new LinkedHashMap<>();
        Entry entry = machine.entries().get(id);
        if (entry != null) {
            for (Thread thread : entry.view.incarnation().threads()) {
                stacks.put(thread.getName(), List.of(thread.getStackTrace()));
            }
        }
        return stacks;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The map has the key {@code workers}, and once this runner is dying or dead also {@code state} and, after a
     * fatal error, {@code error}. Waits at most one second, by this runner's clock, for workers that are reporters
     * themselves; one that does not answer is left out and not asked again before it has answered.
     */
    @Override
    public Map<String, Object> report() {
        RunnerReport report = collect(new ArrayDeque<>());
        CompletableFuture<Void> answered = report.answered();
        if (!answered.isDone()) {
            CompletableFuture<Void> enough = new CompletableFuture<>();
            Clock.Timer deadline = clock.schedule(REPORT_DEADLINE, () -> enough.complete(null));
            try {
                CompletableFuture.anyOf(answered, enough).get();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException impossible) {
                throw new AssertionError(impossible);
            } finally {
                deadline.cancel();
            }
        }
        return report.assemble();
    }

    /** {@code path} are the runners that this one is inside of: one that contains itself ends the descent. */
    private RunnerReport collect(Deque<WorkerRunner> path) {
        RunnerReport report = new RunnerReport(machine.state(), machine.failure());
        path.push(this);
        machine.entries().forEach((id, entry) -> {
            Entry.View view = entry.view;
            Map<String, Object> part = report.add(id, view);
            Worker worker = view.incarnation().worker;
            boolean available = view.phase() == Entry.Phase.RUNNING || view.phase() == Entry.Phase.STOPPING;
            if (available && worker instanceof WorkerRunner nested) {
                if (!path.contains(nested)) {
                    report.await(part, nested.collect(path));
                }
            } else if (available && worker instanceof Reporter reporter) {
                report.await(part, ask(view.incarnation(), reporter));
            }
        });
        path.pop();
        return report;
    }

    /** Asks a worker, unless it still owes the answer to an earlier question. */
    private CompletableFuture<Map<String, Object>> ask(Incarnation incarnation, Reporter reporter) {
        ReportCall earlier = incarnation.report;
        if (earlier != null && !earlier.answer().isDone()) {
            // A reporter that asks for the report that it is part of is left out of it; others share its answer.
            return earlier.thread() == Thread.currentThread()
                    ? CompletableFuture.completedFuture(Map.of())
                    : earlier.answer();
        }
        ReportCall call = new ReportCall(this, incarnation, reporter);
        incarnation.report = call;
        calls.execute(call);
        return call.answer();
    }

    // ---- events that come back from foreign code; called by any thread

    void started(Incarnation incarnation, Worker worker) {
        handle(machine -> {
            machine.started(incarnation, worker);
            return true;
        });
    }

    void ended(Incarnation incarnation, @Nullable Throwable error) {
        boolean news = handle(machine -> machine.ended(incarnation, error));
        if (!news) {
            misbehaved(incarnation, "completed more than once; only the first time counts", error);
        }
    }

    void misbehaved(Incarnation incarnation, String what, @Nullable Throwable error) {
        handle(machine -> {
            machine.misbehaved(incarnation, what, error);
            return true;
        });
    }

    private void judge(Judge.Case failed) {
        Judge.Judgement judgement = judge.judge(policy, failed);
        // Foreign code, like the policy itself, and asked here for the same reason: no lock is held.
        String text = judgement.isFatal() ? Failures.text(judgement.error()) : "";
        handle(machine -> {
            machine.judged(failed.incarnation(), judgement.error(), judgement.verdict(), text);
            return true;
        });
    }

    @Nullable
    Throwable fatalError() {
        return machine.failure();
    }

    String threadName(Incarnation incarnation) {
        return "reeve/" + name + "/" + incarnation.entry.id + "#" + incarnation.generation;
    }

    // ---- the shell

    /** Takes one event under the lock, then carries out its effects without. */
    private <R extends @Nullable Object> R handle(Function<RunnerMachine, R> event) {
        Instant now = clock.instant();
        List<Effect> effects;
        R answer;
        lock.lock();
        try {
            machine.begin(now);
            answer = event.apply(machine);
            effects = machine.end();
            enqueueEvents(effects);
        } finally {
            lock.unlock();
        }
        Throwable failed = null;
        boolean published = false;
        for (Effect effect : effects) {
            if (effect instanceof Effect.Publish) {
                published = true;
            } else {
                failed = attempt(() -> perform(effect), failed);
            }
        }
        if (published) {
            for (SerialLane<RunnerEvent> lane : listeners) {
                failed = attempt(lane::poke, failed);
            }
        }
        if (failed instanceof Error error) {
            throw error;
        } else if (failed instanceof RuntimeException error) {
            throw error;
        }
        return answer;
    }

    /** One effect that cannot be carried out, say for want of memory, must not keep the others from being so. */
    private static @Nullable Throwable attempt(Runnable action, @Nullable Throwable earlier) {
        try {
            action.run();
            return earlier;
        } catch (Throwable thrown) {
            return earlier == null ? thrown : earlier;
        }
    }

    /** With the lock held, so that every listener sees the order of the transitions. */
    private void enqueueEvents(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Publish publish) {
                listeners.forEach(lane -> lane.enqueue(publish.event()));
            }
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Start start) {
            start(start.incarnation());
        } else if (effect instanceof Effect.Cancel cancel) {
            if (cancel.incarnation().call instanceof StartCall call) {
                calls.execute(call.cancelCall());
            }
        } else if (effect instanceof Effect.Kill kill) {
            kill(kill.incarnation());
        } else if (effect instanceof Effect.Judge toJudge) {
            judged.submit(new Judge.Case(toJudge.incarnation(), toJudge.error()));
        } else if (effect instanceof Effect.StartTimer timer) {
            startTimer(timer.delay());
        } else if (effect instanceof Effect.CancelTimer timer) {
            timer.delay().cancel();
        } else if (effect instanceof Effect.Serve serve) {
            calls.execute(() -> serve(serve));
        } else if (effect instanceof Effect.Complete complete) {
            calls.execute(() -> complete(complete));
        } else if (effect instanceof Effect.Release release) {
            calls.execute(new ReleaseCall(this, release));
        } else if (effect instanceof Effect.Sweep) {
            calls.execute(this::sweep);
        } else if (effect instanceof Effect.Die die) {
            calls.execute(() -> completion.finish(die.result()));
        }
    }

    private void start(Incarnation incarnation) {
        StartCall call = new StartCall(this, incarnation);
        incarnation.call = call;
        starts.execute(call);
    }

    private void kill(Incarnation incarnation) {
        killUnobserved(incarnation, requireNonNull(incarnation.worker));
    }

    /** Kills a worker, also one that could not be registered. */
    void killUnobserved(Incarnation incarnation, Worker worker) {
        ForeignCall call = new KillCall(this, incarnation, worker);
        incarnation.call = call;
        calls.execute(call);
    }

    /** A clock that fails must not make a worker be forgotten: then it waits by the wall clock. */
    private void startTimer(Delay delay) {
        Runnable due = () -> due(delay);
        try {
            delay.start(clock, due);
        } catch (RuntimeException broken) {
            misbehaved(delay.entry.incarnation(), "the clock threw; the restart delay goes by the wall clock", broken);
            delay.start(Clock.system(), due);
        }
    }

    private void due(Delay delay) {
        handle(machine -> {
            machine.due(delay);
            return true;
        });
    }

    /** Between the start and now the worker may have been stopped: then there is more to wait for. */
    private void serve(Effect.Serve effect) {
        Entry entry = effect.incarnation().entry;
        Entry.View view = entry.view;
        if (view.phase() == Entry.Phase.RUNNING && view.incarnation() == effect.incarnation()) {
            effect.waiter().complete(effect.worker());
        } else {
            handle(machine -> {
                machine.awaitAgain(entry.id, effect.waiter());
                return true;
            });
        }
    }

    private static void complete(Effect.Complete effect) {
        Throwable error = effect.error();
        if (error == null) {
            effect.waiter().completeEmpty();
        } else {
            effect.waiter().completeExceptionally(error);
        }
    }

    private void sweep() {
        for (Entry entry : machine.entries().values()) {
            handle(machine -> {
                machine.sweep(entry);
                return true;
            });
        }
    }

    @Override
    public String toString() {
        Throwable failure = machine.failure();
        return "runner '" + name + "' (" + state() + ", " + machine.entries().size() + " workers"
                + (failure == null ? "" : ", " + Failures.text(failure)) + ")";
    }
}
