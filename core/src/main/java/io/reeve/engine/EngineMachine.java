// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.DependencyCycleException;
import io.reeve.dependency.EngineDeadException;
import io.reeve.dependency.Input;
import io.reeve.dependency.ManifoldAbandonedException;
import io.reeve.dependency.ManifoldExistsException;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.engine.Effects.Effect;
import io.reeve.engine.Node.Phase;
import io.reeve.engine.Node.Standing;
import io.reeve.supervise.Abandonment;
import io.reeve.supervise.Attention;
import io.reeve.supervise.Backoff;
import io.reeve.supervise.Deadline;
import io.reeve.supervise.Ids;
import io.reeve.supervise.Judge.Judgement;
import io.reeve.supervise.Judge.Verdict;
import io.reeve.supervise.RankedErrors;
import io.reeve.supervise.RestartPlanner;
import io.reeve.supervise.StateMachine;
import io.reeve.supervise.StopLog;
import io.reeve.supervise.Waiter;
import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.Runner;
import io.reeve.worker.StartTimeoutException;
import io.reeve.worker.StopReceipt;
import io.reeve.worker.Worker;
import io.reeve.worker.event.RunnerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * What an engine does, as plain data: an event goes in, the new state and a list of effects come out.
 *
 *              install                all inputs up, no delay         start function returned
 *   (ABSENT) ----------> PENDING ------------------------> STARTING ----------------------> STARTED
 *      ^                  ^   ^                                |                              |   |
 *      | uninstalled      |   | bounced, or failed             | bounced                      |   | ended
 *      |                  |   | (after a delay)                v                              |   |
 *      +------------------|-- JUDGED  <----------------- STOPPING <---------------------------+   |
 *                         |    |  ^  ^               ended     |       bounced                    |
 *                 bounced |    |  |  +--- ABANDONED <----------+ stop timeout                     |
 *                         |    |  |  ended    |                                                   |
 *                         |    |  |           +------> LEFT ----> OVER                            |
 *                         |    |  |     dying               ended                                 |
 *                         |    |  +---------------------------------------------------------------+
 *                         |    v no error, something missing, or restart budget used up
 *                         +- IDLE, GIVEN_UP
 *
 *   PENDING   it is to be started, when its delay is over and its inputs are ready
 *   STARTING  its start function runs, or is about to; perhaps for longer than it may, and cancelled then
 *   STARTED   its worker runs
 *   STOPPING  its start was cancelled, or its worker is killed, or will be when all that run against it have ended
 *   JUDGED    it ended, and its filter and the policy have not said what that means
 *   IDLE      it ended by itself and waits for a change of its inputs
 *   GIVEN_UP  the same, since it used its restart budget up
 *   ABANDONED it was asked to stop, has not ended in time, and nobody waits for that any longer
 *   LEFT      the same, and the engine dies, or died, without it
 *   OVER      the engine is dying
 *
 * Dependents know an input by its standing: UP (STARTED), COMING (on its way up, with nothing in between but code that
 * runs, and has the time for it) or DOWN. A node is started when all its required inputs are UP and no optional one is
 * COMING. A bounce is:
 *
 *   an input was UP and is not: STARTING and STARTED nodes are made to stop, at once and all the way down, since
 *       stopping makes them COMING in turn; they follow their inputs up again in the order of the graph, one start each
 *   an optional input is UP that was not: the same, when the settle window is over
 *   an IDLE or GIVEN_UP node, or one that is PENDING after a failure, is tried again
 *
 * So a change at the root of a graph costs one start per node that depends on it. Changes of standing are carried down
 * by a list of touched nodes and nodes are started when that list is empty, both at the end of each event: whatever the
 * order of the edges, a start sees the outcome of the whole event, and no recursion is as deep as the graph.
 *
 * A start timeout cancels the start and nothing else: from then on the node is DOWN, and what was cancelled is a failure
 * when it has ended, unless it was bounced in the meantime. A stop timeout begins when an incarnation is asked to end,
 * which with ordered stop is later than the decision that it has to. It has two steps: INTERRUPT, which leaves the phase
 * as it is, and ABANDON. What is abandoned lets go of its inputs, so that they can be stopped, and is DOWN until it ends
 * after all; then it is judged, and follows its inputs up like anything that was bounced. A dying engine leaves it behind:
 * its late end is told, and releases its manifold, but is not judged.
 *
 * Invariants
 *   1. One incarnation per name: the start function is not called before the end of the last one was seen.
 *   2. An incarnation runs only while all incarnations that it was started from do, or it is STOPPING or abandoned.
 *   3. Each worker is killed at most once, and only if STOPPING or abandoned; with ordered stop only when nobody holds
 *      it, that is, all incarnations that were started from it have ended or are abandoned.
 *   4. A delay is pending only in PENDING and, for the settle window, in STARTING and STARTED; a deadline only in STARTING,
 *      and in STOPPING from the moment on at which the incarnation was asked to end. Never two of a kind for one node.
 *   5. Nothing is started once the engine is dying. It is dead when it was swept and no node is live.
 *   6. The declared graph has no cycle, which the CycleDetector sees to.
 *   7. For each accepted installation the owner's action runs once, after the last incarnation of its manifold; also if
 *      that is after the death of the engine.
 *   8. At the end of an event no node is PENDING that could be started, and what is shown to dependents is true.
 *   9. Whoever waits for an end is told when the incarnation has ended or is abandoned; nobody waits for one that is.
 *  10. A dying engine whose manifolds all have a stop timeout is dead, whatever their workers do, when the longest of
 *      these is over; with ordered stop when the longest sum of them along a path of the graph is.
 *
 * What is wanted is said before the state is changed that says that it was, as in a runner: an event that breaks off for
 * want of memory is told again.
 *
 * Not thread-safe: every method is called with the engine's lock held, calls no foreign code, takes no lock and reads no
 * clock. An event costs as much as what it changes.
 */
