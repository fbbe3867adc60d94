// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static java.util.Objects.requireNonNull;

import io.reeve.runner.Effects.Effect;
import io.reeve.runner.Entry.Next;
import io.reeve.runner.Entry.Phase;
import io.reeve.supervise.Abandonment;
import io.reeve.supervise.Attention;
import io.reeve.supervise.Deadline;
import io.reeve.supervise.Ids;
import io.reeve.supervise.Judge.Judgement;
import io.reeve.supervise.Judge.Verdict;
import io.reeve.supervise.RankedErrors;
import io.reeve.supervise.RestartPlanner;
import io.reeve.supervise.StateMachine;
import io.reeve.supervise.StopLog;
import io.reeve.supervise.Timeouts;
import io.reeve.supervise.Waiter;
import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.StartTimeoutException;
import io.reeve.worker.StopReceipt;
import io.reeve.worker.Why;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerAbandonedException;
import io.reeve.worker.WorkerGivenUpException;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.event.RunnerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * What a runner does, as plain data: an event goes in, the new state and a list of effects come out.
 *
 *               start                    start function returned
 *   (absent) ----------> STARTING ---------------------------------> RUNNING
 *      ^                  |    ^                                      |    |
 *      |    stop, restart |    |   no delay, or due                   |    | stop, restart,
 *      |     or kill      |    +-----------------------+              |    | or kill
 *      |                  v                            |              |    v
 *      |               STOPPING  <---------------------|--------------|--- .
 *      |                  |                            |              |
 *      |     error, from STARTING, RUNNING or STOPPING v              v
 *      +--------------  JUDGED  --------------------> DELAYED    no error: as JUDGED
 *      |  removed         verdict: restart after a delay            without a verdict
 *      |                  |
 *      |                  | verdict: restart, but the budget is used up      stop timeout
 *      +<--- stop, kill - + ---> GIVEN_UP --- start, restart ---> STARTING   STOPPING --> ABANDONED
 *      |                                                                                   |
 *      +<--- kill --------------------------------------------------- ended: as STOPPING <-+
 *
 *   STARTING   the start function runs, or is about to; perhaps for longer than it may, and cancelled then
 *   RUNNING    the worker is available
 *   STOPPING   it was killed, or its start was cancelled, and it has not ended
 *   JUDGED     it ended with an error, and the policy has not said what that means
 *   DELAYED    it waits for its restart
 *   GIVEN_UP   it has ended and used its restart budget up
 *   ABANDONED  it was asked to stop, has not ended in time, and nobody waits for that any longer
 *
 * `next` is what was asked for while an incarnation is on its way out (STOPPING, JUDGED, ABANDONED): remove the id, start
 * the same factory again, or start another one. The last request wins, except that a restart does not undo a stop. A
 * verdict of "fatal" overrules it. Without a `next`, STOPPING is a worker whose start function returned it too late:
 * its end is the failure of that start.
 *
 * A start timeout cancels the start and nothing else; what was cancelled is a failure when it has ended. A stop timeout
 * has two steps: INTERRUPT, which leaves the phase as it is, and ABANDON. A dying runner lets go of the entry of a worker
 * that it abandons; the incarnation knows the entry still, and its late end is made known and releases the factory.
 *
 * Invariants
 *   1. One incarnation per id: the start function is not called before the end of the last incarnation was seen.
 *   2. Each worker is killed at most once, and only by us if it is STOPPING or ABANDONED.
 *   3. A restart delay is pending only in DELAYED, a deadline only in STARTING or STOPPING, and never two; leaving the
 *      phase cancels it.
 *   4. Nothing is started once the runner is dying. It is dead when it is dying and there is no entry.
 *   5. Lookups wait only in an entry that is neither RUNNING, GIVEN_UP nor ABANDONED, and none waits once the runner is
 *      dying and was swept.
 *   6. Whoever waits for a stop is told when the incarnation that was stopped has ended or is abandoned, or the id is
 *      removed.
 *   7. For each accepted registration the owner's action runs once, after the last incarnation of its factory; also if
 *      that is after the death of the runner.
 *   8. A dying runner whose workers all have a stop timeout is dead when the longest of these is over, whatever its
 *      workers do.
 *
 * An event may break off where it asks for memory, and what nobody would report again is then told again. So what is
 * wanted is said before the state is changed that says that it was: said twice it does no harm, forgotten it is lost.
 *
 * Not thread-safe: every method is called with the runner's lock held, calls no foreign code, takes no lock and
 * reads no clock. Each costs the same however many workers there are; a kill only marks the runner as dying, and
 * the shell then sweeps over the entries, one event each.
 */
