// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.BounceException;
import io.reeve.dependency.DependencyCycleException;
import io.reeve.dependency.EngineDeadException;
import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldAbandonedException;
import io.reeve.dependency.ManifoldExistsException;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.dependency.MissingInputException;
import io.reeve.dependency.UninstallException;
import io.reeve.engine.Effects.Effect;
import io.reeve.engine.EngineMachine.End;
import io.reeve.engine.EngineMachine.Outcome;
import io.reeve.engine.Node.Phase;
import io.reeve.engine.Node.Standing;
import io.reeve.supervise.Attention;
import io.reeve.supervise.Deadline;
import io.reeve.supervise.Judge.Judgement;
import io.reeve.supervise.Judge.Verdict;
import io.reeve.supervise.Timeouts;
import io.reeve.supervise.Waiter;
import io.reeve.worker.Runner;
import io.reeve.worker.StopReceipt;
import io.reeve.worker.Worker;
import io.reeve.worker.event.RunnerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The shell of an engine without threads: whatever the machine wants done, and whatever foreign code may do next, lies
 * in {@link #choices} until somebody picks it. After each step the invariants of {@link EngineMachine} are checked, by
 * computing anew what the machine keeps up to date.
 */
final class SimulatedEngine {
    /** Why something happens. */
    enum Cause {
        /** It must, sooner or later. */
        DUTY,
        /** Nothing depends on it. */
        MISCHIEF,
        /** A worker or a start function does what it was asked to. */
        OBEDIENCE,
        /** The time is up for that. */
        IMPATIENCE
    }

    /** Something that may happen next. */
    record Choice(Object subject, String verb, Cause cause, Runnable action) {
        boolean isMischief() {
            return cause == Cause.MISCHIEF;
        }

        @Override
        public String toString() {
            return subject + " " + verb;
        }
    }

    /** One installation, and what its owner was told. */
    static final class Installation implements Manifold {
        final String name;
        final List<Input> inputs;
        int released;
        boolean accepted;

        @Nullable
        Blueprint blueprint;

        Installation(String name, List<Input> inputs) {
            this.name = name;
            this.inputs = inputs;
        }

        @Override
        public List<Input> inputs() {
            return inputs;
        }

        @Override
        public Worker start(Inputs access) {
            throw new AssertionError("the machine calls no foreign code, but started " + name);
        }
    }

    /** A worker that ends when the walk says so. */
    static final class SimulatedWorker implements Worker {
        int kills;

        @Override
        public void kill() {
            kills++;
        }

        @Override
        public CompletionStage<Void> completion() {
            return new CompletableFuture<>();
        }
    }

    final EngineMachine machine;
    final List<Object> trace = new ArrayList<>();

    private EngineParams params;
    private Instant now = Instant.EPOCH;

    /** Effects that were not carried out, but for the judging. */
    private final List<Effect> outstanding = new ArrayList<>();

    /** Judged one at a time and in order, as the shell's lane does. */
    private final Deque<Effects.Judge> toJudge = new ArrayDeque<>();

    private final List<Node> toSweep = new ArrayList<>();

    /** Incarnations whose start was decided and whose end was not seen, with what they were started from. */
    private final Map<Incarnation, List<@Nullable Incarnation>> unended = new LinkedHashMap<>();

    private final Set<Incarnation> starting = new LinkedHashSet<>();
    private final Set<Incarnation> alive = new LinkedHashSet<>();

    /** Those that were told to end: only they must. */
    private final Set<Incarnation> killed = new HashSet<>();

    private final Set<Incarnation> interrupted = new HashSet<>();

    /** Those whose start was cancelled. */
    private final Set<Incarnation> cancelled = new HashSet<>();

    /** Delays whose timer was asked for and neither fired nor was given up. */
    private final Set<StartDelay> delays = new LinkedHashSet<>();

    /** Deadlines whose timer was asked for and neither fired nor was given up. */
    private final Set<Deadline<Incarnation>> deadlines = new LinkedHashSet<>();

    private final List<Installation> installations = new ArrayList<>();

    /** Each unfinished wait for a departure, with the incarnation that must have ended before it is over. */
    private final Map<Waiter<?>, Incarnation> departures = new HashMap<>();

    private final List<Waiter<?>> waiters = new ArrayList<>();
    private final List<RunnerEvent> events = new ArrayList<>();
    private boolean sweepBegun;
    private boolean swept;
    private int deaths;
    private int errors;
    private @Nullable Throwable result;

    SimulatedEngine(EngineParams params) {
        this.params = params;
        machine = new EngineMachine(params, () -> 0.5);
        machine.observe(Attention.EVERYTHING);
    }

    // ---- what callers do

    /** Null for a manifold that says nothing of timeouts. */
    void install(String name, List<Input> inputs, @Nullable Duration timeout) {
        Installation installation = new Installation(name + "/" + installations.size(), inputs);
        ManifoldSpec.Builder spec =
                ManifoldSpec.builder(name, installation).onRemoved(error -> installation.released++);
        if (timeout != null) {
            spec.startTimeout(timeout).stopTimeout(timeout);
        }
        Blueprint blueprint = Blueprint.of(spec.build());
        installation.blueprint = blueprint;
        Node known = machine.nodes().get(name);
        boolean exists = known != null && known.isInstalled();
        boolean closes = inputs.stream().anyMatch(input -> needs(input.name(), name));
        Set<String> before = Set.copyOf(machine.nodes().keySet());
        try {
            handle("install " + installation.name + " needing " + inputs, m -> {
                m.install(blueprint);
                return true;
            });
            installation.accepted = true;
            check(!exists && !closes && machine.state() == Runner.State.RUNNING, "an installation is refused");
        } catch (EngineDeadException refused) {
            check(machine.state() != Runner.State.RUNNING, "only a dying engine says that it is dead");
        } catch (ManifoldExistsException refused) {
            check(exists, "a name is taken only if it is");
        } catch (DependencyCycleException refused) {
            check(closes, "a cycle is one");
            checkCycle(name, inputs, refused.path());
        }
        if (!installation.accepted) {
            check(machine.nodes().keySet().equals(before), "a refused installation leaves nothing behind");
        }
        installations.add(installation);
    }

    void uninstall(String name) {
        Node node = machine.nodes().get(name);
        Incarnation concerned = node == null ? null : node.incarnation();
        Waiter<?> waiter = handle("uninstall " + name, m -> m.uninstall(name));
        boolean live = node != null && (node.phase.isLive() || unended.containsKey(concerned));
        check(node == null || !node.phase.isAbandoned() || unended.containsKey(concerned), "who is abandoned lives");
        check((waiter != null) == live, "there is something to wait for");
        check(
                !machine.nodes().containsKey(name)
                        || machine.state() != Runner.State.RUNNING
                        || !machine.nodes().get(name).isInstalled(),
                "what was uninstalled is not installed");
        if (waiter != null) {
            waiters.add(waiter);
            departures.put(waiter, requireNonNull(concerned));
            var unused = waiter.handle((value, error) -> {
                waiter.leave();
                return null;
            });
        }
    }

    void bounce(String name) {
        try {
            handle("bounce " + name, m -> {
                m.bounce(name);
                return true;
            });
        } catch (EngineDeadException refused) {
            check(machine.state() != Runner.State.RUNNING, "only a dying engine says that it is dead");
        } catch (ManifoldNotFoundException refused) {
            Node node = machine.nodes().get(name);
            check(node == null || !node.isInstalled(), "what is not found is not installed");
        }
    }

    void kill() {
        handle("kill", m -> {
            m.kill();
            return true;
        });
    }

    void update(EngineParams changed) {
        params = changed;
        String what = ", settle " + changed.settle() + ", " + changed.timeouts();
        handle("update: ordered stop " + changed.orderedStop() + what, m -> {
            m.update(changed);
            return true;
        });
    }

    void giveUp() {
        waiters.stream().filter(waiter -> !waiter.isDone()).findFirst().ifPresent(waiter -> {
            trace.add("give up a wait");
            waiter.cancel(false);
        });
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    // ---- what may happen next

    List<Choice> choices() {
        List<Choice> choices = new ArrayList<>();
        for (Effect effect : outstanding) {
            choices.add(new Choice(name(effect), "is performed", Cause.DUTY, () -> perform(effect)));
        }
        if (!toJudge.isEmpty()) {
            addJudgements(choices, requireNonNull(toJudge.peek()));
        }
        for (Node node : toSweep) {
            choices.add(new Choice(node.name, "is swept", Cause.DUTY, () -> sweep(node)));
        }
        for (Incarnation incarnation : starting) {
            choices.add(choice(incarnation, "is started", Cause.DUTY, () -> returnWorker(incarnation)));
            choices.add(choice(incarnation, "cannot be started", Cause.MISCHIEF, () -> endStart(incarnation, error())));
            if (cancelled.contains(incarnation)) {
                choices.add(choice(
                        incarnation, "heeds its cancellation", Cause.OBEDIENCE, () -> endStart(incarnation, null)));
            }
        }
        for (Incarnation incarnation : alive) {
            Cause cause = killed.contains(incarnation) ? Cause.OBEDIENCE : Cause.MISCHIEF;
            choices.add(choice(incarnation, "finishes", cause, () -> end(incarnation, null)));
            choices.add(choice(incarnation, "fails", Cause.MISCHIEF, () -> end(incarnation, error())));
        }
        for (StartDelay delay : delays) {
            if (outstanding.stream()
                    .noneMatch(effect -> effect instanceof Effects.StartTimer timer && timer.delay() == delay)) {
                choices.add(new Choice("the delay of " + delay.node.name, "is over", Cause.DUTY, () -> due(delay)));
            }
        }
        for (Deadline<Incarnation> deadline : deadlines) {
            if (outstanding.stream()
                    .noneMatch(
                            effect -> effect instanceof Effects.StartDeadline start && start.deadline() == deadline)) {
                choices.add(choice(
                        deadline.run(),
                        "has no time left: " + deadline.step(),
                        Cause.IMPATIENCE,
                        () -> overdue(deadline)));
            }
        }
        return choices;
    }

    private void addJudgements(List<Choice> choices, Effects.Judge next) {
        Throwable error = next.error();
        boolean failed = error != null;
        choices.add(judgement(next, failed, Outcome.success()));
        choices.add(judgement(next, true, Outcome.signal(End.MISSING, new MissingInputException("simulated"))));
        choices.add(judgement(next, true, Outcome.signal(End.BOUNCE, new BounceException())));
        choices.add(judgement(next, true, Outcome.signal(End.UNINSTALL, new UninstallException())));
        for (Verdict verdict : Verdict.values()) {
            if (machine.failure() != null || verdict != Verdict.FATAL) {
                choices.add(judgement(
                        next,
                        !failed || verdict != Verdict.RESTART,
                        Outcome.failure(new Judgement(verdict, failed ? error : new Exception("filtered"), "text"))));
            }
        }
    }

    private Choice judgement(Effects.Judge next, boolean isMischief, Outcome outcome) {
        Cause cause = isMischief ? Cause.MISCHIEF : Cause.DUTY;
        return choice(next.incarnation(), "is judged: " + outcome.end() + " " + outcome.verdict(), cause, () -> {
            toJudge.poll();
            handle("judged", m -> {
                m.judged(next.incarnation(), outcome);
                return true;
            });
        });
    }

    private static Choice choice(Incarnation incarnation, String verb, Cause cause, Runnable action) {
        return new Choice(name(incarnation), verb, cause, action);
    }

    void take(Choice choice) {
        trace.add(choice);
        choice.action().run();
        checkInvariants();
    }

    // ---- carrying out

    private <R extends @Nullable Object> R handle(String what, Function<EngineMachine, R> event) {
        trace.add(what);
        Runner.State before = machine.state();
        machine.begin(now);
        try {
            return event.apply(machine);
        } finally {
            for (Effect effect : machine.end()) {
                trace.add("  -> " + name(effect));
                accept(effect, before);
            }
            checkInvariants();
        }
    }

    private void accept(Effect effect, Runner.State before) {
        if (effect instanceof Effects.Publish publish) {
            events.add(publish.event());
            return;
        }
        if (effect instanceof Effects.Judge judge) {
            toJudge.add(judge);
            return;
        }
        if (effect instanceof Effects.Start start) {
            check(before == Runner.State.RUNNING, "invariant 5: nothing is started while dying");
            launched(start.incarnation());
            checkLimit(start.incarnation(), timeouts(start.incarnation()).start());
        } else if (effect instanceof Effects.Kill kill) {
            Incarnation incarnation = kill.incarnation();
            check(
                    incarnation.node.phase == Phase.STOPPING || incarnation.node.phase.isAbandoned(),
                    "invariant 3: only what is to stop is killed");
            check(killed.add(incarnation), "invariant 3: one kill");
            if (params.orderedStop()) {
                check(holders(incarnation) == 0, "invariant 3: nobody holds what is killed");
            }
            if (!cancelled.contains(incarnation)) {
                checkLimit(incarnation, timeouts(incarnation).abandon());
            }
        } else if (effect instanceof Effects.Cancel cancel) {
            check(cancelled.add(cancel.incarnation()), "a start is cancelled once");
            if (cancel.incarnation().node.phase == Phase.STOPPING) {
                checkLimit(cancel.incarnation(), timeouts(cancel.incarnation()).abandon());
            }
        } else if (effect instanceof Effects.StartTimer timer) {
            check(
                    delays.stream().noneMatch(delay -> delay.node == timer.delay().node),
                    "invariant 4: one timer for each node");
            delays.add(timer.delay());
        } else if (effect instanceof Effects.CancelTimer timer) {
            delays.remove(timer.delay());
        } else if (effect instanceof Effects.StartDeadline start) {
            check(
                    deadlines.stream()
                            .noneMatch(deadline ->
                                    deadline.run().node == start.deadline().run().node),
                    "invariant 4: one deadline for each node");
            deadlines.add(start.deadline());
        } else if (effect instanceof Effects.CancelDeadline cancel) {
            check(deadlines.remove(cancel.deadline()), "what is cancelled was pending");
        } else if (effect instanceof Effects.Interrupt interrupt) {
            check(interrupt.incarnation().node.phase == Phase.STOPPING, "only what is to stop is interrupted");
            check(interrupted.add(interrupt.incarnation()), "one interrupt");
        }
        outstanding.add(effect);
    }

    private Timeouts timeouts(Incarnation incarnation) {
        return incarnation.timeouts(params.timeouts());
    }

    private static void checkLimit(Incarnation incarnation, @Nullable Duration limit) {
        boolean limited = limit != null && !limit.isZero();
        check(
                (incarnation.deadline != null) == limited,
                "who is to start or to end has the time that was set, and no other");
    }

    private void launched(Incarnation incarnation) {
        String name = incarnation.node.name;
        check(
                unended.keySet().stream().noneMatch(other -> other.node.name.equals(name)),
                "invariant 1: one incarnation of each name");
        check(installation(incarnation.blueprint).released == 0, "invariant 7: no start after the end");
        check(machine.nodes().get(name) == incarnation.node, "who is started is known");
        List<Edge> edges = incarnation.node.inputs;
        for (int i = 0; i < edges.size(); i++) {
            Incarnation input = incarnation.inputs.get(i);
            if (edges.get(i).isOptional()) {
                check(edges.get(i).input.standing() != Standing.COMING, "an optional input is waited for if it comes");
            } else {
                check(input != null, "a start has all required inputs");
            }
            check(
                    input == null || (alive.contains(input) && !killed.contains(input)),
                    "a start is made from what runs");
        }
        unended.put(incarnation, incarnation.inputs);
    }

    private void perform(Effect effect) {
        outstanding.remove(effect);
        if (effect instanceof Effects.Start start) {
            starting.add(start.incarnation());
            if (start.incarnation().isCancelled()) {
                endStart(start.incarnation(), null);
            }
        } else if (effect instanceof Effects.Kill kill) {
            kill.worker().kill();
        } else if (effect instanceof Effects.Complete complete) {
            complete(complete);
        } else if (effect instanceof Effects.Release release) {
            Installation installation = (Installation) release.spec().manifold();
            check(
                    unended.keySet().stream().noneMatch(run -> run.blueprint == installation.blueprint),
                    "invariant 7: it is over");
            release.action().accept(release.error());
        } else if (effect instanceof Effects.Sweep) {
            check(!sweepBegun, "one sweep");
            sweepBegun = true;
            toSweep.addAll(machine.nodes().values());
            sweptIfDone();
        } else if (effect instanceof Effects.Die die) {
            deaths++;
            result = die.result();
        }
    }

    private void returnWorker(Incarnation incarnation) {
        starting.remove(incarnation);
        alive.add(incarnation);
        handle("started", m -> {
            m.started(incarnation, new SimulatedWorker());
            return true;
        });
    }

    private void endStart(Incarnation incarnation, @Nullable Throwable error) {
        starting.remove(incarnation);
        unended.remove(incarnation);
        handle("not started", m -> m.ended(incarnation, error));
    }

    private void end(Incarnation incarnation, @Nullable Throwable error) {
        alive.remove(incarnation);
        unended.remove(incarnation);
        check(handle("ended", m -> m.ended(incarnation, error)), "an end is news");
        check(!handle("ended again", m -> m.ended(incarnation, error)), "an end counts once");
    }

    private void sweep(Node node) {
        toSweep.remove(node);
        handle("sweep", m -> {
            m.sweep(node);
            return true;
        });
        sweptIfDone();
    }

    private void sweptIfDone() {
        if (toSweep.isEmpty()) {
            swept = true;
            handle("swept", m -> {
                m.swept();
                return true;
            });
        }
    }

    private void due(StartDelay delay) {
        delays.remove(delay);
        handle("due", m -> {
            m.due(delay);
            return true;
        });
    }

    private void overdue(Deadline<Incarnation> deadline) {
        deadlines.remove(deadline);
        handle("overdue", m -> {
            m.overdue(deadline, Map.of());
            return true;
        });
    }

    private void complete(Effects.Complete effect) {
        Waiter<?> waiter = effect.waiter();
        Incarnation concerned = departures.remove(waiter);
        check(
                concerned != null && (concerned.hasEnded() || effect.error() instanceof ManifoldAbandonedException),
                "invariant 9: who waits for a departure is told of it");
        waiter.finish(effect.error());
    }

    // ---- checks

    private void checkInvariants() {
        boolean dying = machine.state() != Runner.State.RUNNING;
        Set<Node> seen = new HashSet<>();
        boolean anyLive = false;
        for (Node node : machine.nodes().values()) {
            seen.add(node);
            anyLive |= node.phase.isLive();
            checkNode(node, dying);
        }
        for (Incarnation incarnation : unended.keySet()) {
            check(seen.contains(incarnation.node), "whoever runs is known");
            check(incarnation.node.incarnation() == incarnation, "whoever runs is the present incarnation");
            check(incarnation.holders == holders(incarnation), "holders are counted right");
        }
        check(
                machine.abandoned()
                        == unended.keySet().stream()
                                .filter(run -> run.node.phase.isAbandoned())
                                .count(),
                "who is abandoned is counted");
        for (Deadline<Incarnation> deadline : deadlines) {
            check(deadline.run().deadline == deadline, "invariant 4: a timer belongs to a deadline");
        }
        for (StartDelay delay : delays) {
            check(delay.node.delay == delay, "invariant 4: a timer belongs to a delay");
            check(seen.contains(delay.node), "invariant 4: a timer belongs to a known node");
        }
        for (Installation installation : installations) {
            check(installation.released <= 1, "invariant 7: one release");
        }
        check(
                (machine.state() == Runner.State.DEAD) == (dying && swept && !anyLive),
                "invariant 5: dead when swept and nobody is live");
    }

    private void checkNode(Node node, boolean dying) {
        Phase phase = node.phase;
        Incarnation current = node.incarnation();
        check(machine.nodes().get(node.name) == node, "known by its name");
        check(
                unended.containsKey(current) == ((phase.isLive() && phase != Phase.JUDGED) || phase == Phase.LEFT),
                "its phase says if it runs");
        check(phase != Phase.LEFT || dying, "only a dying engine leaves somebody behind");
        check(phase != Phase.ABANDONED || !swept, "invariant 10: who is abandoned holds nobody up");
        check(!phase.isAbandoned() || node.leavers == null, "invariant 9: nobody waits for who is abandoned");
        check(!phase.isAbandoned() || current.inputs.isEmpty(), "who is abandoned holds nobody");
        checkDeadline(current, phase);
        check(node.shown == node.standing(), "invariant 8: what is shown is true");
        checkView(node);
        checkDelay(node);
        check(!node.touched && !node.eager, "nothing is left to be looked at");
        check(node.isInstalled() || node.inputs.isEmpty(), "what is not installed has no inputs");
        check(
                node.isInstalled()
                        || phase.isLive()
                        || phase == Phase.LEFT
                        || phase == Phase.OVER
                        || node.dependents != null,
                "a name is kept only if it is of use");
        int notUp = 0;
        int down = 0;
        int coming = 0;
        boolean without = false;
        for (Edge edge : node.inputs) {
            Standing standing = edge.input.standing();
            check(edge.input.level <= node.level, "invariant 6: no input has a higher level");
            check(machine.nodes().get(edge.input.name) == edge.input, "inputs are known");
            check(isDependent(edge), "an input knows its dependents");
            notUp += !edge.isOptional() && standing != Standing.UP ? 1 : 0;
            down += !edge.isOptional() && standing == Standing.DOWN ? 1 : 0;
            coming += edge.isOptional() && standing == Standing.COMING ? 1 : 0;
            if (phase == Phase.STARTING || phase == Phase.STARTED) {
                Incarnation input = current.inputs.get(edge.index);
                without |= input == null && standing == Standing.UP;
                if (!dying) {
                    check(
                            input == null || (standing == Standing.UP && edge.input.incarnation() == input),
                            "invariant 2: what it was started from runs");
                }
            }
        }
        if (node.isInstalled()) {
            check(node.requiredNotUp == notUp, "required inputs that are not up are counted right");
            check(node.requiredDown == down, "required inputs that are down are counted right");
            check(node.optionalComing == coming, "optional inputs that come are counted right");
        }
        for (Edge edge = node.dependents; edge != null; edge = edge.next()) {
            check(edge.input == node && edge.dependent.inputs.contains(edge), "a dependent knows its input");
        }
        check(
                dying || phase != Phase.PENDING || node.delay != null || notUp > 0 || coming > 0,
                "invariant 8: what can be started is started");
        check(dying || !without || node.delay != null, "what runs without an input is to be restarted");
        check(dying || phase != Phase.OVER, "only a dying engine is over");
        check(
                phase != Phase.PENDING || current.blueprint == node.blueprint || node.started == null,
                "what follows another manifold of its name was never started");
    }

    private static void checkView(Node node) {
        Node.View view = node.view;
        StartDelay delay = node.delay;
        check(
                view.phase() == node.phase
                        && view.blueprint() == node.blueprint
                        && view.inputs() == node.inputs
                        && view.startCount() == node.startCount
                        && view.recentErrors() == node.recentErrors
                        && Objects.equals(view.started(), node.started)
                        && view.lastFailure() == node.lastFailure
                        && view.overdue()
                                == ((node.phase == Phase.STARTING || node.phase == Phase.STOPPING)
                                        && node.incarnation().isOverdue())
                        && Objects.equals(
                                view.nextStart(),
                                delay == null || delay.kind == StartDelay.Kind.SETTLE ? null : delay.due),
                "readers see what is");
    }

    private void checkDelay(Node node) {
        StartDelay delay = node.delay;
        boolean hasTimer = delays.stream().anyMatch(pending -> pending.node == node);
        // In a dying engine the delay stays until the sweep comes, also if its timer has fired.
        boolean dying = machine.state() != Runner.State.RUNNING;
        check(dying ? delay != null || !hasTimer : (delay != null) == hasTimer, "a delay has a timer");
        if (delay != null) {
            check(
                    delay.kind == StartDelay.Kind.SETTLE
                            ? node.phase == Phase.STARTING || node.phase == Phase.STARTED
                            : node.phase == Phase.PENDING,
                    "invariant 4: a delay belongs to its phase");
        }
    }

    private void checkDeadline(Incarnation incarnation, Phase phase) {
        Deadline<Incarnation> deadline = incarnation.deadline;
        check((deadline != null) == deadlines.contains(deadline), "a deadline has a timer");
        check(
                deadline == null
                        || (deadline.step() == Deadline.Step.CANCEL
                                ? phase == Phase.STARTING && !incarnation.startOverdue
                                : phase == Phase.STOPPING && incarnation.asked != null),
                "invariant 4: a deadline belongs to its phase");
        check(
                phase != Phase.STOPPING || (incarnation.asked == null) == incarnation.killWhenFree,
                "who waits is not asked");
    }

    /** For an engine that nobody disturbs, when nothing is left but workers that go on running. */
    void checkAtRest() {
        for (Node node : machine.nodes().values()) {
            check(!node.phase.isLive() || node.phase == Phase.STARTED, "nothing is under way");
            check(node.incarnation().deadline == null, "no deadline is left");
            check(node.delay == null, "no delay is left");
            if (node.phase == Phase.PENDING) {
                check(node.requiredDown > 0, "who waits does so for something that is down");
            }
            if (node.phase == Phase.STARTED) {
                for (Edge edge : node.inputs) {
                    Incarnation expected = edge.input.phase == Phase.STARTED ? edge.input.incarnation() : null;
                    check(node.incarnation().inputs.get(edge.index) == expected, "it runs against what runs now");
                }
            }
        }
    }

    /** For the end of a killed engine, when nothing is left to choose. */
    void checkNothingIsLeft() {
        check(machine.state() == Runner.State.DEAD, "the engine is dead");
        check(deaths == 1, "the engine dies once");
        check(result == machine.failure(), "its result is the fatal error");
        check(delays.isEmpty() && deadlines.isEmpty(), "no timer is left");
        check(machine.abandoned() == 0, "all have ended");
        checkReceipt(requireNonNull(machine.stopReceipt()));
        checkLateEnds();
        check(unended.isEmpty() && starting.isEmpty() && alive.isEmpty(), "nothing runs");
        check(waiters.stream().allMatch(CompletableFuture::isDone), "nobody waits");
        for (Installation installation : installations) {
            check(installation.released == (installation.accepted ? 1 : 0), "invariant 7: one release of each");
        }
        for (Node node : machine.nodes().values()) {
            check(node.phase == Phase.OVER || !node.isInstalled(), "all are over");
            check(node.phase == Phase.OVER || node.phase == Phase.ABSENT, "nothing goes on");
        }
        check(events.stream().filter(RunnerEvent.RunnerDead.class::isInstance).count() == 1, "the end is told once");
        checkGenerations();
    }

    private void checkReceipt(StopReceipt receipt) {
        List<RunnerEvent.RunnerDead> ends = events.stream()
                .filter(RunnerEvent.RunnerDead.class::isInstance)
                .map(RunnerEvent.RunnerDead.class::cast)
                .toList();
        check(ends.get(0).abandoned() <= receipt.abandoned(), "the receipt counts who was left behind");
        check(receipt.stopped() >= receipt.abandoned() + receipt.interrupted(), "the receipt counts all");
        check(
                receipt.slowest().stream()
                                .filter(stop -> stop.step() == StopReceipt.Step.ABANDON)
                                .count()
                        == receipt.abandoned(),
                "who was left behind is described");
    }

    /** Each that was abandoned has ended, and both are told. */
    private void checkLateEnds() {
        Set<String> abandoned = new HashSet<>();
        for (RunnerEvent event : events) {
            if (event instanceof RunnerEvent.Abandoned left) {
                check(abandoned.add(left.id() + left.generation()), "one is abandoned once");
            } else if (event instanceof RunnerEvent.AbandonedEnded ended) {
                check(abandoned.remove(ended.id() + ended.generation()), "a late end follows an abandonment");
            }
        }
        check(abandoned.isEmpty(), "each late end is told");
    }

    /** The events of each name tell generations that grow by one with each start. */
    private void checkGenerations() {
        Map<String, Long> generations = new HashMap<>();
        for (RunnerEvent event : events) {
            if (event instanceof RunnerEvent.Starting starting) {
                Long before = generations.put(starting.id(), starting.generation());
                check(
                        starting.generation() == 1 || (before != null && starting.generation() == before + 1),
                        "generations grow by one");
            }
        }
    }

    private void checkCycle(String name, List<Input> inputs, List<String> path) {
        check(path.size() >= 2, "a cycle has a path");
        check(path.get(0).equals(name) && path.get(path.size() - 1).equals(name), "a cycle ends where it begins");
        check(inputs.stream().anyMatch(input -> input.name().equals(path.get(1))), "its first step is a new input");
        for (int i = 1; i < path.size() - 1; i++) {
            String next = path.get(i + 1);
            Node node = machine.nodes().get(path.get(i));
            check(
                    node != null && node.inputs.stream().anyMatch(edge -> edge.input.name.equals(next)),
                    "each needs the next");
        }
    }

    /** Whether a name is another one or has it as an input, by way of others or directly. */
    private boolean needs(String from, String to) {
        Set<String> found = new HashSet<>(Set.of(from));
        Deque<String> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            Node node = machine.nodes().get(open.pop());
            if (node != null) {
                for (Edge edge : node.inputs) {
                    if (found.add(edge.input.name)) {
                        open.push(edge.input.name);
                    }
                }
            }
        }
        return found.contains(to);
    }

    private int holders(Incarnation incarnation) {
        int holders = 0;
        for (Map.Entry<Incarnation, List<@Nullable Incarnation>> run : unended.entrySet()) {
            boolean holds =
                    !run.getKey().node.phase.isAbandoned() && run.getValue().contains(incarnation);
            holders += holds ? 1 : 0;
        }
        return holders;
    }

    private static boolean isDependent(Edge wanted) {
        for (Edge edge = wanted.input.dependents; edge != null; edge = edge.next()) {
            if (edge == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Cheaper than an assertion with a description: there are millions of these. */
    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private Installation installation(Blueprint blueprint) {
        return (Installation) blueprint.spec().manifold();
    }

    private Throwable error() {
        return new Exception("error " + ++errors);
    }

    /** All that happened, one line each; made only when it is wanted. */
    String story() {
        StringBuilder story = new StringBuilder();
        trace.forEach(line -> story.append('\n').append(line));
        return story.toString();
    }

    private static String name(Incarnation incarnation) {
        return incarnation.node.name + "#" + incarnation.generation();
    }

    private static String name(Effect effect) {
        String kind = effect.getClass().getSimpleName();
        if (effect instanceof Effects.Publish publish) {
            return publish.event().getClass().getSimpleName();
        } else if (effect instanceof Effects.Start start) {
            return kind + " " + name(start.incarnation());
        } else if (effect instanceof Effects.Cancel cancel) {
            return kind + " " + name(cancel.incarnation());
        } else if (effect instanceof Effects.Kill kill) {
            return kind + " " + name(kill.incarnation());
        } else if (effect instanceof Effects.Judge judge) {
            return kind + " " + name(judge.incarnation());
        } else if (effect instanceof Effects.StartTimer timer) {
            return kind + " " + timer.delay().node.name + " " + timer.delay().kind;
        } else if (effect instanceof Effects.CancelTimer timer) {
            return kind + " " + timer.delay().node.name;
        } else if (effect instanceof Effects.StartDeadline start) {
            return kind + " " + name(start.deadline().run()) + " "
                    + start.deadline().step();
        } else if (effect instanceof Effects.CancelDeadline cancel) {
            return kind + " " + name(cancel.deadline().run());
        } else if (effect instanceof Effects.Interrupt interrupt) {
            return kind + " " + name(interrupt.incarnation());
        }
        return kind;
    }
}