final class EngineMachine extends StateMachine<Effect> {
    /** What the end of an incarnation means, after the filter. */
    enum End {
        SUCCESS,
        MISSING,
        BOUNCE,
        UNINSTALL,
        FAILURE
    }

    /** What was found of an end: the filtered error, what that means, and what the policy said of it. */
    record Outcome(
            End end,
            @Nullable Throwable error,
            Verdict verdict,
            String text,
            @Nullable Duration delay) {
        static Outcome success() {
            return new Outcome(End.SUCCESS, null, Verdict.GIVE_UP, "", null);
        }

        static Outcome signal(End end, Throwable error) {
            return new Outcome(end, error, Verdict.RESTART, "", null);
        }

        static Outcome failure(Judgement judgement) {
            return new Outcome(
                    End.FAILURE, judgement.error(), judgement.verdict(), judgement.text(), judgement.delay());
        }
    }

    static {
        // The tables of switches are a class of their own: one that is first needed when the heap is full is lost for
        // good.
        var unused = isRunning(Phase.PENDING);
    }

    private final String name;
    private final DoubleSupplier chance;

    /** Written here only; read by anyone. */
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();

    private final CycleDetector cycles = new CycleDetector();
    private final RankedErrors fatal = new RankedErrors();

    /** Written here only; read by anyone. */
    private volatile Runner.State state = Runner.State.RUNNING;

    private volatile String fatalText = "";

    private EngineParams params;

    /** How many nodes are live. */
    private int live;

    /** Written here only; read by anyone. */
    private volatile int abandoned;

    /** What became of the workers since the engine began to die; null before. */
    private @Nullable StopLog stopLog;

    /** Written here only, once; read by anyone. */
    private volatile @Nullable StopReceipt stopReceipt;

    private boolean swept;

    /** Nodes whose standing may not be what they have shown, and nodes that may be startable. */
    private final Deque<Node> touched = new ArrayDeque<>();

    private final List<Node> eager = new ArrayList<>();

    /** {@code chance} gives the random part of delays. */
    EngineMachine(EngineParams params, DoubleSupplier chance) {
        this.name = params.name();
        this.params = params;
        this.chance = chance;
    }

    // ---- what anyone may read, at any time

    Map<String, Node> nodes() {
        return nodes;
    }

    Runner.State state() {
        return state;
    }

    @Nullable
    Throwable failure() {
        return fatal.best();
    }

    /** How many workers were abandoned and have not ended since. */
    int abandoned() {
        return abandoned;
    }

    /** Null before the death of the engine. */
    @Nullable
    StopReceipt stopReceipt() {
        return stopReceipt;
    }

    /** How many edges were followed to keep the graph free of cycles, ever; for those who count what that costs. */
    long cycleEffort() {
        return cycles.effort();
    }

    // ---- events

    @Override
    public List<Effect> end() {
        settleDown();
        return super.end();
    }

    void update(EngineParams params) {
        this.params = params;
    }

    /** Returns false if no such manifold is installed; nothing was done then. */
    boolean revise(ManifoldSpec spec) {
        Node node = nodes.get(spec.name());
        return node != null && node.blueprint != null && node.blueprint.revise(spec);
    }

    /** Throws why that cannot be; then nothing was done. */
    void install(Blueprint blueprint) {
        if (isDying()) {
            throw dead();
        }
        String id = blueprint.spec().name();
        Node known = nodes.get(id);
        if (known != null && known.isInstalled()) {
            throw new ManifoldExistsException(describe(id) + " is already installed; uninstall it first");
        }
        Node node = known != null ? known : add(id);
        List<Edge> edges = new ArrayList<>(blueprint.inputs().size());
        for (Input input : blueprint.inputs()) {
            Node other = nodes.get(input.name());
            if (other != null) {
                List<Node> path = cycles.admit(other, node);
                if (!path.isEmpty()) {
                    forgetIfUseless(node);
                    throw cycle(id, path);
                }
            }
            edges.add(new Edge(other != null ? other : new Node(input.name(), now()), node, input, edges.size()));
        }
        for (Edge edge : edges) {
            link(edge);
        }
        node.blueprint = blueprint;
        node.inputs = List.copyOf(edges);
        node.startCount = 0;
        node.recentErrors = 0;
        publish(new RunnerEvent.Registered(name, now(), id, node.incarnation().generation()));
        if (node.phase == Phase.ABSENT) {
            move(node, Phase.PENDING);
        } else {
            // The worker of the one before it has not ended.
            move(node, node.phase);
        }
    }

