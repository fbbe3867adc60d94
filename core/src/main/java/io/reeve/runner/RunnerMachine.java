// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static java.util.Objects.requireNonNull;

import io.reeve.runner.Effects.Effect;
import io.reeve.runner.Entry.Next;
import io.reeve.runner.Entry.Phase;
import io.reeve.supervise.Attention;
import io.reeve.supervise.Ids;
import io.reeve.supervise.Judge.Judgement;
import io.reeve.supervise.Judge.Verdict;
import io.reeve.supervise.RankedErrors;
import io.reeve.supervise.StateMachine;
import io.reeve.supervise.Waiter;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.event.RunnerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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
 *         removed         verdict: restart after a delay            without a verdict
 *
 *   STARTING  the start function runs, or is about to
 *   RUNNING   the worker is available
 *   STOPPING  it was killed, or its start was cancelled, and it has not ended
 *   JUDGED    it ended with an error, and the policy has not said what that means
 *   DELAYED   it waits for its restart
 *
 * `next` is what was asked for while an incarnation is on its way out (STOPPING, JUDGED): remove the id, start the
 * same factory again, or start another one. The last request wins, except that a restart does not undo a stop. A
 * verdict of "fatal" overrules it.
 *
 * Invariants
 *   1. One incarnation per id: the start function is not called before the end of the last incarnation was seen.
 *   2. Each worker is killed at most once, and only by us if it is STOPPING.
 *   3. A timer is pending only in DELAYED; leaving DELAYED cancels it.
 *   4. Nothing is started once the runner is dying. It is dead when it is dying and there is no entry.
 *   5. Lookups wait only in an entry that is not RUNNING, and none waits once the runner is dying and was swept.
 *   6. Whoever waits for a stop is told when the incarnation that was stopped has ended, or the id is removed.
 *   7. For each accepted registration the owner's action runs once, after the last incarnation of its factory.
 *
 * Not thread-safe: every method is called with the runner's lock held, calls no foreign code, takes no lock and
 * reads no clock. Each costs the same however many workers there are; a kill only marks the runner as dying, and
 * the shell then sweeps over the entries, one event each.
 */
final class RunnerMachine extends StateMachine<Effect> {
    private final String name;

    /** Written here only; read by anyone. */
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    private final RankedErrors fatal = new RankedErrors();

    /** Written here only; read by anyone. */
    private volatile Runner.State state = Runner.State.RUNNING;

    private volatile Restart restart;

    /** What the best fatal error says: asked for before it came here, since that is foreign code. Read by anyone. */
    private volatile String fatalText = "";

    RunnerMachine(String name, Restart restart) {
        this.name = name;
        this.restart = restart;
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

    // ---- events

    void update(Restart restart) {
        this.restart = restart;
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
            entries.put(entry.id, entry);
            publish(RunnerEvent.Registered::new, entry.id, 0);
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
        entry.view = entry.view.with(spec);
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
        retire(entry, Next.Remove.INSTANCE);
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
            entry.restarts = 0;
            entry.lastFailure = null;
            if (entry.phase == Phase.DELAYED) {
                launch(entry, null);
            } else {
                retire(entry, Next.Again.INSTANCE);
            }
        }
        return null;
    }

    /** Returns a stage for the caller; null if the worker is available or not there, so that he can look again. */
    @Nullable
    Waiter<Worker> await(String id) {
        Entry entry = entries.get(id);
        if (entry == null || entry.phase == Phase.RUNNING || isDying()) {
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
        } else if (entry.phase == Phase.RUNNING) {
            Incarnation incarnation = entry.incarnation();
            emit(new Effects.Serve(waiter, incarnation, requireNonNull(incarnation.worker())));
        } else {
            lookupsOf(entry).join(waiter);
        }
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
        if (entries.get(entry.id) == entry) {
            failLookups(entry, this::dead);
            retire(entry, Next.Remove.INSTANCE);
        }
    }

    /** The start function returned a worker. */
    void started(Incarnation incarnation, Worker worker) {
        Entry entry = incarnation.entry;
        incarnation.worker(worker);
        entry.started = now();
        if (isDying() && entry.phase == Phase.STARTING) {
            // The sweep has not come here yet: what it would do to this start is done to its worker.
            retire(entry, Next.Remove.INSTANCE);
        }
        if (entry.phase == Phase.STOPPING) {
            move(entry, Phase.STOPPING, incarnation);
            emit(new Effects.Kill(incarnation));
            return;
        }
        move(entry, Phase.RUNNING, incarnation);
        publish(RunnerEvent.Started::new, entry.id, incarnation.generation());
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
        if (!incarnation.end()) {
            return false;
        }
        Entry entry = incarnation.entry;
        if (error != null) {
            entry.lastFailure = error;
            move(entry, Phase.JUDGED, incarnation);
            emit(new Effects.Judge(incarnation, error));
            return true;
        }
        publish(RunnerEvent.Finished::new, entry.id, incarnation.generation());
        follow(entry, null, policy(entry).when() == Restart.When.ALWAYS);
        return true;
    }

    /** The policy spoke. */
    void judged(Incarnation incarnation, Judgement judgement) {
        Entry entry = incarnation.entry;
        Throwable error = judgement.error();
        Verdict verdict = judgement.verdict();
        boolean isFatal = verdict.isFatal();
        publish(new RunnerEvent.Failed(name, now(), entry.id, incarnation.generation(), error, isFatal));
        if (isFatal) {
            if (fatal.add(error, verdict == Verdict.FATAL_AND_BEST)) {
                fatalText = judgement.text();
            }
            die(error);
            remove(entry, error);
        } else {
            follow(entry, error, verdict == Verdict.RESTART && policy(entry).when() != Restart.When.NEVER);
        }
    }