final class RunnerMachine extends StateMachine<Effect> {
    static {
        // The tables of switches are a class of their own: one that is first needed when the heap is full is lost for
        // good.
        var unused = isStuck(Phase.STARTING);
    }

    private final String name;

    /** Written here only; read by anyone. */
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    private final RankedErrors fatal = new RankedErrors();

    /** Written here only; read by anyone. */
    private volatile Runner.State state = Runner.State.RUNNING;

    private volatile Restart restart;

    /** Written here only; read by anyone. */
    private volatile int abandoned;

    private Timeouts timeouts;

    /** Random numbers for delays: our own code, which takes no lock. */
    private final DoubleSupplier chance;

    /** What became of the workers since the runner began to die; null before. */
    private @Nullable StopLog stopLog;

    /** Written here only, once; read by anyone. */
    private volatile @Nullable StopReceipt stopReceipt;

    /** What the best fatal error says: asked for before it came here, since that is foreign code. Read by anyone. */
    private volatile String fatalText = "";

    RunnerMachine(String name, Restart restart, Timeouts timeouts, DoubleSupplier chance) {
        this.name = name;
        this.restart = restart;
        this.timeouts = timeouts;
        this.chance = chance;
    }

    // ---- what anyone may read, at any time

    Map<String, Entry> entries() {
        return entries;
    }

    Runner.State state() {
        return state;
    }

    @Nullable
    Throwable failure() {
        return fatal.best();
    }

    /** How many workers were abandoned and have not ended since; also those of which the entry is gone. */
    int abandoned() {
        return abandoned;
    }

    /** Null before the death of the runner. */
    @Nullable
    StopReceipt stopReceipt() {
        return stopReceipt;
    }

    // ---- events

    void update(Restart restart, Timeouts timeouts) {
        this.restart = restart;
        this.timeouts = timeouts;
    }

    /** Returns whether anything was done. */
    boolean start(WorkerSpec spec) {
        if (isDying()) {
            refuse(spec.id());
            return false;
        }
        Entry entry = entries.get(spec.id());
        if (entry == null) {
            entry = new Entry(spec, now());
            entries.put(entry.id(), entry);
            publish(RunnerEvent.Registered::new, entry.id(), 0);
            launch(entry, null);
            return true;
        }
        if (entry.phase() == Phase.GIVEN_UP) {
            replace(entry, spec, requireNonNull(entry.troubleIfAny()).end);
            launch(entry, null);
            return true;
        }
        if (entry.next == null || entry.next instanceof Next.Again) {
            return false;
        }
        dropReplacement(entry);
        entry.next = new Next.Replace(spec);
        return true;
    }

    /** Replaces what is known of a worker, if its factory is the same; takes effect at the next decision. */
    boolean revise(WorkerSpec spec) {
        Entry entry = entries.get(spec.id());
        if (entry == null) {
            return false;
        }
        if (entry.next instanceof Next.Replace replacement && replacement.spec().factory() == spec.factory()) {
            entry.next = new Next.Replace(spec);
            return true;
        }
        if (entry.spec.factory() != spec.factory()) {
            return false;
        }
        entry.spec = spec;
        return true;
    }

    /** A start was asked for that cannot be. */
    void refuse(String id) {
        publish(RunnerEvent.StartRefused::new, id, 0);
    }