    /** Returns a stage for the caller; null if there is nothing to wait for. */
    @Nullable
    Waiter<@Nullable Void> uninstall(String id) {
        Node node = nodes.get(id);
        if (node == null) {
            return null;
        }
        Waiter<@Nullable Void> waiter = null;
        if (node.phase.isLive() || node.phase.isAbandoned()) {
            if (node.leavers == null) {
                node.leavers = new Waiter.Line<>();
            }
            waiter = node.leavers.join();
        }
        if (isDying()) {
            // The sweep may not have come here yet, and whoever asks wants to be sure.
            sweep(node);
        } else if (node.isInstalled()) {
            withdraw(node);
        }
        if (node.phase.isAbandoned()) {
            completeLeavers(node, abandoned(node));
        }
        return waiter;
    }

    /** Throws why that cannot be; then nothing was done. */
    void bounce(String id) {
        if (isDying()) {
            throw dead();
        }
        Node node = nodes.get(id);
        if (node == null || !node.isInstalled()) {
            throw new ManifoldNotFoundException(describe(id) + " is not installed");
        }
        node.recentErrors = 0;
        node.planner = null;
        node.lastFailure = null;
        node.atOnce = node.phase.isLive();
        publishFailure(new RunnerEvent.RestartRequested(
                name, now(), id, node.incarnation().generation()));
        // Readers see at once that the failures are forgotten, also where nothing else happens now.
        move(node, node.phase);
        bounce(node, null);
    }

    void kill() {
        die(null);
    }

    /** One step of the sweep over all nodes of a dying engine. */
    void sweep(Node node) {
        switch (node.phase) {
            case STARTING, STARTED -> retire(node);
            case PENDING, IDLE, GIVEN_UP -> {
                dropDelay(node);
                over(node, null);
            }
            case ABANDONED -> leaveBehind(node);
            case ABSENT, STOPPING, JUDGED, LEFT, OVER -> {}
        }
    }

    /** The sweep is over. */
    void swept() {
        swept = true;
        dieIfDone();
    }

    /** The start function returned a worker. */
    void started(Incarnation incarnation, Worker worker) {
        Node node = incarnation.node;
        incarnation.worker(worker);
        if (node.phase.isAbandoned()) {
            emit(new Effects.Kill(incarnation, worker));
            return;
        }
        node.started = now();
        if (isDying() && node.phase == Phase.STARTING) {
            // The sweep has not come here yet: what it would do to this start is done to its worker.
            retire(node);
        }
        if (node.phase == Phase.STOPPING) {
            move(node, Phase.STOPPING);
            emit(new Effects.Kill(incarnation, worker));
            return;
        }
        if (incarnation.startOverdue) {
            dropDelay(node);
            kill(incarnation);
            stopping(node);
            ask(incarnation);
            return;
        }
        cancelDeadline(incarnation);
        node.startCount++;
        node.lastFailure = null;
        move(node, Phase.STARTED);
        publish(new RunnerEvent.Started(name, now(), node.name, incarnation.generation()));
    }

    /** The start function failed, or the worker ended. Returns false if this end was reported before. */
    boolean ended(Incarnation incarnation, @Nullable Throwable error) {
        if (incarnation.hasEnded()) {
            return false;
        }
        over(incarnation, error);
        incarnation.end();
        return true;
    }

    private void over(Incarnation incarnation, @Nullable Throwable error) {
        Node node = incarnation.node;
        if (node.phase.isAbandoned()) {
            endedAfterAll(node, incarnation, error);
        }
        if (node.phase == Phase.LEFT) {
            incarnation.forget();
            release(incarnation.blueprint, incarnation, error);
            move(node, Phase.OVER);
            return;
        }
        Throwable failure = error;
        if (incarnation.startOverdue && !node.bounced) {
            failure = new StartTimeoutException(
                    describe(node.name) + " took longer to start than it may, and was cancelled", error);
        }
        if (stopLog != null && node.phase == Phase.STOPPING && incarnation.asked != null) {
            stopLog.ended(incarnation, stepOf(incarnation), incarnation.waited(now()), error);
        }
        cancelDeadline(incarnation);
        dropDelay(node);
        emit(new Effects.Judge(incarnation, failure));
        move(node, Phase.JUDGED);
        letGoOfInputs(incarnation);
    }

