// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.Effects.Effect;
import io.reeve.runner.Entry.Phase;
import io.reeve.supervise.Attention;
import io.reeve.supervise.Deadline;
import io.reeve.supervise.Judge.Judgement;
import io.reeve.supervise.Judge.Verdict;
import io.reeve.supervise.Timeouts;
import io.reeve.supervise.Waiter;
import io.reeve.time.Clock;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.event.RunnerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shell of a runner without threads: whatever the machine wants done, and whatever foreign code may do next,
 * lies in {@link #choices} until somebody picks it. After each step the invariants of {@link RunnerMachine} are
 * checked.
 */
final class SimulatedShell {
    /** Something that may happen next. */
    record Choice(Object subject, String verb, Runnable action) {
        @Override
        public String toString() {
            return (subject instanceof Incarnation incarnation ? name(incarnation) : subject) + " " + verb;
        }
    }

    /** One registration: a factory, and what its owner was told. */
    static final class Registration {
        final String name;
        final WorkerFactory factory = this::refuseToStart;
        boolean accepted;
        int released;

        Registration(String name) {
            this.name = name;
        }

        private Worker refuseToStart(StartContext context) {
            throw new AssertionError("the machine calls no foreign code, but started " + name);
        }

        WorkerSpec spec(String id, @Nullable Restart restart) {
            WorkerSpec.Builder spec = WorkerSpec.builder(id, factory).onRemoved(error -> released++);
            return restart == null ? spec.build() : spec.restart(restart).build();
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

    /** Time stands still unless it is moved; timers fire when they are picked. */
    private final class SimulatedClock implements Clock {
        final Map<Timer, Runnable> timers = new LinkedHashMap<>();

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            Timer timer = new Timer() {
                @Override
                public void cancel() {
                    timers.remove(this);
                }
            };
            timers.put(timer, task);
            return timer;
        }
    }

    final RunnerMachine machine;
    final List<Object> trace = new ArrayList<>();
    final List<RunnerEvent> events = new ArrayList<>();

    private final SimulatedClock clock = new SimulatedClock();
    private Instant now = Instant.EPOCH;

    /** Effects that were not carried out, but for the judging. */
    private final List<Effect> outstanding = new ArrayList<>();

    /** Judged one at a time and in order, as the shell's lane does. */
    private final List<Effects.Judge> toJudge = new ArrayList<>();

    private final List<Entry> toSweep = new ArrayList<>();
    private final Set<Incarnation> starting = new HashSet<>();
    private final Set<Incarnation> alive = new HashSet<>();
    private final Map<WorkerFactory, Registration> registrations = new HashMap<>();

    /** Each unfinished wait for a stop, with the incarnation that must have ended before it is over. */
    private final Map<Waiter<?>, Incarnation> stops = new HashMap<>();

    private final List<Waiter<?>> waiters = new ArrayList<>();
    private boolean sweepBegun;
    private int deaths;
    private @Nullable Throwable result;
    private int errors;

    SimulatedShell(Restart restart, Timeouts timeouts) {
        machine = new RunnerMachine("simulated", restart, timeouts, () -> 0.5);
        machine.observe(Attention.EVERYTHING);
    }

    // ---- what callers do

    boolean start(String id, @Nullable Restart restart) {
        Registration registration = new Registration(id + "/" + registrations.size());
        registrations.put(registration.factory, registration);
        boolean done = handle("start " + registration.name, m -> m.start(registration.spec(id, restart)));
        registration.accepted = done;
        return done;
    }

    void stop(String id) {
        Entry entry = machine.entries().get(id);
        Incarnation concerned = entry != null
                        && entry.phase() != Phase.DELAYED
                        && entry.phase() != Phase.GIVEN_UP
                        && !entry.incarnation().hasEnded()
                ? entry.incarnation()
                : null;
        Waiter<?> waiter = handle("stop " + id, m -> m.stop(id));
        assertThat(waiter == null).as("there is something to wait for").isEqualTo(entry == null);
        if (waiter != null) {
            join(waiter);
            if (concerned != null) {
                stops.put(waiter, concerned);
            }
        }
    }

    void restart(String id) {
        handle("restart " + id, m -> m.restart(id));
    }

    void lookup(String id) {
        Entry entry = machine.entries().get(id);
        Waiter<Worker> waiter = handle("lookup " + id, m -> m.await(id));
        boolean waits = entry != null
                && entry.phase() != Phase.RUNNING
                && !RunnerMachine.isStuck(entry.phase())
                && machine.state() == Runner.State.RUNNING;
        assertThat(waiter != null).as("a lookup waits").isEqualTo(waits);
        if (waiter != null) {
            join(waiter);
        }
    }

    /** Gives up the wait that began first. */
    void giveUp() {
        waiters.stream().filter(waiter -> !waiter.isDone()).findFirst().ifPresent(waiter -> {
            trace.add("give up a wait");
            waiter.cancel(false);
        });
    }

    void revise(String id, @Nullable Restart restart) {
        Entry entry = machine.entries().get(id);
        if (entry != null) {
            Registration owner = registration(entry.spec);
            boolean done = handle("revise " + owner.name, m -> m.revise(owner.spec(id, restart)));
            assertThat(done).isTrue();
        }
    }

    void kill() {
        handle("kill", m -> {
            m.kill();
            return true;
        });
    }

    // ---- what may happen next

    List<Choice> choices() {
        List<Choice> choices = new ArrayList<>();
        for (Effect effect : outstanding) {
            choices.add(new Choice(effect.getClass().getSimpleName(), "is performed", () -> perform(effect)));
        }
        if (!toJudge.isEmpty()) {
            for (Verdict verdict : Verdict.values()) {
                if (machine.failure() != null || verdict != Verdict.FATAL) {
                    choices.add(new Choice(verdict, "is the judgement", () -> judge(verdict)));
                }
            }
        }
        for (Entry entry : toSweep) {
            choices.add(new Choice(entry.id(), "is swept", () -> sweep(entry)));
        }
        for (Incarnation incarnation : starting) {
            choices.add(new Choice(incarnation, "is started", () -> returnWorker(incarnation)));
            choices.add(new Choice(incarnation, "cannot be started", () -> endStart(incarnation, error())));
            if (incarnation.isCancelled()) {
                choices.add(new Choice(incarnation, "heeds its cancellation", () -> endStart(incarnation, null)));
            }
        }
        for (Incarnation incarnation : alive) {
            choices.add(new Choice(incarnation, "finishes", () -> end(incarnation, null)));
            choices.add(new Choice(incarnation, "fails", () -> end(incarnation, error())));
        }
        clock.timers.forEach((timer, task) -> choices.add(new Choice("timer", "fires", () -> {
            clock.timers.remove(timer);
            task.run();
        })));
        return choices;
    }

    void take(Choice choice) {
        trace.add(choice);
        choice.action().run();
        checkInvariants();
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    // ---- carrying out

    private <R extends @Nullable Object> R handle(String what, Function<RunnerMachine, R> event) {
        trace.add(what);
        Runner.State before = machine.state();
        machine.begin(now);
        R answer = event.apply(machine);
        for (Effect effect : machine.end()) {
            trace.add(effect);
            accept(effect, before);
        }
        checkInvariants();
        return answer;
    }

    private void accept(Effect effect, Runner.State before) {
        if (effect instanceof Effects.Publish publish) {
            events.add(publish.event());
        } else if (effect instanceof Effects.Judge judge) {
            toJudge.add(judge);
        } else {
            if (effect instanceof Effects.Start) {
                assertThat(before)
                        .as("invariant 4: nothing is started while dying")
                        .isEqualTo(Runner.State.RUNNING);
            }
            if (effect instanceof Effects.Kill kill) {
                assertThat(kill.incarnation().entry.phase()).as("invariant 2").isIn(Phase.STOPPING, Phase.ABANDONED);
            }
            outstanding.add(effect);
        }
    }

    private void perform(Effect effect) {
        outstanding.remove(effect);
        if (effect instanceof Effects.Start start) {
            callStartFunction(start.incarnation());
        } else if (effect instanceof Effects.Kill kill) {
            kill.incarnation().worker().kill();
        } else if (effect instanceof Effects.StartTimer timer) {
            timer.delay().start(clock, () -> due(timer.delay()), broken -> {});
        } else if (effect instanceof Effects.CancelTimer timer) {
            timer.delay().cancel();
        } else if (effect instanceof Effects.StartDeadline start) {
            start.deadline().start(clock, () -> overdue(start.deadline()), broken -> {});
        } else if (effect instanceof Effects.CancelDeadline cancel) {
            cancel.deadline().cancel();
        } else if (effect instanceof Effects.Serve serve) {
            serve(serve);
        } else if (effect instanceof Effects.Complete complete) {
            complete(complete);
        } else if (effect instanceof Effects.Release release) {
            Registration registration = registration(release.spec());
            assertThat(live(registration)).as("invariant 7: it is over").isFalse();
            release.action().accept(release.error());
        } else if (effect instanceof Effects.Sweep) {
            sweepBegun = true;
            toSweep.addAll(machine.entries().values());
        } else if (effect instanceof Effects.Die die) {
            deaths++;
            result = die.result();
        }
    }

    private void callStartFunction(Incarnation incarnation) {
        assertThat(live(incarnation.entry.id()))
                .as("invariant 1: no incarnation of this id is left")
                .isFalse();
        Registration registration = registration(incarnation.entry.spec);
        assertThat(registration.released)
                .as("invariant 7: no start after its end")
                .isZero();
        starting.add(incarnation);
        if (incarnation.isCancelled()) {
            endStart(incarnation, null);
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
        handle("not started", m -> m.ended(incarnation, error));
    }

    private void end(Incarnation incarnation, @Nullable Throwable error) {
        alive.remove(incarnation);
        boolean news = handle("ended", m -> m.ended(incarnation, error));
        assertThat(news).isTrue();
        boolean again = handle("again", m -> m.ended(incarnation, error));
        assertThat(again).as("an end counts once").isFalse();
    }

    private void judge(Verdict verdict) {
        Effects.Judge next = toJudge.remove(0);
        Verdict fitting = verdict == Verdict.FATAL && machine.failure() == null ? Verdict.FATAL_AND_BEST : verdict;
        handle("judged", m -> {
            m.judged(next.incarnation(), new Judgement(fitting, next.error(), "text"));
            return true;
        });
    }

    private void sweep(Entry entry) {
        toSweep.remove(entry);
        handle("swept", m -> {
            m.sweep(entry);
            return true;
        });
    }

    private void due(RestartDelay delay) {
        handle("due", m -> {
            m.due(delay);
            return true;
        });
    }

    private void overdue(Deadline<Incarnation> deadline) {
        handle(deadline.step() + " is overdue", m -> {
            m.overdue(deadline, Map.of());
            return true;
        });
    }

    private void serve(Effects.Serve effect) {
        Entry.View view = effect.incarnation().entry.view;
        if (view.phase() == Entry.Phase.RUNNING && view.incarnation() == effect.incarnation()) {
            effect.waiter().complete(effect.worker());
        } else {
            handle("waits again", m -> {
                m.awaitAgain(effect.incarnation().entry.id(), effect.waiter());
                return true;
            });
        }
    }

    private void complete(Effects.Complete effect) {
        Waiter<?> waiter = effect.waiter();
        Incarnation concerned = stops.remove(waiter);
        assertThat(concerned == null || concerned.hasEnded() || isAbandoned(concerned))
                .as("invariant 6: what was stopped has ended, or is abandoned")
                .isTrue();
        waiter.finish(effect.error());
    }

    private void join(Waiter<?> waiter) {
        waiters.add(waiter);
        var unused = waiter.handle((value, error) -> {
            waiter.leave();
            return null;
        });
    }

    // ---- checks

    private void checkInvariants() {
        boolean swept = sweepBegun && toSweep.isEmpty();
        for (Entry entry : machine.entries().values()) {
            Phase phase = entry.phase();
            check(entry.view.phase() == phase, "readers see the phase");
            check((entry.delay() != null) == (phase == Phase.DELAYED), "invariant 3: a delay belongs to DELAYED");
            check(
                    entry.deadline() == null || phase == Phase.STARTING || phase == Phase.STOPPING,
                    "invariant 3: a deadline belongs to STARTING and STOPPING");
            boolean waitedFor = entry.lookups != null && !entry.lookups.isEmpty();
            check(
                    !waitedFor || (phase != Phase.RUNNING && !RunnerMachine.isStuck(phase) && !swept),
                    "invariant 5: nobody waits");
            boolean leaving = phase == Phase.STOPPING || phase == Phase.JUDGED || phase == Phase.ABANDONED;
            check(entry.next == null || leaving, "only what is on its way out has a successor");
            check(
                    entry.next != null || phase != Phase.STOPPING || entry.trouble().startOverdue,
                    "what is being stopped is followed by something, or was started too late");
            check(
                    phase != Phase.ABANDONED
                            || machine.state() == Runner.State.RUNNING
                            || toSweep.contains(entry)
                            || !sweepBegun,
                    "invariant 8: who is abandoned holds nobody up");
        }
        for (Incarnation incarnation : alive) {
            check(((SimulatedWorker) incarnation.worker()).kills <= 1, "invariant 2: one kill");
            Entry entry = incarnation.entry;
            check(
                    machine.entries().get(entry.id()) == entry
                            || (isAbandoned(incarnation) && machine.state() != Runner.State.RUNNING),
                    "who lives is registered, unless it was left behind");
        }
        // Also those whose start function is still to be called.
        Stream<Incarnation> ordered = outstanding.stream()
                .filter(Effects.Start.class::isInstance)
                .map(effect -> ((Effects.Start) effect).incarnation());
        long abandoned = Stream.concat(ordered, Stream.concat(alive.stream(), starting.stream()))
                .filter(SimulatedShell::isAbandoned)
                .count();
        check(machine.abandoned() == abandoned, "who is abandoned is counted");
        boolean empty =
                machine.state() != Runner.State.RUNNING && machine.entries().isEmpty();
        check((machine.state() == Runner.State.DEAD) == empty, "invariant 4: dead when dying and empty");
        for (Registration registration : registrations.values()) {
            check(registration.released <= 1, "invariant 7: one release");
        }
    }

    /** Cheaper than an assertion with a description: there are millions of these. */
    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** For the end of a killed runner, when nothing is left to choose. */
    void checkNothingIsLeft() {
        assertThat(machine.state()).isEqualTo(Runner.State.DEAD);
        assertThat(deaths).as("the runner dies once").isEqualTo(1);
        assertThat(result).as("its result").isSameAs(machine.failure());
        assertThat(clock.timers).as("timers").isEmpty();
        assertThat(waiters).as("waiters").allMatch(CompletableFuture::isDone);
        assertThat(starting).as("start functions").isEmpty();
        assertThat(alive).as("workers").isEmpty();
        registrations
                .values()
                .forEach(registration -> assertThat(registration.released)
                        .as("invariant 7: releases of " + registration.name)
                        .isEqualTo(registration.accepted ? 1 : 0));
        assertThat(events.stream().filter(RunnerEvent.RunnerDead.class::isInstance))
                .hasSize(1);
        assertThat(machine.stopReceipt()).as("a stop receipt").isNotNull();
        assertThat(machine.stopReceipt().slowest())
                .as("the slowest of those that it counts")
                .hasSizeLessThanOrEqualTo((int) machine.stopReceipt().stopped());
        checkGenerations();
    }

    private static boolean isAbandoned(Incarnation incarnation) {
        Entry entry = incarnation.entry;
        return entry.phase() == Phase.ABANDONED && entry.incarnation() == incarnation && !incarnation.hasEnded();
    }

    /** For each id the events name generations that grow by one with each start, and begin again after a removal. */
    private void checkGenerations() {
        Map<String, Long> generations = new HashMap<>();
        for (RunnerEvent event : events) {
            if (event instanceof RunnerEvent.WorkerEvent worker && !(event instanceof RunnerEvent.StartRefused)) {
                String id = worker.id();
                if (event instanceof RunnerEvent.AbandonedEnded && !generations.containsKey(id)) {
                    continue;
                }
                if (event instanceof RunnerEvent.Registered) {
                    assertThat(generations.put(id, 0L))
                            .as(id + " was registered once")
                            .isNull();
                } else if (event instanceof RunnerEvent.Starting) {
                    generations.merge(id, 1L, Long::sum);
                }
                assertThat(worker.generation()).as("generation in " + event).isEqualTo(generations.get(id));
                if (event instanceof RunnerEvent.Removed) {
                    generations.remove(id);
                }
            }
        }
        assertThat(generations).as("ids without a Removed event").isEmpty();
    }

    private boolean live(String id) {
        return starting.stream().anyMatch(incarnation -> incarnation.entry.id().equals(id))
                || alive.stream().anyMatch(incarnation -> incarnation.entry.id().equals(id));
    }

    private boolean live(Registration registration) {
        return starting.stream().anyMatch(incarnation -> incarnation.entry.spec.factory() == registration.factory)
                || alive.stream().anyMatch(incarnation -> incarnation.entry.spec.factory() == registration.factory);
    }

    private Registration registration(WorkerSpec spec) {
        return registrations.get(spec.factory());
    }

    private Throwable error() {
        return new Exception("error " + ++errors);
    }

    private static String name(Incarnation incarnation) {
        return incarnation.entry.id() + "#" + incarnation.generation();
    }

    /** All that happened, one line each; made only when it is wanted. */
    String story() {
        StringBuilder story = new StringBuilder();
        for (Object line : trace) {
            story.append('\n').append(line instanceof Effect effect ? "  -> " + name(effect) : line);
        }
        return story.toString();
    }

    private static String name(Effect effect) {
        String kind = effect.getClass().getSimpleName();
        if (effect instanceof Effects.Publish publish) {
            return publish.event().toString();
        } else if (effect instanceof Effects.Start start) {
            return kind + " " + name(start.incarnation());
        } else if (effect instanceof Effects.Cancel cancel) {
            return kind + " " + name(cancel.incarnation());
        } else if (effect instanceof Effects.Kill kill) {
            return kind + " " + name(kill.incarnation());
        } else if (effect instanceof Effects.Judge judge) {
            return kind + " " + name(judge.incarnation());
        }
        return kind;
    }
}
