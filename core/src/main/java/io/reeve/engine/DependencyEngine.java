// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.BounceException;
import io.reeve.dependency.Engine;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldSignal;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.dependency.MissingInputException;
import io.reeve.engine.Effects.Effect;
import io.reeve.engine.EngineMachine.End;
import io.reeve.engine.EngineMachine.Outcome;
import io.reeve.journal.Journal;
import io.reeve.supervise.Calls;
import io.reeve.supervise.Deadline;
import io.reeve.supervise.Failures;
import io.reeve.supervise.ForeignCall;
import io.reeve.supervise.Ids;
import io.reeve.supervise.Judge;
import io.reeve.supervise.Listeners;
import io.reeve.supervise.MachineShell;
import io.reeve.supervise.OneWayStage;
import io.reeve.supervise.Report;
import io.reeve.supervise.ReportTree;
import io.reeve.supervise.Room;
import io.reeve.supervise.SerialLane;
import io.reeve.supervise.Supervisor;
import io.reeve.supervise.Waiter;
import io.reeve.time.Clock;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner.State;
import io.reeve.worker.StopReceipt;
import io.reeve.worker.Why;
import io.reeve.worker.Worker;
import io.reeve.worker.event.FailureJournal;
import io.reeve.worker.event.FailureRecord;
import io.reeve.worker.event.ListenerRegistration;
import io.reeve.worker.event.RunnerListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of {@link Engine}: start one with {@link #start}, stop it with {@link #stop()}. No thread belongs
 * to it while nothing happens.
 *
 * <p>The semantics are those of the state machine in {@code EngineMachine}. This class is the shell around it: it takes
 * the events one at a time under a lock that is never held for longer than one transition, and carries out the effects
 * after the lock is released. All foreign code runs on the executor.
 */
public final class DependencyEngine implements Engine, FailureJournal {
    static {
        ReportTree.Trees.register(DependencyEngine.class, engine -> engine.reports);
    }

    private final String name;
    private final Clock clock;
    private final UnaryOperator<@Nullable Throwable> filter;
    private final Calls calls;
    private final EngineMachine machine;
    private final Explainer explainer;
    private final Listeners listeners;
    private final Journal journal;
    private final MachineShell<EngineMachine, Effect> shell;
    private final Supervisor<Incarnation> supervisor = new Side();
    private final Judge<Incarnation> judge = new Judge<>(supervisor);
    private final SerialLane<Effects.Judge> judged;
    private final ReportTree reports = this::collect;
    private final OneWayStage completion = new OneWayStage();

    /** Written by {@link #update}, read when something has failed. */
    private volatile EngineParams params;

    /** What this engine ended with; written once, before it completes. */
    private volatile @Nullable Throwable result;

    private DependencyEngine(EngineParams params) {
        this.params = params;
        name = params.name();
        clock = params.clock();
        filter = params.filter();
        calls = new Calls(params.executor());
        judged = new SerialLane<>(calls.executor(), this::judge);
        machine = new EngineMachine(params, params.chance());
        explainer = new Explainer(machine, name);
        listeners = new Listeners(calls.executor(), params.listenerQueue(), params.logger(), "engine '" + name + "'");
        shell = new MachineShell<>(machine, clock, listeners, this::perform);
        journal = new Journal(clock, params.journal());
        shell.addObservers(supervisor, params.logger(), params.listeners(), journal);
    }

    /**
     * Starts an engine.
     *
     * @param params the parameters
     * @return the running engine, without manifolds
     */
    public static DependencyEngine start(EngineParams params) {
        return new DependencyEngine(params);
    }

    // ---- commands

    /**
     * Changes the failure policy, the restart policy, the delays, the timeouts of manifolds that have none of their own
     * and the order of stops from now on; restarts nothing. A delay or a timeout that has begun keeps its length. Clock,
     * executor, logger, listeners and the filter stay as they are.
     *
     * @param params the new parameters
     * @throws IllegalArgumentException if they have another name
     */
    public void update(EngineParams params) {
        if (!params.name().equals(name)) {
            throw new IllegalArgumentException(
                    "engine '" + name + "' cannot become '" + params.name() + "'; start a new one instead");
        }
        this.params = params;
        shell.tell(machine -> machine.update(params));
    }

    @Override
    public void install(String name, Manifold manifold) {
        refuseIfDying();
        Ids.check(idOf(), name);
        requireNonNull(manifold, () -> "manifold " + Ids.quote(name) + " for engine '" + this.name + "'");
        install(ManifoldSpec.builder(name, manifold).build());
    }

    /**
     * Installs a manifold, as {@link #install(String, Manifold)}.
     *
     * @param spec the manifold
     * @throws io.reeve.dependency.DependencyException if that cannot be; nothing is installed
     * @throws IllegalArgumentException if the name is empty, too long or has control characters
     */
    public void install(ManifoldSpec spec) {
        refuseIfDying();
        Ids.check(idOf(), spec.name());
        Blueprint blueprint = Blueprint.of(spec);
        blueprint
                .inputs()
                .forEach(input -> Ids.check("name of an input of manifold " + Ids.quote(spec.name()), input.name()));
        shell.tell(machine -> machine.install(blueprint));
    }

    /**
     * Changes what an installed manifold was specified with, except for the manifold itself; restarts nothing. A timeout
     * that has begun keeps its length, a start in progress keeps whether it may be interrupted.
     *
     * @param spec the manifold: the same name and the same object as before
     * @return false if the name is not installed, or with another manifold; nothing was done then
     */
    public boolean revise(ManifoldSpec spec) {
        return shell.handle(machine -> machine.revise(spec));
    }

    private String idOf() {
        return "name of a manifold for engine '" + name + "'";
    }

    /** A dead engine does not look at what it is given. */
    private void refuseIfDying() {
        if (machine.state() != State.RUNNING) {
            throw machine.dead();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // stages of nothing
    public CompletionStage<Void> uninstall(String name) {
        requireNonNull(name, "name");
        Waiter<@Nullable Void> waiter = shell.handle(machine -> machine.uninstall(name));
        return waiter == null ? CompletableFuture.completedFuture(null) : shell.leaveWhenDone(waiter);
    }

    @Override
    public void bounce(String name) {
        requireNonNull(name, "name");
        shell.tell(machine -> machine.bounce(name));
    }

    @Override
    public void kill() {
        shell.tell(EngineMachine::kill);
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

    // ---- readers

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
        return Optional.ofNullable(completion.isDone() ? result : machine.failure());
    }

    @Override
    public CompletionStage<Void> completion() {
        return completion;
    }

    @Override
    public Set<String> manifoldNames() {
        return machine.nodes().values().stream()
                .filter(node -> node.view.blueprint() != null)
                .map(node -> node.name)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<ManifoldStatus> status(String name) {
        requireNonNull(name, "name");
        return Optional.ofNullable(machine.nodes().get(name))
                .filter(Node::isShown)
                .map(node -> node.status(this.name));
    }

    @Override
    public List<ManifoldStatus> statuses() {
        return machine.nodes().values().stream()
                .filter(Node::isShown)
                .map(node -> node.status(name))
                .toList();
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

    @Override
    public Optional<Why> why(String name) {
        requireNonNull(name, "name");
        return Optional.ofNullable(shell.handle(machine -> explainer.why(name)));
    }

    @Override
    public Optional<StopReceipt> stopReceipt() {
        return Optional.ofNullable(machine.stopReceipt());
    }

    @Override
    public List<String> impact(String name) {
        requireNonNull(name, "name");
        return shell.handle(machine -> explainer.impact(name));
    }

    @Override
    public Map<String, List<String>> missing() {
        return shell.handle(machine -> explainer.missing());
    }

    /**
     * The stacks of the threads that are inside code of a manifold on behalf of this engine: its start function, its
     * worker's {@code kill}, its reporter.
     *
     * @param name the name of the manifold
     * @return stacks by thread name, empty if there is no such thread or manifold
     */
    public Map<String, List<StackTraceElement>> stacks(String name) {
        requireNonNull(name, "name");
        Node node = machine.nodes().get(name);
        return node == null ? Map.of() : node.incarnation().stacks();
    }

    /**
     * A manifold whose worker is this engine itself, for those that want to install others: it offers {@link Engine} and
     * {@link Reporter}. It may be installed in this engine under any number of names.
     *
     * @return the manifold
     */
    public Manifold selfManifold() {
        return Manifold.starting(inputs -> this)
                .offers(Engine.class, engine -> engine)
                .offers(Reporter.class, engine -> engine)
                .build();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The map has the keys {@code state} and {@code manifolds}, if there are inputs that nobody installed
     * {@code missing}, if listeners could not keep up {@code missed-events}, while there are abandoned workers that have not
     * ended {@code abandoned}, and after a fatal error {@code error}. Waits at
     * most one second, by this engine's clock, for workers that are reporters themselves; one that does not answer is left
     * out and not asked again before it has answered.
     */
    @Override
    public Map<String, Object> report() {
        return collect(new ArrayDeque<>()).complete(clock);
    }

    private Report collect(Deque<ReportTree> path) {
        Report report = new Report();
        State state = machine.state();
        report.put(
                Reporter.KEY_STATE,
                switch (state) {
                    case RUNNING -> "started";
                    case DYING -> "stopping";
                    case DEAD -> "stopped";
                });
        failure().ifPresent(failure -> report.put(Reporter.KEY_ERROR, Failures.text(failure)));
        Map<String, Object> missed = listeners.missed();
        if (!missed.isEmpty()) {
            report.put(RunnerListener.KEY_MISSED, missed);
        }
        if (machine.abandoned() > 0) {
            report.put(Reporter.KEY_ABANDONED, machine.abandoned());
        }
        Map<String, Object> manifolds = new LinkedHashMap<>();
        report.put(Reporter.KEY_MANIFOLDS, manifolds);
        path.push(reports);
        for (Node node : machine.nodes().values()) {
            if (node.isShown()) {
                Node.View view = node.view;
                Map<String, Object> part = Node.report(view);
                manifolds.put(node.name, part);
                if (view.phase().isAbandoned() || view.overdue()) {
                    Report.putStacks(part, view.incarnation());
                }
                if (view.phase() == Node.Phase.STARTED || view.phase() == Node.Phase.STOPPING) {
                    ReportTree.add(report, part, path, calls, supervisor, view.incarnation());
                }
            }
        }
        path.pop();
        Map<String, List<String>> missing = missing();
        if (!missing.isEmpty()) {
            report.put(Reporter.KEY_MISSING, missing);
        }
        return report;
    }

    @Override
    public String toString() {
        Throwable failure = machine.failure();
        return "engine '" + name + "' (" + state() + ", " + manifoldNames().size() + " manifolds"
                + (failure == null ? "" : ", " + Failures.text(failure)) + ")";
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
            return "engine";
        }

        @Override
        public String subject() {
            return "manifold";
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

    private void perform(Effect effect) {
        if (effect instanceof Effects.Start start) {
            start(start.incarnation());
        } else if (effect instanceof Effects.Cancel cancel) {
            calls.cancel(cancel.incarnation());
        } else if (effect instanceof Effects.Kill kill) {
            calls.kill(supervisor, kill.incarnation(), kill.worker());
        } else if (effect instanceof Effects.Judge end) {
            judged.submit(end);
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
        } else if (effect instanceof Effects.Complete complete) {
            calls.run(() -> complete.waiter().finish(complete.error()));
        } else if (effect instanceof Effects.Release release) {
            calls.release(
                    supervisor, release.last(), release.spec().contextClassLoader(), release.action(), release.error());
        } else if (effect instanceof Effects.Sweep) {
            calls.run(this::sweep);
        } else if (effect instanceof Effects.Die die) {
            calls.executor().execute(() -> die(die.result()));
        }
    }

    /** Unless another one is in its place: then the event that wanted this one broke off, and was told again. */
    private void start(Incarnation incarnation) {
        if (incarnation.node.incarnation() == incarnation) {
            calls.start(incarnation, new ManifoldStart(supervisor, calls, incarnation, this::standIn));
        }
    }

    /** What is supervised in place of a worker: this engine, inside itself, would wait for its own end. */
    private Worker standIn(Worker worker) {
        return worker == this ? new Presence() : worker;
    }

    private void startTimer(StartDelay delay) {
        delay.start(
                clock,
                () -> shell.tell(machine -> machine.due(delay)),
                broken -> supervisor.misbehaved(
                        delay.node.incarnation(), "the clock threw; the delay goes by the wall clock", broken));
    }

    private void startDeadline(Deadline<Incarnation> deadline) {
        deadline.start(clock, supervisor, stacks -> shell.tell(machine -> machine.overdue(deadline, stacks)));
    }

    private void judge(Effects.Judge end) {
        new ForeignCall(end.incarnation().contextClassLoader()) {
            @Override
            protected String threadName() {
                return supervisor.threadName(end.incarnation());
            }

            @Override
            protected void call() {
                Outcome outcome = outcome(end.incarnation(), filtered(end));
                shell.tell(machine -> machine.judged(end.incarnation(), outcome));
            }
        }.run();
    }

    private static @Nullable Throwable filtered(Effects.Judge end) {
        try {
            return end.incarnation().blueprint.spec().manifold().filter(end.error());
        } catch (Throwable thrown) {
            if (end.error() != null && end.error() != thrown) {
                Failures.attach(thrown, List.of(end.error()));
            }
            return thrown;
        }
    }

    private Outcome outcome(Incarnation incarnation, @Nullable Throwable error) {
        if (error == null) {
            return Outcome.success();
        }
        ManifoldSignal signal = ManifoldSignal.in(error);
        if (signal == null) {
            return Outcome.failure(
                    judge.judge(params.failurePolicy(), params.restart(), incarnation, error, machine.failure()));
        }
        End end = signal instanceof MissingInputException
                ? End.MISSING
                : signal instanceof BounceException ? End.BOUNCE : End.UNINSTALL;
        return Outcome.signal(end, error);
    }

    private void sweep() {
        for (Node node : machine.nodes().values()) {
            shell.tell(machine -> machine.sweep(node));
        }
        shell.tell(EngineMachine::swept);
    }

    private void die(@Nullable Throwable worst) {
        Throwable filteredResult;
        try {
            filteredResult = filter.apply(worst);
        } catch (Throwable thrown) {
            if (worst != null && worst != thrown) {
                Failures.attach(thrown, List.of(worst));
            }
            filteredResult = thrown;
        }
        result = filteredResult;
        Throwable last = filteredResult;
        Room.insist(() -> completion.finish(last));
    }
}