    private void endedAfterAll(Node node, Incarnation incarnation, @Nullable Throwable error) {
        countAbandoned(-1);
        publishFailure(new RunnerEvent.AbandonedEnded(
                name, now(), node.name, incarnation.generation(), Duration.between(node.view.since(), now()), error));
    }

    private static StopReceipt.Step stepOf(Incarnation incarnation) {
        return incarnation.stopOverdue && incarnation.interruptible()
                ? StopReceipt.Step.INTERRUPT
                : StopReceipt.Step.KILL;
    }

    /** Start and stop timeouts: an incarnation has taken longer than it may. */
    void overdue(Deadline<Incarnation> deadline, Map<String, List<StackTraceElement>> stacks) {
        Incarnation incarnation = deadline.run();
        if (incarnation.deadline != deadline) {
            return;
        }
        incarnation.deadline = null;
        Node node = incarnation.node;
        long generation = incarnation.generation();
        switch (deadline.step()) {
            case CANCEL -> {
                incarnation.startOverdue = true;
                move(node, Phase.STARTING);
                publishFailure(new RunnerEvent.StartOverdue(name, now(), node.name, generation, deadline.length()));
                cancel(incarnation);
            }
            case INTERRUPT -> {
                incarnation.stopOverdue = true;
                move(node, Phase.STOPPING);
                boolean interrupted = incarnation.interruptible();
                publishFailure(new RunnerEvent.StopOverdue(
                        name, now(), node.name, generation, incarnation.waited(now()), interrupted));
                if (interrupted) {
                    emit(new Effects.Interrupt(incarnation));
                }
                startDeadline(deadline.last(incarnation.timeouts(params.timeouts())));
            }
            case ABANDON -> abandon(node, new Abandonment(incarnation.waited(now()), stacks));
        }
    }

    /** The filter and the policy spoke. */
    void judged(Incarnation incarnation, Outcome outcome) {
        Node node = incarnation.node;
        Throwable error = outcome.error();
        if (node.phase != Phase.JUDGED || node.incarnation() != incarnation) {
            // Told again, after all that matters was done.
            return;
        }
        boolean isFatal = outcome.end() == End.FAILURE && outcome.verdict().isFatal();
        count(node, incarnation, outcome.end());
        node.lastFailure = error;
        incarnation.forget();
        isLiveNoMore(incarnation);
        boolean again = !isFatal && isTriedAgain(node, incarnation, outcome);
        RestartPlan plan = again ? plan(node, outcome) : null;
        boolean usedUp = again && plan == null;
        boolean escalates = usedUp && params.restart().exhausted() == Restart.Exhausted.ESCALATE;
        if (error == null) {
            publish(new RunnerEvent.Finished(name, now(), node.name, incarnation.generation()));
        } else if (outcome.end() != End.FAILURE) {
            publish(new RunnerEvent.Yielded(name, now(), node.name, incarnation.generation(), error));
        } else {
            publishFailure(new RunnerEvent.Failed(
                    name, now(), node.name, incarnation.generation(), error, isFatal || escalates));
        }
        if (isFatal) {
            dieOf(requireNonNull(error), outcome.verdict() == Verdict.FATAL_AND_BEST, outcome.text());
        }
        boolean wasBounced = node.bounced;
        boolean atOnce = node.atOnce;
        node.bounced = false;
        node.atOnce = false;
        if (atOnce) {
            node.recentErrors = 0;
        }
        if (incarnation.blueprint != node.blueprint) {
            release(incarnation.blueprint, incarnation, error);
        }
        completeLeavers(node, error);
        if (isDying()) {
            over(node, error);
        } else if (!node.isInstalled()) {
            remove(node);
        } else if (incarnation.blueprint != node.blueprint) {
            // Another manifold was installed in the meantime.
            node.started = null;
            node.recentErrors = 0;
            node.lastFailure = null;
            move(node, Phase.PENDING);
        } else if (outcome.end() == End.UNINSTALL) {
            move(node, Phase.IDLE);
            withdraw(node);
        } else if (wasBounced) {
            await(node, StartDelay.Kind.BOUNCE, atOnce ? Duration.ZERO : bounceDelay(node));
        } else if (usedUp) {
            giveUp(node, outcome, escalates);
        } else {
            follow(node, outcome, plan);
        }
    }

    /** It ended by itself, nobody wants it otherwise, and its restart policy and the failure policy want it again. */
    private boolean isTriedAgain(Node node, Incarnation incarnation, Outcome outcome) {
        if (isDying() || node.bounced || incarnation.blueprint != node.blueprint) {
            return false;
        }
        Restart.When when = params.restart().when();
        return switch (outcome.end()) {
            case SUCCESS -> when == Restart.When.ALWAYS;
            case FAILURE -> when != Restart.When.NEVER && outcome.verdict() != Verdict.GIVE_UP;
            case BOUNCE, MISSING, UNINSTALL -> false;
        };
    }

