// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static java.util.Objects.requireNonNull;

import io.reeve.journal.Journal;
import io.reeve.runner.Effects.Effect;
import io.reeve.supervise.Calls;
import io.reeve.supervise.Deadline;
import io.reeve.supervise.Failures;
import io.reeve.supervise.Ids;
import io.reeve.supervise.Judge;
import io.reeve.supervise.Listeners;
import io.reeve.supervise.MachineShell;
import io.reeve.supervise.OneWayStage;
import io.reeve.supervise.Report;
import io.reeve.supervise.ReportTree;
import io.reeve.supervise.SerialLane;
import io.reeve.supervise.Supervisor;
import io.reeve.supervise.Waiter;
import io.reeve.time.Clock;
import io.reeve.worker.FailurePolicy;
import io.reeve.worker.Reporter;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.StopReceipt;
import io.reeve.worker.Why;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.event.FailureJournal;
import io.reeve.worker.event.FailureRecord;
import io.reeve.worker.event.ListenerRegistration;
import io.reeve.worker.event.RunnerListener;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of {@link Runner}: start one with {@link #start}, stop it with {@link #stop()}. No thread
 * belongs to it while nothing happens.
 *
 * <p>The semantics are those of the state machine in {@code RunnerMachine}. This class is the shell around it: it
 * takes the events one at a time under a lock that is never held for longer than one transition, and carries out
 * the effects after the lock is released. All foreign code runs on the executor; readers take no lock.
 */
public final class WorkerRunner implements Runner, FailureJournal {
    static {
        ReportTree.Trees.register(WorkerRunner.class, runner -> runner.reports);
    }

    private static final int SWEPT_AT_ONCE = 64;

    private final String name;

    /** What an id is the id of, for complaints. */
    private final String idOf;

    private final Clock clock;
    private final Calls calls;
    private final RunnerMachine machine;
    private final Listeners listeners;
    private final Journal journal;
    private final MachineShell<RunnerMachine, Effect> shell;
    private final Supervisor<Incarnation> supervisor = new Side();
    private final Judge<Incarnation> judge = new Judge<>(supervisor);
    private final SerialLane<Effects.Judge> judged;
    private final ReportTree reports = this::collect;
    private final OneWayStage completion = new OneWayStage();

    /** Written by {@link #update}, read when a worker has failed. */
    private volatile FailurePolicy policy;

    private WorkerRunner(RunnerParams params) {
        name = params.name();
        idOf = "id of a worker for runner '" + name + "'";
        clock = params.clock();
        policy = params.failurePolicy();
        calls = new Calls(params.executor());
        judged = new SerialLane<>(calls.executor(), this::judge);
        machine = new RunnerMachine(name, params.restart(), params.timeouts(), params.chance());
        listeners = new Listeners(calls.executor(), params.listenerQueue(), params.logger(), "runner '" + name + "'");
        shell = new MachineShell<>(machine, clock, listeners, this::perform);
        journal = new Journal(clock, params.journal());
        shell.addObservers(supervisor, params.logger(), params.listeners(), journal);
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

    // ---- commands

    /**
     * Changes the failure policy, and the restart policy and the timeouts of workers that have none of their own, from
     * now on; restarts nothing. A restart delay or a timeout that has begun keeps its length. Clock, executor, logger and
     * listeners stay as they are.
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
        shell.tell(machine -> machine.update(params.restart(), params.timeouts()));
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory) {
        return startWorker(id, factory, null);
    }

    @Override
    public boolean startWorker(String id, WorkerFactory factory, @Nullable Restart restart) {
        refuseIfDying(id);
        Ids.check(idOf, id);
        requireNonNull(factory, () -> "factory of worker " + Ids.quote(id) + " for runner '" + name + "'");
        WorkerSpec.Builder spec = WorkerSpec.builder(id, factory);
        return register(restart == null ? spec.build() : spec.restart(restart).build());
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
        Ids.check(idOf, spec.id());
        return register(spec);
    }

    private boolean register(WorkerSpec spec) {
        boolean done = shell.handle(machine -> machine.start(spec));
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
        return shell.handle(machine -> machine.revise(spec));
    }

    /** A dead runner does not look at what it is given. */
    private void refuseIfDying(@Nullable String id) {
        if (machine.state() != State.RUNNING) {
            if (id != null) {
                shell.tell(machine -> machine.refuse(id));
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
        Waiter<@Nullable Void> waiter = shell.handle(machine -> machine.stop(id));
        return waiter == null ? CompletableFuture.completedFuture(null) : shell.leaveWhenDone(waiter);
    }

    @Override
    public void restartWorker(String id) {
        requireNonNull(id, "id");
        RuntimeException refused = shell.handle(machine -> machine.restart(id));
        if (refused != null) {
            throw refused;
        }
    }

    @Override
    public void kill() {
        shell.tell(machine -> machine.kill());
    }

    /**
     * Adds a listener, which is told what happens from now on.
     *
     * @param listener the listener
     * @return how to remove it
     */
    public ListenerRegistration addListener(RunnerListener listener) {
        return addListener(Listeners.nameOf(listener), listener);
    }

    /**
     * Adds a listener, which is told what happens from now on.
     *
     * @param description what it is called in the log and in the report, if it cannot keep up
     * @param listener the listener
     * @return how to remove it
     */
    public ListenerRegistration addListener(String description, RunnerListener listener) {
        return shell.addListener(requireNonNull(description, "description"), requireNonNull(listener, "listener"));
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
            Worker worker = entry.available;
            if (worker != null) {
                return CompletableFuture.completedFuture(worker);
            }
            Entry.View view = entry.view;
            if (RunnerMachine.isStuck(view.phase())) {
                return CompletableFuture.failedFuture(machine.unavailable(view));
            }
            Waiter<Worker> waiter = shell.handle(machine -> machine.await(id));
            if (waiter != null) {
                return shell.leaveWhenDone(waiter);
            }
        }
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

    @Override
    public List<FailureRecord> recentFailures() {
        return journal.recentFailures();
    }

    @Override
    public List<FailureRecord> recentFailures(String id) {
        requireNonNull(id, "id");
        return journal.recentFailures(id);
    }

    private WorkerStatus status(Entry entry) {
        return entry.view.status(name, machine.policyOf(entry.spec), clock.instant());
    }

    @Override
    public Optional<Why> why(String id) {
        requireNonNull(id, "id");
        return Optional.ofNullable(shell.handle(machine -> machine.why(id)));
    }

    @Override
    public Optional<StopReceipt> stopReceipt() {
        return Optional.ofNullable(machine.stopReceipt());
    }

    /**
     * The stacks of the threads that are inside code of a worker on behalf of this runner: its start function, its
     * {@code kill}, its reporter, and the work and the tasks of a catacomb.
     *
     * @param id the id
     * @return stacks by thread name, empty if there is no such thread or worker
     */
    public Map<String, List<StackTraceElement>> stacks(String id) {
        requireNonNull(id, "id");
        Entry entry = machine.entries().get(id);
        return entry == null ? Map.of() : entry.view.incarnation().stacks();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The map has the key {@code workers}, and once this runner is dying or dead also {@code state} and, after a
     * fatal error, {@code error}; if listeners could not keep up, {@code missed-events}; while there are abandoned workers
     * that have not ended, {@code abandoned}. Waits at most one second, by this runner's clock, for workers that are
     * reporters themselves; one that does not answer is left out and not asked again before it has answered.
     */
    @Override
    public Map<String, Object> report() {
        return collect(new ArrayDeque<>()).complete(clock);
    }

    private Report collect(Deque<ReportTree> path) {
        Report report = new Report();
        Map<String, Object> workers = new LinkedHashMap<>();
        report.put(Reporter.KEY_WORKERS, workers);
        State state = machine.state();
        Throwable failure = machine.failure();
        if (state != State.RUNNING) {
            report.put(Reporter.KEY_STATE, state == State.DYING ? "stopping" : "stopped");
        }
        if (failure != null) {
            report.put(Reporter.KEY_ERROR, Failures.text(failure));
        }
        Map<String, Object> missed = listeners.missed();
        if (!missed.isEmpty()) {
            report.put(RunnerListener.KEY_MISSED, missed);
        }
        if (machine.abandoned() > 0) {
            report.put(Reporter.KEY_ABANDONED, machine.abandoned());
        }
        Instant now = clock.instant();
        path.push(reports);
        machine.entries().forEach((id, entry) -> {
            Entry.View view = entry.view;
            Map<String, Object> part = view.report(machine.policyOf(entry.spec), now);
            workers.put(id, part);
            if (view.phase() == Entry.Phase.ABANDONED || view.trouble().overdue()) {
                Report.putStacks(part, view.incarnation());
            }
            if (view.phase() == Entry.Phase.RUNNING || view.phase() == Entry.Phase.STOPPING) {
                ReportTree.add(report, part, path, calls, supervisor, view.incarnation());
            }
        });
        path.pop();
        return report;
    }

    // ---- the shell

    /** What foreign calls report back to. */
    private final class Side implements Supervisor<Incarnation> {
        @Override
        public String name() {
            return name;
        }

        @Override
        public String kind() {
            return "runner";
        }

        @Override
        public String subject() {
            return "worker";
        }

        @Override
        public void started(Incarnation incarnation, Worker worker) {
            shell.tell(machine -> machine.started(incarnation, worker));
        }

        @Override
        public void ended(Incarnation incarnation, @Nullable Throwable error) {
            boolean news = shell.handle(machine -> machine.ended(incarnation, error));
            if (!news) {
                misbehaved(incarnation, "completed more than once; only the first time counts", error);
            }
        }

        @Override
        public void misbehaved(Incarnation incarnation, String what, @Nullable Throwable error) {
            shell.tell(machine -> machine.misbehaved(incarnation, what, error));
        }
    }

    private void judge(Effects.Judge failed) {
        Judge.Judgement judgement = judge.judge(
                policy,
                machine.policyOf(failed.incarnation().entry.spec),
                failed.incarnation(),
                failed.error(),
                machine.failure());
        shell.tell(machine -> machine.judged(failed.incarnation(), judgement));
    }

    private void perform(Effect effect) {
        if (effect instanceof Effects.Start start) {
            start(start.incarnation());
        } else if (effect instanceof Effects.Cancel cancel) {
            calls.cancel(cancel.incarnation());
        } else if (effect instanceof Effects.Kill kill) {
            calls.kill(
                    supervisor,
                    kill.incarnation(),
                    requireNonNull(kill.incarnation().worker()));
        } else if (effect instanceof Effects.Judge failed) {
            judged.submit(failed);
        } else if (effect instanceof Effects.StartTimer timer) {
            startTimer(timer.delay());
        } else if (effect instanceof Effects.CancelTimer timer) {
            timer.delay().cancel();
        } else if (effect instanceof Effects.StartDeadline start) {
            startDeadline(start.deadline());
        } else if (effect instanceof Effects.CancelDeadline cancel) {
            cancel.deadline().cancel();
        } else if (effect instanceof Effects.Interrupt interrupt) {
            calls.interrupt(interrupt.incarnation());
        } else if (effect instanceof Effects.Serve serve) {
            calls.run(() -> serve(serve));
        } else if (effect instanceof Effects.Complete complete) {
            calls.run(() -> complete.waiter().finish(complete.error()));
        } else if (effect instanceof Effects.Release release) {
            calls.release(
                    supervisor, release.last(), release.spec().contextClassLoader(), release.action(), release.error());
        } else if (effect instanceof Effects.Sweep) {
            calls.run(this::sweep);
        } else if (effect instanceof Effects.Die die) {
            calls.run(() -> completion.finish(die.result()));
        }
    }

    /** Unless another one is in its place: then the event that wanted this one broke off, and was told again. */
    private void start(Incarnation incarnation) {
        if (incarnation.entry.incarnation() == incarnation) {
            calls.start(incarnation, new RunnerStart(supervisor, calls, incarnation));
        }
    }

    private void startTimer(RestartDelay delay) {
        delay.start(
                clock,
                () -> shell.tell(machine -> machine.due(delay)),
                broken -> supervisor.misbehaved(
                        delay.last, "the clock threw; the restart delay goes by the wall clock", broken));
    }

    private void startDeadline(Deadline<Incarnation> deadline) {
        deadline.start(clock, supervisor, stacks -> shell.tell(machine -> machine.overdue(deadline, stacks)));
    }

    /**
     * Between the start and now the worker may have been stopped: then there is more to wait for. Or it has finished and
     * was removed: what its entry shows is the past then.
     */
    private void serve(Effects.Serve effect) {
        Entry entry = effect.incarnation().entry;
        Entry.View view = entry.view;
        boolean isPresent = machine.entries().get(entry.id()) == entry;
        if (isPresent && view.phase() == Entry.Phase.RUNNING && view.incarnation() == effect.incarnation()) {
            effect.waiter().complete(effect.worker());
        } else {
            shell.tell(machine -> machine.awaitAgain(entry.id(), effect.waiter()));
        }
    }

    /** Some at a time: the lock is not held for long, and not fought for by each entry. */
    private void sweep() {
        Iterator<Entry> rest = machine.entries().values().iterator();
        while (rest.hasNext()) {
            shell.tell(machine -> {
                for (int i = 0; i < SWEPT_AT_ONCE && rest.hasNext(); i++) {
                    machine.sweep(rest.next());
                }
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