    /** A restart delay is over. */
    void due(RestartDelay delay) {
        Entry entry = delay.entry;
        // In a dying runner the sweep will come here.
        if (entry.delay == delay && !isDying()) {
            entry.restarts++;
            launch(entry, delay.cause);
        }
    }

    /** Foreign code did something that it must not, without ending its worker. */
    void misbehaved(Incarnation incarnation, String what, @Nullable Throwable error) {
        publish(new RunnerEvent.Misbehaved(name, now(), incarnation.entry.id, incarnation.generation(), what, error));
    }

    // ---- transitions

    /** Sees to it that what runs now comes to an end and is followed by {@code next}. */
    private void retire(Entry entry, Next next) {
        dropReplacement(entry);
        entry.next = next;
        Incarnation incarnation = entry.incarnation();
        switch (entry.phase) {
            case STARTING -> {
                move(entry, Phase.STOPPING, incarnation);
                publish(RunnerEvent.Stopping::new, entry.id, incarnation.generation());
                incarnation.cancel();
                emit(new Effects.Cancel(incarnation));
            }
            case RUNNING -> {
                move(entry, Phase.STOPPING, incarnation);
                publish(RunnerEvent.Stopping::new, entry.id, incarnation.generation());
                emit(new Effects.Kill(incarnation));
            }
            case STOPPING, JUDGED -> {}
            case DELAYED -> remove(entry, null);
        }
    }

    /** An incarnation is over and its end was not fatal. */
    private void follow(Entry entry, @Nullable Throwable error, boolean again) {
        Next next = entry.next;
        if (isDying() || next instanceof Next.Remove || (next == null && !again)) {
            remove(entry, error);
        } else if (next == null) {
            delay(entry, error);
        } else {
            entry.next = null;
            completeStops(entry, error);
            if (next instanceof Next.Replace replacement) {
                release(entry, entry.spec, error);
                entry.spec = replacement.spec();
                entry.lastFailure = null;
            }
            entry.restarts = 0;
            launch(entry, null);
        }
    }

    private void delay(Entry entry, @Nullable Throwable error) {
        Duration length = policy(entry).delay();
        if (length.isZero()) {
            entry.restarts++;
            launch(entry, error);
            return;
        }
        RestartDelay delay = new RestartDelay(entry, length, error);
        entry.delay = delay;
        move(entry, Phase.DELAYED, entry.incarnation());
        publish(new RunnerEvent.RestartScheduled(
                name, now(), entry.id, entry.incarnation().generation(), length, later(length)));
        emit(new Effects.StartTimer(delay));
    }

    private void launch(Entry entry, @Nullable Throwable previousFailure) {
        cancelDelay(entry);
        Incarnation incarnation =
                new Incarnation(entry, entry.spec, entry.incarnation().generation() + 1, previousFailure);
        move(entry, Phase.STARTING, incarnation);
        publish(RunnerEvent.Starting::new, entry.id, incarnation.generation());
        emit(new Effects.Start(incarnation));
    }

    /** Its last incarnation is over; {@code error} is what that met on its way out, if it was on its way out. */
    private void remove(Entry entry, @Nullable Throwable error) {
        Throwable last = entry.delay == null ? error : entry.delay.cause;
        cancelDelay(entry);
        dropReplacement(entry);
        entries.remove(entry.id);
        publish(RunnerEvent.Removed::new, entry.id, entry.incarnation().generation());
        failLookups(entry, () -> isDying() ? dead() : notFound(entry.id, "was removed"));
        completeStops(entry, error);
        release(entry, entry.spec, last);
        dieIfEmpty();
    }

    private void die(@Nullable Throwable cause) {
        if (isDying()) {
            return;
        }
        state = Runner.State.DYING;
        publish(new RunnerEvent.RunnerDying(name, now(), cause));
        emit(new Effects.Sweep());
        dieIfEmpty();
    }

    private void dieIfEmpty() {
        if (state == Runner.State.DYING && entries.isEmpty()) {
            state = Runner.State.DEAD;
            Throwable result = fatal.result();
            publish(new RunnerEvent.RunnerDead(name, now(), result));
            emit(new Effects.Die(result));
        }
    }

    // ---- parts of transitions

    private void move(Entry entry, Phase phase, Incarnation incarnation) {
        entry.phase = phase;
        RestartDelay delay = entry.delay;
        Entry.View before = entry.view;
        entry.view = new Entry.View(
                phase,
                entry.spec,
                incarnation,
                entry.restarts,
                // What readers see as one state began when it began.
                before.phase().state == phase.state ? before.since() : now(),
                entry.started,
                delay == null ? null : later(delay.length()),
                entry.lastFailure);
    }

    private void cancelDelay(Entry entry) {
        RestartDelay delay = entry.delay;
        if (delay != null) {
            entry.delay = null;
            emit(new Effects.CancelTimer(delay));
        }
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

    private Restart policy(Entry entry) {
        return policyOf(entry.spec);
    }

    Restart policyOf(WorkerSpec spec) {
        Restart own = spec.restart();
        return own != null ? own : restart;
    }

    /** Saturates: a delay may be as long as one likes. */
    private Instant later(Duration length) {
        try {
            return now().plus(length);
        } catch (ArithmeticException | java.time.DateTimeException tooFar) {
            return Instant.MAX;
        }
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

    WorkerNotFoundException notFound(String id, String why) {
        return new WorkerNotFoundException("worker " + Ids.quote(id) + " of runner '" + name + "' " + why);
    }
}