    /** A delay is over. */
    void due(StartDelay delay) {
        Node node = delay.node;
        // In a dying engine the sweep will come here.
        if (node.delay != delay || isDying()) {
            return;
        }
        node.delay = null;
        if (delay.kind != StartDelay.Kind.SETTLE) {
            try {
                move(node, Phase.PENDING);
            } catch (OutOfMemoryError full) {
                node.delay = delay;
                throw full;
            }
        } else if (node.inputs.stream().anyMatch(edge -> edge.input.shown == Standing.UP && runsWithout(node, edge))) {
            node.settled = true;
            retire(node);
        }
    }

    /** Foreign code did something that it must not, without ending its worker. */
    void misbehaved(Incarnation incarnation, String what, @Nullable Throwable error) {
        publish(new RunnerEvent.Misbehaved(name, now(), incarnation.id(), incarnation.generation(), what, error));
    }

    // ---- how changes spread

    /** Carries changes of standing down the graph, then starts what can be started. */
    private void settleDown() {
        for (Node node = touched.poll(); node != null; node = touched.poll()) {
            node.touched = false;
            Standing before = node.shown;
            Standing after = node.standing();
            if (before != after) {
                node.shown = after;
                for (Edge edge = node.dependents; edge != null; edge = edge.next()) {
                    account(edge, before, after);
                }
            }
        }
        for (int i = 0; i < eager.size(); i++) {
            Node node = eager.get(i);
            if (isStartable(node)) {
                launch(node);
            }
            node.eager = false;
        }
        eager.clear();
    }

    /** An input of a node shows another standing. */
    private void account(Edge edge, Standing before, Standing after) {
        Node node = edge.dependent;
        if (edge.isOptional()) {
            node.optionalComing += change(before, after, Standing.COMING);
        } else {
            node.requiredNotUp -= change(before, after, Standing.UP);
            node.requiredDown += change(before, after, Standing.DOWN);
        }
        if (!isDying()) {
            if (before == Standing.UP && !runsWithout(node, edge)) {
                bounce(node, edge.input);
            } else if (after == Standing.UP) {
                arrived(node, edge.input);
            }
        }
        touch(node);
    }

    private static int change(Standing before, Standing after, Standing what) {
        return (after == what ? 1 : 0) - (before == what ? 1 : 0);
    }

    /** Whether a node runs, and was started when that input was not up. */
    private static boolean runsWithout(Node node, Edge edge) {
        return isRunning(node.phase) && node.incarnation().inputs.get(edge.index) == null;
    }

    private static boolean isRunning(Phase phase) {
        return switch (phase) {
            case STARTING, STARTED -> true;
            default -> false;
        };
    }

    /** An input is up that was not: what runs does so without it. */
    private void arrived(Node node, Node input) {
        Duration settle = params.settle();
        if (!isRunning(node.phase) || settle.isZero()) {
            bounce(node, input);
        } else if (node.delay == null) {
            publishBounced(node, input);
            startDelay(node, StartDelay.Kind.SETTLE, settle, null);
            move(node, node.phase);
        }
    }

    /** Something that a node was started from, or would be, has changed; {@code cause} is null for an operator. */
    private void bounce(Node node, @Nullable Node cause) {
        switch (node.phase) {
            case STARTING, STARTED -> {
                publishBounced(node, cause);
                retire(node);
            }
            case STOPPING, JUDGED, ABANDONED -> node.bounced = true;
            case IDLE, GIVEN_UP -> {
                publishBounced(node, cause);
                await(node, StartDelay.Kind.BOUNCE, cause == null ? Duration.ZERO : bounceDelay(node));
            }
            case PENDING -> {
                StartDelay delay = node.delay;
                if (delay != null && cause == null) {
                    dropDelay(node);
                    move(node, Phase.PENDING);
                } else if (delay != null && delay.kind == StartDelay.Kind.FAILURE) {
                    // What it failed of may have changed: no reason to wait any longer.
                    publishBounced(node, cause);
                    node.recentErrors = 1;
                    dropDelay(node);
                    await(node, StartDelay.Kind.BOUNCE, bounceDelay(node));
                }
            }
            case ABSENT, LEFT, OVER -> {}
        }
    }

    private boolean isStartable(Node node) {
        return node.phase == Phase.PENDING
                && node.delay == null
                && node.requiredNotUp == 0
                && node.optionalComing == 0
                && !isDying();
    }

    // ---- transitions