    /** Returns a stage for the caller; null if there is nothing to wait for. */
    @Nullable
    Waiter<@Nullable Void> stop(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return null;
        }
        if (entry.stops == null) {
            entry.stops = new Waiter.Line<>();
        }
        Waiter<@Nullable Void> waiter = entry.stops.join();
        boolean abandonedBefore = entry.phase() == Phase.ABANDONED;
        retire(entry, Next.Remove.INSTANCE);
        if (abandonedBefore) {
            completeStops(entry, abandoned(entry));
        }
        return waiter;
    }

    /** Returns why that cannot be; null if it was done. */
    @Nullable
    RuntimeException restart(String id) {
        if (isDying()) {
            return dead();
        }
        Entry entry = entries.get(id);
        if (entry == null) {
            return notFound(id, "is not registered");
        }
        if (entry.next instanceof Next.Remove) {
            return notFound(id, "is being stopped; start it again instead");
        }
        if (entry.next == null) {
            Trouble trouble = entry.troubleIfAny();
            if (trouble != null) {
                trouble.forget();
            }
            publish(new RunnerEvent.RestartRequested(
                    name, now(), id, entry.incarnation().generation()));
            if (entry.phase() == Phase.DELAYED || entry.phase() == Phase.GIVEN_UP) {
                launch(entry, null);
            } else {
                retire(entry, Next.Again.INSTANCE);
            }
        }
        return null;
    }

    /** Returns a stage for the caller; null if there is nothing to wait for, so that he can look again. */
    @Nullable
    Waiter<Worker> await(String id) {
        Entry entry = entries.get(id);
        if (entry == null || entry.phase() == Phase.RUNNING || isStuck(entry.phase()) || isDying()) {
            return null;
        }
        return lookupsOf(entry).join();
    }

    /** Somebody who was to be given a worker found it stopped, or ended, in the meantime. */
    void awaitAgain(String id, Waiter<Worker> waiter) {
        Entry entry = entries.get(id);
        if (isDying()) {
            fail(waiter, dead());
        } else if (entry == null) {
            fail(waiter, notFound(id, "was removed"));
        } else if (entry.phase() == Phase.RUNNING) {
            Incarnation incarnation = entry.incarnation();
            emit(new Effects.Serve(waiter, incarnation, requireNonNull(incarnation.worker())));
        } else if (isStuck(entry.phase())) {
            fail(waiter, unavailable(entry.view));
        } else {
            lookupsOf(entry).join(waiter);
        }
    }

    /** Whether waiting for the worker may be in vain. */
    static boolean isStuck(Phase phase) {
        return switch (phase) {
            case GIVEN_UP, ABANDONED -> true;
            case STARTING, RUNNING, STOPPING, JUDGED, DELAYED -> false;
        };
    }

    private static Waiter.Line<Worker> lookupsOf(Entry entry) {
        Waiter.Line<Worker> lookups = entry.lookups;
        if (lookups == null) {
            lookups = new Waiter.Line<>();
            entry.lookups = lookups;
        }
        return lookups;
    }

    void kill() {
        die(null);
    }

    /** One step of the sweep over all entries of a dying runner. */
    void sweep(Entry entry) {
        if (isPresent(entry)) {
            failLookups(entry, this::dead);
            retire(entry, Next.Remove.INSTANCE);
        }
    }

    /** The start function returned a worker. */
    void started(Incarnation incarnation, Worker worker) {
        Entry entry = incarnation.entry;
        incarnation.worker(worker);
        if (entry.phase() == Phase.ABANDONED) {
            emit(new Effects.Kill(incarnation));
            return;
        }
        if (isDying() && entry.phase() == Phase.STARTING) {
            // The sweep has not come here yet: what it would do to this start is done to its worker.
            retire(entry, Next.Remove.INSTANCE);
        } else if (isStartOverdue(entry) && entry.phase() == Phase.STARTING) {
            stopping(entry, incarnation);
        }
        if (entry.phase() == Phase.STOPPING) {
            move(entry, Phase.STOPPING, incarnation, now());
            emit(new Effects.Kill(incarnation));
            return;
        }
        cancelDeadline(entry);
        move(entry, Phase.RUNNING, incarnation, now());
        publish(RunnerEvent.Started::new, entry.id(), incarnation.generation());
        Waiter.Line<Worker> lookups = entry.lookups;
        if (lookups != null) {
            entry.lookups = null;
            for (Waiter<Worker> waiter = lookups.poll(); waiter != null; waiter = lookups.poll()) {
                emit(new Effects.Serve(waiter, incarnation, worker));
            }
        }
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
        Entry entry = incarnation.entry;
        if (entry.phase() == Phase.ABANDONED && endedAfterAll(entry, incarnation, error)) {
            return;
        }
        StopLog log = stopLog;
        if (entry.phase() == Phase.STOPPING && log != null) {
            log.ended(incarnation, stepOf(entry), stoppingSince(entry), error);
        }
        cancelDeadline(entry);
        Throwable failure = error;
        if (isStartOverdue(entry) && entry.next == null) {
            failure = new StartTimeoutException(
                    describe(entry.id()) + " took longer to start than it may, and was cancelled", error);
        }
        Trouble trouble = entry.troubleIfAny();
        if (trouble != null) {
            trouble.startOverdue = false;
            trouble.stopOverdue = false;
        }
        if (failure != null) {
            entry.trouble().lastFailure = failure;
            emit(new Effects.Judge(incarnation, failure));
            move(entry, Phase.JUDGED, incarnation);
            return;
        }
        publish(RunnerEvent.Finished::new, entry.id(), incarnation.generation());
        decide(entry, null, policy(entry).when() == Restart.When.ALWAYS, null, "");
    }

    /** Returns whether that was all, since its entry is gone already. */
    private boolean endedAfterAll(Entry entry, Incarnation incarnation, @Nullable Throwable error) {
        countAbandoned(-1);
        publish(new RunnerEvent.AbandonedEnded(
                name, now(), entry.id(), incarnation.generation(), Duration.between(entry.view.since(), now()), error));
        boolean gone = !isPresent(entry);
        if (gone) {
            release(entry, entry.spec, error);
        }
        return gone;
    }

    /** The policy spoke. */
    void judged(Incarnation incarnation, Judgement judgement) {
        Entry entry = incarnation.entry;
        if (entry.phase() != Phase.JUDGED || entry.incarnation() != incarnation) {
            // Told again, after all that matters was done.
            return;
        }
        Throwable error = judgement.error();
        Verdict verdict = judgement.verdict();
        if (verdict.isFatal()) {
            publish(new RunnerEvent.Failed(name, now(), entry.id(), incarnation.generation(), error, true));
            dieOf(entry, error, verdict == Verdict.FATAL_AND_BEST, judgement.text());
        } else {
            boolean again = verdict == Verdict.RESTART && policy(entry).when() != Restart.When.NEVER;
            decide(entry, error, again, judgement.delay(), judgement.text());
        }
    }

    private void dieOf(Entry entry, Throwable error, boolean best, String text) {
        if (fatal.add(error, best)) {
            fatalText = text;
        }
        die(error);
        remove(entry, error);
    }

    /** Start and stop timeouts: an incarnation has taken longer than it may. */
    void overdue(Deadline<Incarnation> deadline, Map<String, List<StackTraceElement>> stacks) {
        Incarnation incarnation = deadline.run();
        Entry entry = incarnation.entry;
        if (entry.deadline() != deadline) {
            return;
        }
        Trouble trouble = entry.trouble();
        trouble.deadline = null;
        switch (deadline.step()) {
            case CANCEL -> {
                trouble.startOverdue = true;
                move(entry, Phase.STARTING, incarnation);
                publish(new RunnerEvent.StartOverdue(
                        name, now(), entry.id(), incarnation.generation(), deadline.length()));
                incarnation.cancel();
                emit(new Effects.Cancel(incarnation));
            }
            case INTERRUPT -> {
                trouble.stopOverdue = true;
                move(entry, Phase.STOPPING, incarnation);
                boolean interrupted = incarnation.interruptible();
                publish(new RunnerEvent.StopOverdue(
                        name, now(), entry.id(), incarnation.generation(), stoppingSince(entry), interrupted));
                if (interrupted) {
                    emit(new Effects.Interrupt(incarnation));
                }
                startDeadline(entry, deadline.last(timeoutsOf(entry)));
            }
            case ABANDON -> abandon(entry, incarnation, new Abandonment(stoppingSince(entry), stacks));
        }
    }

    /** A restart delay is over. */
    void due(RestartDelay delay) {
        Entry entry = delay.last.entry;
        boolean isOver = entry.phase() != Phase.DELAYED || entry.incarnation() != delay.last || !isPresent(entry);
        // In a dying runner the sweep will come here.
        if (!isOver && !isDying()) {
            entry.trouble().restarts++;
            launch(entry, delay.cause);
        }
    }

    /** Why a worker is in its state; null if there is nothing to explain. */
    @Nullable
    Why why(String id) {
        StopLog log = stopLog;
        Explanation explanation = new Explanation(name, state, log == null ? null : log.dying(), fatal.best());
        Entry entry = entries.get(id);
        if (entry == null) {
            return isDying() ? explanation.ofAbsent(id) : null;
        }
        return explanation.of(entry, policy(entry));
    }

    /** Foreign code did something that it must not, without ending its worker. */
    void misbehaved(Incarnation incarnation, String what, @Nullable Throwable error) {
        publish(new RunnerEvent.Misbehaved(name, now(), incarnation.entry.id(), incarnation.generation(), what, error));
    }

    // ---- transitions

    /** Sees to it that what runs now comes to an end and is followed by {@code next}. */
    private void retire(Entry entry, Next next) {
        dropReplacement(entry);
        entry.next = next;
        Incarnation incarnation = entry.incarnation();
        switch (entry.phase()) {
            case STARTING -> {
                incarnation.cancel();
                emit(new Effects.Cancel(incarnation));
                stopping(entry, incarnation);
            }
            case RUNNING -> {
                emit(new Effects.Kill(incarnation));
                stopping(entry, incarnation);
            }
            case STOPPING, JUDGED -> {}
            case DELAYED, GIVEN_UP -> remove(entry, null);
            case ABANDONED -> {
                if (isDying()) {
                    leaveBehind(entry, incarnation);
                }
            }
        }
    }

    private void stopping(Entry entry, Incarnation incarnation) {
        cancelDeadline(entry);
        move(entry, Phase.STOPPING, incarnation);
        publish(RunnerEvent.Stopping::new, entry.id(), incarnation.generation());
        startDeadline(entry, Deadline.ofStop(incarnation, timeoutsOf(entry)));
    }

    private void abandon(Entry entry, Incarnation incarnation, Abandonment abandonment) {
        entry.trouble().abandonment = abandonment;
        countAbandoned(1);
        move(entry, Phase.ABANDONED, incarnation);
        publish(new RunnerEvent.Abandoned(
                name, now(), entry.id(), incarnation.generation(), abandonment.waited(), abandonment.stacks()));
        failLookups(entry, () -> abandoned(entry));
        completeStops(entry, abandoned(entry));
        if (isDying()) {
            leaveBehind(entry, incarnation);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written with the lock held
    private void countAbandoned(int change) {
        abandoned += change;
    }

    /** A dying runner does without an abandoned worker; its factory is released when it ends. */
    private void leaveBehind(Entry entry, Incarnation incarnation) {
        dropReplacement(entry);
        requireNonNull(stopLog).abandoned(incarnation, requireNonNull(entry.trouble().abandonment));
        forget(entry);
        completeStops(entry, abandoned(entry));
        dieIfEmpty();
    }

    /** An incarnation is over and nobody called its end fatal; with {@code again} its policy wants it restarted. */
    private void decide(Entry entry, @Nullable Throwable error, boolean again, @Nullable Duration asked, String text) {
        RestartPlan plan = null;
        boolean usedUp = false;
        if (again && entry.next == null && !isDying()) {
            plan = plan(entry, error, asked);
            usedUp = plan == null;
        }
        Restart policy = policy(entry);
        boolean escalates = usedUp && policy.exhausted() == Restart.Exhausted.ESCALATE;
        long generation = entry.incarnation().generation();
        if (error != null) {
            publish(new RunnerEvent.Failed(name, now(), entry.id(), generation, error, escalates));
        }
        if (!usedUp) {
            follow(entry, error, plan);
            return;
        }
        publish(new RunnerEvent.GivenUp(
                name,
                now(),
                entry.id(),
                generation,
                policy,
                entry.trouble().planner().failures(),
                error));
        if (!escalates) {
            giveUp(entry, error);
        } else if (error != null) {
            dieOf(entry, error, false, text);
        } else {
            WorkerGivenUpException ended = givenUp(entry, null);
            dieOf(entry, ended, false, ended.toString());
        }
    }

    private @Nullable RestartPlan plan(Entry entry, @Nullable Throwable error, @Nullable Duration asked) {
        Trouble trouble = entry.trouble();
        RestartPlanner planner = trouble.planner();
        Restart policy = policy(entry);
        if (error == null) {
            planner.finished();
        } else {
            boolean ran = entry.incarnation().worker() != null;
            planner.failed(policy, entry.view.since(), ran ? entry.view.started() : null);
        }
        return planner.plan(policy, trouble.restarts + 1, asked, now(), chance);
    }

    private void giveUp(Entry entry, @Nullable Throwable error) {
        entry.trouble().end = error;
        move(entry, Phase.GIVEN_UP, entry.incarnation());
        failLookups(entry, () -> givenUp(entry, error));
    }

    /** An incarnation is over and its end was not fatal. */
    private void follow(Entry entry, @Nullable Throwable error, @Nullable RestartPlan plan) {
        Next next = entry.next;
        if (isDying() || next instanceof Next.Remove || (next == null && plan == null)) {
            remove(entry, error);
        } else if (next == null) {
            delay(entry, error, requireNonNull(plan));
        } else {
            entry.next = null;
            completeStops(entry, error);
            if (next instanceof Next.Replace replacement) {
                replace(entry, replacement.spec(), error);
            } else {
                Trouble trouble = entry.trouble();
                Throwable last = trouble.lastFailure;
                trouble.forget();
                trouble.lastFailure = last;
            }
            launch(entry, null);
        }
    }

    /** Another factory takes the place of one whose last incarnation is over. */
    private void replace(Entry entry, WorkerSpec spec, @Nullable Throwable error) {
        release(entry, entry.spec, error);
        entry.spec = spec;
        Trouble trouble = entry.troubleIfAny();
        if (trouble != null) {
            trouble.forget();
        }
    }

    private void delay(Entry entry, @Nullable Throwable error, RestartPlan plan) {
        Trouble trouble = entry.trouble();
        if (plan.delay().isZero()) {
            trouble.restarts++;
            launch(entry, error);
            return;
        }
        RestartDelay delay = new RestartDelay(entry.incarnation(), plan, error);
        emit(new Effects.StartTimer(delay));
        trouble.delay = delay;
        move(entry, Phase.DELAYED, entry.incarnation());
        publish(new RunnerEvent.RestartScheduled(
                name, now(), entry.id(), entry.incarnation().generation(), plan));
    }

    private void launch(Entry entry, @Nullable Throwable previousFailure) {
        Incarnation incarnation = new Incarnation(entry, entry.incarnation().generation() + 1, previousFailure);
        emit(new Effects.Start(incarnation));
        cancelDelay(entry);
        Trouble trouble = entry.troubleIfAny();
        if (trouble != null) {
            trouble.begin();
        }
        move(entry, Phase.STARTING, incarnation);
        publish(RunnerEvent.Starting::new, entry.id(), incarnation.generation());
        startDeadline(entry, Deadline.ofStart(incarnation, timeoutsOf(entry)));
    }

    /** Its last incarnation is over; {@code error} is what that met on its way out, if it was on its way out. */
    private void remove(Entry entry, @Nullable Throwable error) {
        Throwable last = error;
        Trouble trouble = entry.troubleIfAny();
        if (trouble != null) {
            last = trouble.delay != null ? trouble.delay.cause : entry.phase() == Phase.GIVEN_UP ? trouble.end : error;
        }
        cancelDelay(entry);
        dropReplacement(entry);
        forget(entry);
        failLookups(entry, () -> isDying() ? dead() : notFound(entry.id(), "was removed"));
        completeStops(entry, error);
        release(entry, entry.spec, last);
        dieIfEmpty();
    }

    private void forget(Entry entry) {
        if (entries.remove(entry.id(), entry)) {
            if (stopLog != null) {
                stopLog.gone();
            }
            publish(RunnerEvent.Removed::new, entry.id(), entry.incarnation().generation());
        }
    }

    private void die(@Nullable Throwable cause) {
        if (isDying()) {
            return;
        }
        stopLog = new StopLog(now());
        emit(new Effects.Sweep());
        state = Runner.State.DYING;
        publish(new RunnerEvent.RunnerDying(name, now(), cause));
        dieIfEmpty();
    }

    private void dieIfEmpty() {
        if (state == Runner.State.DYING && entries.isEmpty()) {
            stopReceipt = requireNonNull(stopLog).receipt(name, now());
            state = Runner.State.DEAD;
            Throwable result = fatal.result();
            publish(new RunnerEvent.RunnerDead(name, now(), result, abandoned));
            emit(new Effects.Die(result));
        }
    }

    // ---- parts of transitions

    private void move(Entry entry, Phase phase, Incarnation incarnation) {
        move(entry, phase, incarnation, entry.view.started());
    }

    private void move(Entry entry, Phase phase, Incarnation incarnation, @Nullable Instant started) {
        Entry.View before = entry.view;
        Entry.View after = new Entry.View(
                phase,
                incarnation,
                // What readers see as one state began when it began.
                before.phase().state == phase.state ? before.since() : now(),
                started,
                entry.seen(policy(entry).window()));
        entry.available = phase == Phase.RUNNING ? incarnation.worker() : null;
        entry.view = after;
    }

    private void cancelDelay(Entry entry) {
        RestartDelay delay = entry.delay();
        if (delay != null) {
            emit(new Effects.CancelTimer(delay));
            entry.trouble().delay = null;
        }
    }

    /** Null for a time that is not limited. */
    private void startDeadline(Entry entry, @Nullable Deadline<Incarnation> deadline) {
        if (deadline != null) {
            emit(new Effects.StartDeadline(deadline));
            entry.trouble().deadline = deadline;
        }
    }

    private void cancelDeadline(Entry entry) {
        Deadline<Incarnation> deadline = entry.deadline();
        if (deadline != null) {
            emit(new Effects.CancelDeadline(deadline));
            entry.trouble().deadline = null;
        }
    }

    private static boolean isStartOverdue(Entry entry) {
        Trouble trouble = entry.troubleIfAny();
        return trouble != null && trouble.startOverdue;
    }

    private static StopReceipt.Step stepOf(Entry entry) {
        Trouble trouble = entry.troubleIfAny();
        return trouble != null && trouble.stopOverdue && entry.incarnation().interruptible()
                ? StopReceipt.Step.INTERRUPT
                : StopReceipt.Step.KILL;
    }

    /** For how long it has been STOPPING. */
    private Duration stoppingSince(Entry entry) {
        return Duration.between(entry.view.since(), now());
    }

    private void dropReplacement(Entry entry) {
        if (entry.next instanceof Next.Replace replacement) {
            entry.next = Next.Remove.INSTANCE;
            release(entry, replacement.spec(), null);
        }
    }

    private void release(Entry entry, WorkerSpec spec, @Nullable Throwable error) {
        Consumer<@Nullable Throwable> action = spec.onRemoved();
        if (action != null) {
            emit(new Effects.Release(entry.incarnation(), spec, action, error));
        }
    }

    /** Makes the error only if there is somebody to tell. */
    private void failLookups(Entry entry, Supplier<RuntimeException> error) {
        Waiter.Line<Worker> lookups = entry.lookups;
        if (lookups != null) {
            entry.lookups = null;
            if (!lookups.isEmpty()) {
                complete(lookups, error.get());
            }
        }
    }

    private void completeStops(Entry entry, @Nullable Throwable error) {
        Waiter.Line<@Nullable Void> stops = entry.stops;
        if (stops != null) {
            entry.stops = null;
            complete(stops, error);
        }
    }

    private <T extends @Nullable Object> void complete(Waiter.Line<T> line, @Nullable Throwable error) {
        for (Waiter<T> waiter = line.poll(); waiter != null; waiter = line.poll()) {
            fail(waiter, error);
        }
    }

    private void fail(Waiter<?> waiter, @Nullable Throwable error) {
        emit(new Effects.Complete(waiter, error));
    }

    /** What happens to a worker in the course of things. */
    @FunctionalInterface
    private interface Course {
        RunnerEvent of(String runner, Instant time, String id, long generation);
    }

    /** Not even made unless somebody listens: most of what happens is this. */
    private void publish(Course event, String id, long generation) {
        if (isObserved(Attention.EVERYTHING)) {
            emit(new Effects.Publish(event.of(name, now(), id, generation)));
        }
    }

    /** What goes wrong, and what is done about it. */
    private void publish(RunnerEvent event) {
        if (isObserved(Attention.FAILURES)) {
            emit(new Effects.Publish(event));
        }
    }

    /** Those of now: they may have been changed since the incarnation began. */
    private Timeouts timeoutsOf(Entry entry) {
        return entry.spec.timeouts().within(timeouts);
    }

    private Restart policy(Entry entry) {
        return policyOf(entry.spec);
    }

    Restart policyOf(WorkerSpec spec) {
        Restart own = spec.restart();
        return own != null ? own : restart;
    }

    private boolean isPresent(Entry entry) {
        return entries.get(entry.id()) == entry;
    }

    private boolean isDying() {
        return state != Runner.State.RUNNING;
    }

    // ---- complaints

    RunnerDeadException dead() {
        Throwable cause = fatal.best();
        String why = cause == null ? "it was killed" : "after the fatal error " + fatalText;
        return new RunnerDeadException("runner '" + name + "' is not running: " + why, cause);
    }

    private String describe(String id) {
        return "worker " + Ids.quote(id) + " of runner '" + name + "'";
    }

    /** Why a worker that is given up or abandoned cannot be had. */
    RuntimeException unavailable(Entry.View view) {
        return view.phase() == Phase.ABANDONED
                ? abandoned(view.incarnation().entry)
                : givenUp(view.incarnation().entry, view.trouble().lastFailure());
    }

    private WorkerGivenUpException givenUp(Entry entry, @Nullable Throwable cause) {
        return RestartPlanner.usedUp(describe(entry.id()), policy(entry), cause);
    }

    private WorkerAbandonedException abandoned(Entry entry) {
        return new WorkerAbandonedException(
                describe(entry.id()) + " was asked to stop and has not ended in time, so that nobody waits for it any"
                        + " longer; its id is free when it ends",
                null);
    }

    WorkerNotFoundException notFound(String id, String why) {
        return new WorkerNotFoundException(describe(id) + " " + why);
    }
}