    private void launch(Node node) {
        Blueprint blueprint = requireNonNull(node.blueprint);
        List<@Nullable Incarnation> inputs = new ArrayList<>(node.inputs.size());
        for (Edge edge : node.inputs) {
            inputs.add(edge.input.shown == Standing.UP ? edge.input.incarnation() : null);
        }
        Incarnation incarnation =
                new Incarnation(node, blueprint, inputs, node.incarnation().generation() + 1, node.lastFailure);
        emit(new Effects.Start(incarnation));
        for (int i = 0; i < inputs.size(); i++) {
            Incarnation input = inputs.get(i);
            if (input != null) {
                input.holders++;
            }
        }
        live++;
        incarnation.counted = true;
        node.settled = false;
        move(node, Phase.STARTING, incarnation);
        publish(new RunnerEvent.Starting(name, now(), node.name, incarnation.generation()));
        startDeadline(Deadline.ofStart(incarnation, incarnation.timeouts(params.timeouts())));
    }

    /** Sees to it that what runs comes to an end. */
    private void retire(Node node) {
        Incarnation incarnation = node.incarnation();
        boolean runs = node.phase == Phase.STARTED;
        boolean waits = runs && params.orderedStop() && incarnation.holders > 0;
        node.bounced = true;
        dropDelay(node);
        if (!runs) {
            cancel(incarnation);
        } else if (waits) {
            incarnation.killWhenFree = true;
        } else {
            kill(incarnation);
        }
        stopping(node);
        if (!waits) {
            ask(incarnation);
        }
    }

    private void stopping(Node node) {
        cancelDeadline(node.incarnation());
        move(node, Phase.STOPPING);
        publish(new RunnerEvent.Stopping(
                name, now(), node.name, node.incarnation().generation()));
    }

    /** From now on the time counts that it takes to end. */
    private void ask(Incarnation incarnation) {
        incarnation.asked = now();
        startDeadline(Deadline.ofStop(incarnation, incarnation.timeouts(params.timeouts())));
    }

    private void kill(Incarnation incarnation) {
        emit(new Effects.Kill(incarnation, requireNonNull(incarnation.worker())));
    }

    /** Once: a start that took too long may have to stop as well. */
    private void cancel(Incarnation incarnation) {
        if (!incarnation.isCancelled()) {
            incarnation.cancel();
            emit(new Effects.Cancel(incarnation));
        }
    }

    private void letGoOfInputs(Incarnation incarnation) {
        for (Incarnation input : incarnation.inputs) {
            if (input != null) {
                letGo(input);
            }
        }
        incarnation.inputs = List.of();
    }

    /** One that was started from it is in its way no longer. */
    private void letGo(Incarnation input) {
        input.holders--;
        if (input.holders == 0 && input.killWhenFree) {
            input.killWhenFree = false;
            if (!input.hasEnded()) {
                kill(input);
                ask(input);
            }
        }
    }

    private void abandon(Node node, Abandonment abandonment) {
        Incarnation incarnation = node.incarnation();
        incarnation.abandonment = abandonment;
        countAbandoned(1);
        move(node, Phase.ABANDONED);
        publishFailure(new RunnerEvent.Abandoned(
                name, now(), node.name, incarnation.generation(), abandonment.waited(), abandonment.stacks()));
        letGoOfInputs(incarnation);
        completeLeavers(node, abandoned(node));
        if (isDying()) {
            leaveBehind(node);
        }
    }

    private void isLiveNoMore(Incarnation incarnation) {
        if (incarnation.counted) {
            incarnation.counted = false;
            live--;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written with the lock held
    private void countAbandoned(int change) {
        abandoned += change;
    }

    /** A dying engine does without an abandoned worker; its manifold is released when that ends. */
    private void leaveBehind(Node node) {
        Incarnation incarnation = node.incarnation();
        Blueprint replacement = node.blueprint;
        if (replacement != null && replacement != incarnation.blueprint) {
            release(replacement, incarnation, null);
        }
        StopLog log = requireNonNull(stopLog);
        log.abandoned(incarnation, requireNonNull(incarnation.abandonment));
        log.gone();
        isLiveNoMore(incarnation);
        move(node, Phase.LEFT);
        dieIfDone();
    }

    /** Ended by itself, and nobody had asked for that; with a plan it is started again. */
    private void follow(Node node, Outcome outcome, @Nullable RestartPlan plan) {
        if (plan != null) {
            await(node, StartDelay.Kind.FAILURE, plan.delay(), plan);
        } else if (outcome.end() == End.BOUNCE) {
            publishBounced(node, null);
            await(node, StartDelay.Kind.BOUNCE, bounceDelay(node));
        } else {
            move(node, Phase.IDLE);
        }
    }

    /** When it is to be started again; null if its budget is used up. */
    private @Nullable RestartPlan plan(Node node, Outcome outcome) {
        RestartPlanner planner = node.planner == null ? new RestartPlanner() : node.planner;
        node.planner = planner;
        planner.failed(node.recentErrors, now());
        return planner.plan(params.restart(), node.incarnation().generation(), outcome.delay(), now(), chance);
    }

    private void giveUp(Node node, Outcome outcome, boolean escalates) {
        Restart restart = params.restart();
        Throwable error = outcome.error();
        publishFailure(new RunnerEvent.GivenUp(
                name, now(), node.name, node.incarnation().generation(), restart, node.recentErrors, error));
        move(node, Phase.GIVEN_UP);
        if (!escalates) {
            return;
        }
        if (error != null) {
            dieOf(error, false, outcome.text());
        } else {
            Throwable ended = RestartPlanner.usedUp(describe(node.name), restart, null);
            dieOf(ended, false, ended.toString());
        }
    }

    private void await(Node node, StartDelay.Kind kind, Duration length) {
        await(node, kind, length, null);
    }

    /** It is to be started when a delay is over. */
    private void await(Node node, StartDelay.Kind kind, Duration length, @Nullable RestartPlan plan) {
        if (!length.isZero()) {
            startDelay(node, kind, length, plan);
            if (plan != null) {
                publishFailure(new RunnerEvent.RestartScheduled(
                        name, now(), node.name, node.incarnation().generation(), plan));
            }
        }
        move(node, Phase.PENDING);
    }

    /** Takes a manifold out of the graph; what runs of it is made to stop. */
    private void withdraw(Node node) {
        Blueprint blueprint = requireNonNull(node.blueprint);
        node.inputs.forEach(this::unlink);
        node.inputs = List.of();
        node.blueprint = null;
        node.requiredNotUp = 0;
        node.requiredDown = 0;
        node.optionalComing = 0;
        switch (node.phase) {
            case STARTING, STARTED -> retire(node);
            case STOPPING, JUDGED, ABANDONED -> {
                move(node, node.phase);
                if (node.incarnation().blueprint != blueprint) {
                    // It was never started.
                    release(blueprint, node.incarnation(), null);
                }
            }
            case PENDING, IDLE, GIVEN_UP -> {
                Throwable last = node.lastFailure;
                dropDelay(node);
                release(blueprint, node.incarnation(), last);
                remove(node);
            }
            case ABSENT, LEFT, OVER -> {}
        }
    }

    private void remove(Node node) {
        node.startCount = 0;
        node.recentErrors = 0;
        node.planner = null;
        node.started = null;
        node.lastFailure = null;
        move(node, Phase.ABSENT);
        publish(new RunnerEvent.Removed(
                name, now(), node.name, node.incarnation().generation()));
        forgetIfUseless(node);
    }

    /** Nothing will happen to it any more. */
    private void over(Node node, @Nullable Throwable error) {
        Blueprint blueprint = node.blueprint;
        if (blueprint != null) {
            release(blueprint, node.incarnation(), error != null ? error : node.lastFailure);
        }
        requireNonNull(stopLog).gone();
        move(node, Phase.OVER);
        dieIfDone();
    }

    private void dieOf(Throwable error, boolean isBest, String text) {
        if (fatal.add(error, isBest)) {
            fatalText = text;
        }
        die(error);
    }

    private void die(@Nullable Throwable cause) {
        if (isDying()) {
            return;
        }
        stopLog = new StopLog(now());
        emit(new Effects.Sweep());
        state = Runner.State.DYING;
        publish(new RunnerEvent.RunnerDying(name, now(), cause));
    }

    private void dieIfDone() {
        if (state == Runner.State.DYING && swept && live == 0) {
            stopReceipt = requireNonNull(stopLog).receipt(name, now());
            state = Runner.State.DEAD;
            Throwable result = fatal.result();
            publish(new RunnerEvent.RunnerDead(name, now(), result, abandoned));
            emit(new Effects.Die(result));
        }
    }

    // ---- parts of transitions

    private void move(Node node, Phase phase) {
        move(node, phase, node.incarnation());
    }

    private void move(Node node, Phase phase, Incarnation incarnation) {
        Node.View before = node.view;
        StartDelay delay = node.delay;
        Node.View after = new Node.View(
                phase,
                node.blueprint,
                node.inputs,
                incarnation,
                node.startCount,
                node.recentErrors,
                goesOn(before, phase, incarnation) ? before.since() : now(),
                node.started,
                delay == null || delay.kind == StartDelay.Kind.SETTLE ? null : delay.due,
                node.lastFailure,
                incarnation.isOverdue() && (phase == Phase.STARTING || phase == Phase.STOPPING));
        node.phase = phase;
        node.view = after;
        touch(node);
    }

    /** Whether readers see the state that they saw before. */
    private static boolean goesOn(Node.View before, Phase phase, Incarnation incarnation) {
        return before.incarnation() == incarnation && (before.phase() == phase || phase == Phase.LEFT);
    }

    private void touch(Node node) {
        if (!node.touched && node.shown != node.standing()) {
            touched.add(node);
            node.touched = true;
        }
        if (!node.eager && isStartable(node)) {
            eager.add(node);
            node.eager = true;
        }
    }

    private void count(Node node, Incarnation incarnation, End end) {
        switch (end) {
            case SUCCESS -> node.recentErrors = 0;
            case MISSING -> node.recentErrors = 1;
            case BOUNCE, UNINSTALL, FAILURE -> {
                Instant started = node.started;
                boolean ranLong = incarnation.worker() != null
                        && started != null
                        && Duration.between(started, now())
                                        .compareTo(params.restart().resetTime())
                                >= 0;
                node.recentErrors = ranLong ? 1 : node.recentErrors + 1;
            }
        }
    }

    /** The settle window begins with the end of what ran. */
    private Duration bounceDelay(Node node) {
        Duration delay = Backoff.delay(params.restart(), params.bounceDelay(), node.recentErrors, chance.getAsDouble());
        return node.settled || delay.compareTo(params.settle()) > 0 ? delay : params.settle();
    }

    private void startDelay(Node node, StartDelay.Kind kind, Duration length, @Nullable RestartPlan plan) {
        StartDelay delay = new StartDelay(node, kind, length, RestartPlanner.later(now(), length), plan);
        emit(new Effects.StartTimer(delay));
        node.delay = delay;
    }

    private void dropDelay(Node node) {
        StartDelay delay = node.delay;
        if (delay != null) {
            emit(new Effects.CancelTimer(delay));
            node.delay = null;
        }
    }

    /** Null for a time that is not limited. */
    private void startDeadline(@Nullable Deadline<Incarnation> deadline) {
        if (deadline != null) {
            emit(new Effects.StartDeadline(deadline));
            deadline.run().deadline = deadline;
        }
    }

    private void cancelDeadline(Incarnation incarnation) {
        Deadline<Incarnation> deadline = incarnation.deadline;
        if (deadline != null) {
            emit(new Effects.CancelDeadline(deadline));
            incarnation.deadline = null;
        }
    }

    private Node add(String id) {
        Node node = new Node(id, now());
        nodes.put(id, node);
        return node;
    }

    private void link(Edge edge) {
        Node input = edge.input;
        nodes.putIfAbsent(input.name, input);
        edge.link();
        Node node = edge.dependent;
        if (edge.isOptional()) {
            node.optionalComing += input.shown == Standing.COMING ? 1 : 0;
        } else {
            node.requiredNotUp += input.shown == Standing.UP ? 0 : 1;
            node.requiredDown += input.shown == Standing.DOWN ? 1 : 0;
        }
    }

    private void unlink(Edge edge) {
        edge.unlink();
        forgetIfUseless(edge.input);
    }

    /** A name that is neither installed nor an input of anything. */
    private void forgetIfUseless(Node node) {
        if (!node.isInstalled() && node.phase == Phase.ABSENT && node.dependents == null) {
            nodes.remove(node.name);
        }
    }

    private void release(Blueprint blueprint, Incarnation last, @Nullable Throwable error) {
        Consumer<@Nullable Throwable> action = blueprint.spec().onRemoved();
        if (action != null) {
            emit(new Effects.Release(last, blueprint.spec(), action, error));
        }
    }

    private void completeLeavers(Node node, @Nullable Throwable error) {
        Waiter.Line<@Nullable Void> leavers = node.leavers;
        if (leavers != null) {
            node.leavers = null;
            for (Waiter<@Nullable Void> waiter = leavers.poll(); waiter != null; waiter = leavers.poll()) {
                emit(new Effects.Complete(waiter, error));
            }
        }
    }

    private void publishBounced(Node node, @Nullable Node cause) {
        publish(new RunnerEvent.Bounced(
                name, now(), node.name, node.incarnation().generation(), cause == null ? null : cause.name));
    }

    private void publish(RunnerEvent event) {
        if (isObserved(Attention.EVERYTHING)) {
            emit(new Effects.Publish(event));
        }
    }

    /** One that those want to hear of who want to hear of failures only. */
    private void publishFailure(RunnerEvent event) {
        if (isObserved(Attention.FAILURES)) {
            emit(new Effects.Publish(event));
        }
    }

    private boolean isDying() {
        return state != Runner.State.RUNNING;
    }

    // ---- complaints

    EngineDeadException dead() {
        Throwable cause = fatal.best();
        String why = cause == null ? "it was killed" : "after the fatal error " + fatalText;
        return new EngineDeadException("engine '" + name + "' is shutting down: " + why, cause);
    }

    private ManifoldAbandonedException abandoned(Node node) {
        return new ManifoldAbandonedException(
                describe(node.name) + " was asked to stop and has not ended in time, so that nobody waits for it any"
                        + " longer; its name is free when it ends",
                null);
    }

    private DependencyCycleException cycle(String id, List<Node> back) {
        List<String> path = new ArrayList<>();
        path.add(id);
        back.forEach(node -> path.add(node.name));
        return new DependencyCycleException(
                describe(id) + " cannot be installed, since it would depend on itself: "
                        + path.stream().map(Ids::quote).collect(Collectors.joining(" needs ")),
                path);
    }

    private String describe(String id) {
        return "manifold " + Ids.quote(id) + " of engine '" + name + "'";
    }
}
