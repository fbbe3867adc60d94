// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.reeve.runner.Effects.Effect;
import io.reeve.runner.Entry.Phase;
import io.reeve.supervise.Attention;
import io.reeve.supervise.Deadline;
import io.reeve.supervise.Judge.Judgement;
import io.reeve.supervise.Judge.Verdict;
import io.reeve.supervise.Timeouts;
import io.reeve.supervise.Waiter;
import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.StartContext;
import io.reeve.worker.StartTimeoutException;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerAbandonedException;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerGivenUpException;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.event.RunnerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each arrow of the diagram in {@link RunnerMachine}, one at a time. */
class RunnerMachineTest {
    private static final Restart IN_A_SECOND = Restart.after(Duration.ofSeconds(1));
    private static final Restart AT_ONCE = Restart.after(Duration.ZERO);

    private final RunnerMachine machine = new RunnerMachine("r", IN_A_SECOND, Timeouts.NONE, () -> 0.5);
    private final Exception boom = new Exception("boom");
    private Instant now = Instant.EPOCH;

    RunnerMachineTest() {
        machine.observe(Attention.EVERYTHING);
    }

    // ---- who listens

    @Test
    @DisplayName("Without a listener nothing is published; with one to failures, only these and their delays")
    void publishesWhatIsHeard() {
        machine.observe(Attention.NOTHING);
        assertThat(published(start("a", factory()))).isEmpty();
        assertThat(published(started("a"))).isEmpty();
        assertThat(published(ended("a", boom))).isEmpty();
        assertThat(published(judged("a", boom, Verdict.RESTART))).isEmpty();

        machine.observe(Attention.FAILURES);
        assertThat(published(start("b", factory()))).isEmpty();
        assertThat(published(started("b"))).isEmpty();
        assertThat(published(ended("b", boom))).isEmpty();
        assertThat(published(judged("b", boom, Verdict.RESTART))).containsExactly("Failed", "RestartScheduled");
    }

    // ---- absent -> STARTING -> RUNNING

    @Test
    @DisplayName("R-10: a start registers the id and asks for the call of its factory")
    void startRegistersAndLaunches() {
        WorkerFactory factory = factory();
        List<Effect> effects = start("a", factory);
        assertThat(phase("a")).isEqualTo(Phase.STARTING);
        assertThat(only(Effects.Start.class, effects).incarnation().entry.spec.factory())
                .isSameAs(factory);
        assertThat(incarnation("a").generation()).isEqualTo(1);
        assertThat(published(effects)).containsExactly("Registered", "Starting");
    }

    @Test
    @DisplayName("R-12: a start of a registered id does nothing, whatever the id is doing")
    void secondStartDoesNothing() {
        WorkerFactory first = factory();
        start("a", first);
        assertThatNothingIsStarted();
        started("a");
        assertThatNothingIsStarted();
        ended("a", boom);
        assertThatNothingIsStarted();
        judged("a", boom, Verdict.RESTART);
        assertThatNothingIsStarted();
        assertThat(entry("a").spec.factory()).isSameAs(first);
    }

    private void assertThatNothingIsStarted() {
        assertThat(start("a", factory())).isEmpty();
    }

    @Test
    @DisplayName("R-62: those who wait are given the worker when it is started, in the order in which they came")
    void lookupsAreCompletedWhenStarted() {
        start("a");
        Waiter<Worker> first = machine.await("a");
        Waiter<Worker> second = machine.await("a");
        List<Effect> effects = started("a");
        assertThat(all(Effects.Serve.class, effects))
                .extracting(serve -> (Object) serve.waiter())
                .containsExactly(first, second);
        assertThat(all(Effects.Serve.class, effects)).allMatch(serve -> serve.worker() == worker("a"));
        assertThat(machine.await("a"))
                .as("an available worker is not waited for")
                .isNull();
    }

    @Test
    @DisplayName("B-8: the start time is that of the last successful start")
    void startTimeIsThatOfTheLastStart() {
        start("a");
        assertThat(entry("a").view.started()).isNull();
        now = Instant.ofEpochSecond(1);
        started("a");
        assertThat(entry("a").view.started()).isEqualTo(now);
    }

    // ---- STARTING, RUNNING -> STOPPING -> absent

    @Test
    @DisplayName("R-41: stopping a running worker kills it once, and removes the id when it has ended")
    void stopKillsOnceThenRemoves() {
        start("a");
        started("a");
        Incarnation running = incarnation("a");
        List<Effect> stopping = stop("a");
        assertThat(only(Effects.Kill.class, stopping).incarnation()).isSameAs(running);
        assertThat(published(stopping)).containsExactly("Stopping");
        assertThat(stop("a")).as("a second stop").isEmpty();
        List<Effect> removing = ended("a", null);
        assertThat(published(removing)).containsExactly("Finished", "Removed");
        assertThat(all(Effects.Complete.class, removing)).hasSize(2).allMatch(done -> done.error() == null);
        assertThat(machine.entries()).isEmpty();
    }

    @Test
    @DisplayName("L-5: who waits for a stop is given the error that the worker met while it ended")
    void stopIsGivenTheErrorOfTheEnd() {
        start("a");
        started("a");
        stop("a");
        ended("a", boom);
        List<Effect> removing = judged("a", boom, Verdict.RESTART);
        assertThat(only(Effects.Complete.class, removing).error()).isSameAs(boom);
        assertThat(machine.entries()).isEmpty();
    }

    @Test
    @DisplayName("B-23: stopping a start in progress cancels it; the worker that comes nevertheless is killed")
    void stopCancelsAStart() {
        start("a");
        Incarnation starting = incarnation("a");
        List<Effect> cancelling = stop("a");
        assertThat(only(Effects.Cancel.class, cancelling).incarnation()).isSameAs(starting);
        assertThat(starting.isCancelled()).isTrue();
        now = Instant.ofEpochSecond(1);
        List<Effect> killing = started("a");
        assertThat(entry("a").view.started()).isEqualTo(now);
        assertThat(only(Effects.Kill.class, killing).incarnation()).isSameAs(starting);
        assertThat(published(killing)).as("it was never available").isEmpty();
        ended("a", null);
        assertThat(machine.entries()).isEmpty();
    }

    @Test
    @DisplayName("R-68: a lookup waits while the worker is being stopped, and fails when the id is removed")
    void lookupOfAStoppingWorkerWaits() {
        start("a");
        started("a");
        stop("a");
        Waiter<Worker> waiting = machine.await("a");
        assertThat(waiting).isNotNull();
        Effects.Complete told = all(Effects.Complete.class, ended("a", null)).get(0);
        assertThat(told.waiter()).isSameAs(waiting);
        assertThat(told.error()).isInstanceOf(WorkerNotFoundException.class).hasMessageContaining("'a'");
    }

    @Test
    @DisplayName("R-40: there is nothing to wait for in a stop of an unknown id")
    void stopOfAnUnknownId() {
        assertThat(machine.stop("a")).isNull();
        assertThat(machine.end()).isEmpty();
    }

    // ---- STOPPING -> STARTING: replacements

    @Test
    @DisplayName("B-2: an id that is started while it is being stopped runs the new factory at once, and stays")
    void replacementIsStartedWhenTheOldOneHasEnded() {
        WorkerFactory second = factory();
        start("a");
        started("a");
        stop("a");
        assertThat(start("a", second)).as("not before the old one has ended").isEmpty();
        List<Effect> effects = ended("a", null);
        assertThat(only(Effects.Start.class, effects).incarnation().entry.spec.factory())
                .isSameAs(second);
        assertThat(only(Effects.Start.class, effects).incarnation().previousFailure())
                .isNull();
        assertThat(all(Effects.Complete.class, effects)).as("the stop is over").hasSize(1);
        assertThat(entry("a").next).isNull();
        assertThat(published(started("a"))).containsExactly("Started");
    }

    @Test
    @DisplayName("R-14: of several replacements the last one wins, and the others are released at once")
    void lastReplacementWins() {
        start("a");
        started("a");
        stop("a");
        List<String> released = new ArrayList<>();
        start("a", factory(), error -> released.add("second"));
        List<Effect> effects = start("a", factory(), error -> released.add("third"));
        release(effects);
        assertThat(released).containsExactly("second");
        ended("a", null);
        stop("a");
        release(ended("a", null));
        assertThat(released).containsExactly("second", "third");
    }

    @Test
    @DisplayName("R-16: a replacement starts without delay though the old worker ended with an error")
    void replacementFollowsAnError() {
        start("a");
        started("a");
        stop("a");
        start("a", factory());
        ended("a", boom);
        List<Effect> effects = judged("a", boom, Verdict.GIVE_UP);
        assertThat(only(Effects.Start.class, effects).incarnation().previousFailure())
                .isNull();
        assertThat(entry("a").view.trouble().lastFailure()).isNull();
    }

    @Test
    @DisplayName("R-15: a fatal error drops the replacement")
    void fatalErrorDropsTheReplacement() {
        start("a");
        started("a");
        stop("a");
        List<String> released = new ArrayList<>();
        start("a", factory(), error -> released.add("replacement"));
        ended("a", boom);
        List<Effect> effects = judged("a", boom, Verdict.FATAL_AND_BEST);
        assertThat(all(Effects.Start.class, effects)).isEmpty();
        release(effects);
        assertThat(released).containsExactly("replacement");
        assertThat(machine.state()).isEqualTo(Runner.State.DEAD);
    }

    @Test
    @DisplayName("A stop after the replacement takes it back")
    void stopTakesTheReplacementBack() {
        start("a");
        started("a");
        stop("a");
        List<String> released = new ArrayList<>();
        start("a", factory(), error -> released.add("replacement"));
        release(stop("a"));
        assertThat(released).containsExactly("replacement");
        List<Effect> effects = ended("a", null);
        assertThat(all(Effects.Start.class, effects)).isEmpty();
        assertThat(all(Effects.Complete.class, effects)).hasSize(2);
        assertThat(machine.entries()).isEmpty();
    }

    // ---- RUNNING -> JUDGED -> DELAYED -> STARTING

    @Test
    @DisplayName("R-21: after an error that is not fatal the same factory is called again when the delay is over")
    void restartsAfterTheDelay() {
        WorkerFactory factory = factory();
        start("a", factory);
        started("a");
        List<Effect> judging = ended("a", boom);
        assertThat(phase("a")).isEqualTo(Phase.JUDGED);
        assertThat(only(Effects.Judge.class, judging).error()).isSameAs(boom);
        List<Effect> delaying = judged("a", boom, Verdict.RESTART);
        assertThat(phase("a")).isEqualTo(Phase.DELAYED);
        assertThat(published(delaying)).containsExactly("Failed", "RestartScheduled");
        assertThat(entry("a").view.nextStart()).isEqualTo(now.plusSeconds(1));
        RestartDelay delay = only(Effects.StartTimer.class, delaying).delay();
        assertThat(delay.length()).isEqualTo(Duration.ofSeconds(1));
        Incarnation second = only(Effects.Start.class, due(delay)).incarnation();
        assertThat(second.entry.spec.factory()).isSameAs(factory);
        assertThat(second.generation()).isEqualTo(2);
        assertThat(second.previousFailure()).isSameAs(boom);
        assertThat(entry("a").view.trouble().restarts()).isEqualTo(1);
        assertThat(entry("a").view.nextStart()).isNull();
    }

    @Test
    @DisplayName("A delay of nothing restarts without a timer")
    void noDelayNoTimer() {
        update(AT_ONCE);
        start("a");
        started("a");
        ended("a", boom);
        List<Effect> effects = judged("a", boom, Verdict.RESTART);
        assertThat(only(Effects.Start.class, effects).incarnation().previousFailure())
                .isSameAs(boom);
        assertThat(all(Effects.StartTimer.class, effects)).isEmpty();
        assertThat(entry("a").view.trouble().restarts()).isEqualTo(1);
    }

    @Test
    @DisplayName("A delay longer than time itself ends at its end")
    void delayMayBeAsLongAsOneLikes() {
        update(Restart.after(Duration.ofSeconds(Long.MAX_VALUE)));
        start("a");
        ended("a", boom);
        judged("a", boom, Verdict.RESTART);
        assertThat(entry("a").view.nextStart()).isEqualTo(Instant.MAX);
    }

    @Test
    @DisplayName("B-4: stopping in the delay removes the id at once and cancels the timer; its end starts nothing")
    void stopEndsTheDelay() {
        RestartDelay delay = delayed("a");
        Waiter<Worker> lookup = machine.await("a");
        List<Effect> effects = stop("a");
        assertThat(only(Effects.CancelTimer.class, effects).delay()).isSameAs(delay);
        assertThat(all(Effects.Complete.class, effects))
                .extracting(complete -> (Object) complete.waiter())
                .contains(lookup)
                .hasSize(2);
        assertThat(due(delay)).as("the timer fires nevertheless").isEmpty();
        assertThat(machine.entries()).isEmpty();
    }

    @Test
    @DisplayName("A timer of an earlier delay starts nothing")
    void oldTimerStartsNothing() {
        RestartDelay first = delayed("a");
        machine.restart("a");
        machine.end();
        ended("a", boom);
        judged("a", boom, Verdict.RESTART);
        assertThat(due(first)).isEmpty();
        assertThat(phase("a")).isEqualTo(Phase.DELAYED);
    }

    @Test
    @DisplayName("R-20: a worker that finishes is removed, unless its policy is to restart it always")
    void finishedWorkerIsRemoved() {
        start("a");
        started("a");
        assertThat(published(ended("a", null))).containsExactly("Finished", "Removed");
        update(Restart.builder().when(Restart.When.ALWAYS).build());
        start("a");
        started("a");
        assertThat(published(ended("a", null))).containsExactly("Finished", "RestartScheduled");
    }

    @Test
    @DisplayName("L-7: a worker is removed if the policy gives it up, or never restarts it")
    void givenUpWorkerIsRemoved() {
        start("a");
        ended("a", boom);
        assertThat(published(judged("a", boom, Verdict.GIVE_UP))).containsExactly("Failed", "Removed");
        update(Restart.never());
        start("a");
        ended("a", boom);
        assertThat(published(judged("a", boom, Verdict.RESTART))).containsExactly("Failed", "Removed");
        assertThat(machine.state()).isEqualTo(Runner.State.RUNNING);
    }

    @Test
    @DisplayName("An end that is reported twice counts once")
    void endCountsOnce() {
        start("a");
        started("a");
        Incarnation incarnation = incarnation("a");
        ended("a", boom);
        assertThat(machine.ended(incarnation, null)).isFalse();
        assertThat(machine.end()).isEmpty();
    }

    // ---- an operator's restart

    @Test
    @DisplayName("A restart kills a running worker and starts it anew at once, with its counters cleared")
    void restartOfARunningWorker() {
        due(delayed("a"));
        started("a");
        assertThat(entry("a").view.trouble().restarts()).isEqualTo(1);
        assertThat(machine.restart("a")).isNull();
        assertThat(only(Effects.Kill.class, machine.end()).incarnation()).isSameAs(incarnation("a"));
        ended("a", boom);
        List<Effect> effects = judged("a", boom, Verdict.GIVE_UP);
        assertThat(only(Effects.Start.class, effects).incarnation().previousFailure())
                .isNull();
        assertThat(entry("a").view.trouble().restarts()).isZero();
    }

    @Test
    @DisplayName("A restart cuts the delay short")
    void restartInTheDelay() {
        RestartDelay delay = delayed("a");
        assertThat(machine.restart("a")).isNull();
        List<Effect> effects = machine.end();
        assertThat(only(Effects.CancelTimer.class, effects).delay()).isSameAs(delay);
        assertThat(only(Effects.Start.class, effects).incarnation().previousFailure())
                .isNull();
        assertThat(entry("a").view.trouble().restarts()).isZero();
        assertThat(entry("a").view.trouble().lastFailure()).isNull();
    }

    @Test
    @DisplayName("A restart does not undo a stop, and leaves a replacement alone")
    void restartDoesNotUndoAStop() {
        start("a");
        started("a");
        stop("a");
        assertThat(machine.restart("a")).isInstanceOf(WorkerNotFoundException.class);
        start("a", factory());
        assertThat(machine.restart("a")).isNull();
        assertThat(machine.end()).isEmpty();
        assertThat(entry("a").next).isInstanceOf(Entry.Next.Replace.class);
    }

    @Test
    @DisplayName("A restart that is under way already, or of an unknown id, or in a dying runner")
    void restartThatCannotBe() {
        assertThat(machine.restart("a")).isInstanceOf(WorkerNotFoundException.class);
        start("a");
        started("a");
        machine.restart("a");
        machine.end();
        assertThat(machine.restart("a")).isNull();
        assertThat(machine.end()).isEmpty();
        machine.kill();
        assertThat(machine.restart("a")).isInstanceOf(RunnerDeadException.class);
    }

    @Test
    @DisplayName("A stop overrules a restart")
    void stopOverrulesARestart() {
        start("a");
        started("a");
        machine.restart("a");
        machine.end();
        stop("a");
        assertThat(published(ended("a", null))).containsExactly("Finished", "Removed");
    }

    // ---- revisions

    @Test
    @DisplayName("A revision changes the policy for the next decision and restarts nothing")
    void revisionRestartsNothing() {
        WorkerFactory factory = factory();
        start("a", factory);
        started("a");
        Incarnation running = incarnation("a");
        WorkerSpec revised =
                WorkerSpec.builder("a", factory).restart(Restart.never()).build();
        assertThat(machine.revise(revised)).isTrue();
        assertThat(machine.end()).isEmpty();
        assertThat(incarnation("a")).isSameAs(running);
        assertThat(entry("a").spec).isSameAs(revised);
        ended("a", boom);
        judged("a", boom, Verdict.RESTART);
        assertThat(machine.entries()).isEmpty();
    }

    @Test
    @DisplayName("A revision with another factory, or of an unknown id, does nothing")
    void revisionOfSomethingElse() {
        assertThat(machine.revise(WorkerSpec.builder("a", factory()).build())).isFalse();
        start("a");
        assertThat(machine.revise(WorkerSpec.builder("a", factory()).build())).isFalse();
    }

    // ---- the end of the runner

    @Test
    @DisplayName("R-38, R-50: a runner without workers dies when it is killed, once")
    void emptyRunnerDies() {
        machine.kill();
        List<Effect> effects = machine.end();
        assertThat(published(effects)).containsExactly("RunnerDying", "RunnerDead");
        assertThat(only(Effects.Die.class, effects).result()).isNull();
        machine.kill();
        assertThat(machine.end()).isEmpty();
    }

    @Test
    @DisplayName("R-30, R-31: a fatal error ends the runner with that error, after the other workers have ended")
    void fatalErrorEndsTheRunner() {
        start("a");
        started("a");
        start("b");
        started("b");
        ended("a", boom);
        List<Effect> dying = judged("a", boom, Verdict.FATAL_AND_BEST);
        assertThat(published(dying)).containsExactly("Failed", "RunnerDying", "Removed");
        assertThat(all(Effects.Sweep.class, dying)).hasSize(1);
        assertThat(all(Effects.Die.class, dying)).isEmpty();
        assertThat(only(Effects.Kill.class, sweep("b")).incarnation()).isSameAs(incarnation("b"));
        assertThat(only(Effects.Die.class, ended("b", null)).result()).isSameAs(boom);
    }

    @Test
    @DisplayName("R-32, B-19: the best fatal error is the result, the others are attached to it as they arrived")
    void bestFatalErrorWins() {
        Exception second = new Exception("second");
        Exception third = new Exception("third");
        for (String id : List.of("a", "b", "c")) {
            start(id);
            started(id);
        }
        fail("a", boom, Verdict.FATAL_AND_BEST);
        fail("b", second, Verdict.FATAL_AND_BEST);
        List<Effect> effects = fail("c", third, Verdict.FATAL);
        assertThat(only(Effects.Die.class, effects).result()).isSameAs(second);
        assertThat(second.getSuppressed()).containsExactly(boom, third);
    }

    @Test
    @DisplayName("B-9: a dying runner refuses a start and says so")
    void dyingRunnerRefuses() {
        start("a");
        machine.kill();
        machine.end();
        boolean done = machine.start(WorkerSpec.builder("b", factory()).build());
        assertThat(done).isFalse();
        assertThat(published(machine.end())).containsExactly("StartRefused");
        assertThat(machine.entries()).containsOnlyKeys("a");
    }

    @Test
    @DisplayName("R-36: a worker that comes from a start which the sweep has not reached is killed")
    void workerStartedInADyingRunnerIsKilled() {
        start("a");
        machine.kill();
        machine.end();
        List<Effect> effects = started("a");
        assertThat(only(Effects.Kill.class, effects).incarnation()).isSameAs(incarnation("a"));
        assertThat(published(effects)).containsExactly("Stopping");
        assertThat(sweep("a")).isEmpty();
        assertThat(published(ended("a", null))).containsExactly("Finished", "Removed", "RunnerDead");
    }

    @Test
    @DisplayName("R-64, B-11: the sweep tells those who wait, before the workers have ended")
    void sweepTellsLookups() {
        start("a");
        Waiter<Worker> lookup = machine.await("a");
        machine.kill();
        machine.end();
        Effects.Complete told = only(Effects.Complete.class, sweep("a"));
        assertThat(told.waiter()).isSameAs(lookup);
        assertThat(told.error()).isInstanceOf(RunnerDeadException.class);
        assertThat(machine.await("a")).as("nobody waits any longer").isNull();
    }

    @Test
    @DisplayName("B-5: the sweep ends a restart delay without calling the start function")
    void sweepEndsDelays() {
        RestartDelay delay = delayed("a");
        machine.kill();
        machine.end();
        List<Effect> effects = sweep("a");
        assertThat(only(Effects.CancelTimer.class, effects).delay()).isSameAs(delay);
        assertThat(all(Effects.Start.class, effects)).isEmpty();
        assertThat(machine.state()).isEqualTo(Runner.State.DEAD);
    }

    @Test
    @DisplayName("The sweep leaves alone who took the place of an entry that it saw")
    void sweepOfAnEntryThatIsGone() {
        start("a");
        Entry gone = entry("a");
        ended("a", null);
        start("a");
        machine.sweep(gone);
        assertThat(machine.end()).isEmpty();
        assertThat(phase("a")).isEqualTo(Phase.STARTING);
    }

    @Test
    @DisplayName("R-33: what is not fatal is not restarted in a dying runner, and not its result")
    void errorsOfADyingRunner() {
        start("a");
        started("a");
        machine.kill();
        machine.end();
        sweep("a");
        List<Effect> effects = fail("a", boom, Verdict.RESTART);
        assertThat(published(effects)).containsExactly("Failed", "Removed", "RunnerDead");
        assertThat(only(Effects.Die.class, effects).result()).isNull();
    }

    @Test
    @DisplayName("R-23: the effects of an event are its own: those of the next one do not show in them")
    void effectsAreHandedOver() {
        machine.begin(now);
        assertThat(machine.await("unknown")).isNull();
        List<Effect> none = machine.end();
        start("a");
        assertThat(none).isEmpty();
    }

    @Test
    @DisplayName("Invariant 4, B-5, R-51: nothing is started when a delay ends in a dying runner")
    void nothingIsStartedWhenADelayEndsInADyingRunner() {
        RestartDelay delay = delayed("a");
        machine.kill();
        machine.end();
        List<Effect> effects = due(delay);
        assertThat(all(Effects.Start.class, effects)).isEmpty();
        assertThat(published(effects)).doesNotContain("Starting");
    }

    @Test
    @DisplayName("After an end without error the next incarnation has no previous failure")
    void previousFailureIsThatOfThePreviousIncarnation() {
        update(Restart.builder()
                .when(Restart.When.ALWAYS)
                .delay(Duration.ofSeconds(1))
                .build());
        due(delayed("a"));
        started("a");
        RestartDelay second = only(Effects.StartTimer.class, ended("a", null)).delay();
        assertThat(only(Effects.Start.class, due(second)).incarnation().previousFailure())
                .as("the second incarnation ended without error")
                .isNull();
    }

    @Test
    @DisplayName("The action for a removal in the restart delay is given the error that ended the last incarnation")
    void removalInTheDelayTellsTheError() {
        List<Throwable> told = new ArrayList<>();
        start("a", factory(), told::add);
        fail("a", boom, Verdict.RESTART);
        release(stop("a"));
        assertThat(told).containsExactly(boom);
    }

    @Test
    @DisplayName("A state is dated from the moment in which it began")
    void sinceIsTheBeginningOfTheState() {
        start("a");
        now = Instant.ofEpochSecond(1);
        stop("a");
        now = Instant.ofEpochSecond(2);
        started("a");
        assertThat(entry("a").view.since()).isEqualTo(Instant.ofEpochSecond(1));
    }

    @Test
    @DisplayName("A revision while a replacement waits is one of the replacement")
    void revisionOfAReplacement() {
        List<String> released = new ArrayList<>();
        WorkerFactory factory = factory();
        start("a", factory, error -> released.add("old"));
        started("a");
        stop("a");
        start("a", factory, error -> released.add("replacement"));
        WorkerSpec revised = WorkerSpec.builder("a", factory)
                .restart(Restart.never())
                .onRemoved(error -> released.add("revised"))
                .build();
        assertThat(machine.revise(revised)).isTrue();
        release(ended("a", null));
        assertThat(released).containsExactly("old");
        assertThat(entry("a").spec).isSameAs(revised);
    }

    @Test
    @DisplayName("The machine calls no foreign code: not even the text of an error")
    void textOfAnErrorIsNotAskedFor() {
        Exception fatal = new Exception("fatal") {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("foreign code was called under the lock");
            }

            @Override
            public String toString() {
                asked.add("toString");
                return "text";
            }
        };
        start("a");
        start("b");
        assertThat(machine.await("b")).isNotNull();
        machine.end();
        fail("a", fatal, Verdict.FATAL_AND_BEST);
        machine.restart("b");
        sweep("b");
        assertThat(asked).isEmpty();
    }

    private final List<String> asked = new ArrayList<>();

    // ---- JUDGED -> GIVEN_UP

    private static final Restart ONCE = Restart.builder()
            .delay(Duration.ofSeconds(1))
            .budget(1, Duration.ofMinutes(1))
            .build();

    private List<Effect> useUp(Restart restart) {
        update(restart);
        due(delayed("a"));
        return fail("a", boom, Verdict.RESTART);
    }

    @Test
    @DisplayName("A worker that used its budget up is given up: no timer, and those who wait are told")
    void givesUp() {
        update(ONCE);
        due(delayed("a"));
        Waiter<Worker> waiter = machine.await("a");
        List<Effect> effects = fail("a", boom, Verdict.RESTART);
        assertThat(phase("a")).isEqualTo(Phase.GIVEN_UP);
        assertThat(published(effects)).containsExactly("Failed", "GivenUp");
        assertThat(all(Effects.StartTimer.class, effects)).isEmpty();
        assertThat(only(Effects.Complete.class, effects).waiter()).isSameAs(waiter);
        assertThat(machine.await("a")).as("nobody waits for it").isNull();
    }

    @Test
    @DisplayName("What was given up is started anew by a restart, and by a start, which releases the old factory")
    void givenUpIsRevived() {
        useUp(ONCE);
        machine.begin(now);
        machine.restart("a");
        assertThat(only(Effects.Start.class, machine.end()).incarnation().generation())
                .isEqualTo(3);
        assertThat(entry("a").view.trouble().restarts()).isZero();
        fail("a", boom, Verdict.RESTART);
        assertThat(phase("a")).as("the whole budget is there again").isEqualTo(Phase.DELAYED);
        due(entry("a").delay());
        fail("a", boom, Verdict.RESTART);
        WorkerFactory other = factory();
        assertThat(only(Effects.Start.class, start("a", other))
                        .incarnation()
                        .entry
                        .spec
                        .factory())
                .isSameAs(other);
    }

    @Test
    @DisplayName("The action for a removal of what was given up is given the error that ended the last incarnation")
    void removalOfGivenUpTellsTheError() {
        List<Throwable> told = new ArrayList<>();
        update(ONCE);
        start("a", factory(), told::add);
        due(only(Effects.StartTimer.class, fail("a", boom, Verdict.RESTART)).delay());
        fail("a", boom, Verdict.RESTART);
        release(stop("a"));
        assertThat(told).containsExactly(boom);
        assertThat(machine.entries()).isEmpty();
    }

    @Test
    @DisplayName("Escalation: the failure is fatal")
    void escalates() {
        List<Effect> effects =
                useUp(ONCE.toBuilder().exhausted(Restart.Exhausted.ESCALATE).build());
        assertThat(published(effects)).containsExactly("Failed", "GivenUp", "RunnerDying", "Removed", "RunnerDead");
        assertThat(only(Effects.Die.class, effects).result()).isSameAs(boom);
    }

    // ---- deadlines

    private static final Timeouts STRICT =
            Timeouts.NONE.withStart(Duration.ofSeconds(1)).withStop(Duration.ofSeconds(2));

    private List<Effect> overdue(Deadline<Incarnation> deadline) {
        machine.begin(now);
        machine.overdue(deadline, Map.of());
        return machine.end();
    }

    private static Deadline<Incarnation> deadline(List<Effect> effects) {
        return only(Effects.StartDeadline.class, effects).deadline();
    }

    @Test
    @DisplayName("A start timeout cancels the start, which stays what it is until it ends, and then is a failure")
    void startTimeout() {
        machine.update(IN_A_SECOND, STRICT);
        Deadline<Incarnation> deadline = deadline(start("a"));
        List<Effect> effects = overdue(deadline);
        assertThat(phase("a")).isEqualTo(Phase.STARTING);
        assertThat(entry("a").view.trouble().overdue()).isTrue();
        assertThat(incarnation("a").isCancelled()).isTrue();
        only(Effects.Cancel.class, effects);
        assertThat(overdue(deadline)).as("once").isEmpty();
        Throwable error = only(Effects.Judge.class, ended("a", null)).error();
        assertThat(error).isInstanceOf(StartTimeoutException.class);
        assertThat(entry("a").view.trouble().overdue()).isFalse();
    }

    @Test
    @DisplayName("A start in time cancels its deadline; an old one does nothing")
    void startInTime() {
        machine.update(IN_A_SECOND, STRICT);
        Deadline<Incarnation> deadline = deadline(start("a"));
        assertThat(only(Effects.CancelDeadline.class, started("a")).deadline()).isSameAs(deadline);
        assertThat(overdue(deadline)).isEmpty();
        assertThat(phase("a")).isEqualTo(Phase.RUNNING);
    }

    @Test
    @DisplayName("A stop timeout interrupts, then abandons; what ends late is followed by what was asked for")
    void stopTimeout() {
        machine.update(IN_A_SECOND, STRICT);
        start("a");
        started("a");
        Deadline<Incarnation> first = deadline(stop("a"));
        assertThat(first.step()).isEqualTo(Deadline.Step.INTERRUPT);
        List<Effect> interrupting = overdue(first);
        only(Effects.Interrupt.class, interrupting);
        Deadline<Incarnation> second = deadline(interrupting);
        assertThat(second.length()).isEqualTo(Duration.ofSeconds(1));
        List<Effect> abandoning = overdue(second);
        assertThat(phase("a")).isEqualTo(Phase.ABANDONED);
        assertThat(only(Effects.Complete.class, abandoning).error()).isInstanceOf(WorkerAbandonedException.class);
        assertThat(machine.abandoned()).isEqualTo(1);
        assertThat(start("a", factory())).as("invariant 1").isEmpty();
        List<Effect> following = ended("a", null);
        assertThat(published(following)).containsExactly("AbandonedEnded", "Finished", "Starting");
        assertThat(machine.abandoned()).isZero();
    }

    @Test
    @DisplayName("A dying runner leaves an abandoned worker behind; its factory is released when that ends")
    void leavesBehind() {
        List<Throwable> told = new ArrayList<>();
        machine.update(IN_A_SECOND, STRICT);
        start("a", factory(), told::add);
        started("a");
        Incarnation incarnation = incarnation("a");
        machine.kill();
        Deadline<Incarnation> first = deadline(sweep("a"));
        List<Effect> abandoning = overdue(deadline(overdue(first)));
        assertThat(published(abandoning)).containsExactly("Abandoned", "Removed", "RunnerDead");
        assertThat(all(Effects.Release.class, abandoning)).isEmpty();
        assertThat(machine.state()).isEqualTo(Runner.State.DEAD);
        assertThat(machine.stopReceipt().abandoned()).isEqualTo(1);
        machine.begin(now);
        assertThat(machine.ended(incarnation, boom)).as("it is news").isTrue();
        List<Effect> late = machine.end();
        assertThat(published(late)).containsExactly("AbandonedEnded");
        assertThat(all(Effects.Judge.class, late))
                .as("there is nobody whom it could concern")
                .isEmpty();
        release(late);
        assertThat(told).containsExactly(boom);
    }

    /** Asks for a stop of a running worker, and lets both of its deadlines pass. */
    private List<Effect> abandoned(String id) {
        return abandoned(stop(id));
    }

    private List<Effect> abandoned(List<Effect> stopping) {
        return overdue(deadline(overdue(deadline(stopping))));
    }

    @Test
    @DisplayName("A lookup that waits for the successor of a deaf worker is told when that is abandoned")
    void abandonmentTellsLookups() {
        machine.update(IN_A_SECOND, STRICT);
        start("a");
        started("a");
        List<Effect> stopping = stop("a");
        Waiter<Worker> lookup = machine.await("a");
        assertThat(all(Effects.Complete.class, abandoned(stopping)))
                .filteredOn(told -> told.waiter() == lookup)
                .singleElement()
                .extracting(Effects.Complete::error)
                .isInstanceOf(WorkerAbandonedException.class);
    }

    @Test
    @DisplayName("A runner that dies after it abandoned a worker does not wait for it")
    void deathAfterAnAbandonment() {
        machine.update(IN_A_SECOND, STRICT);
        start("a");
        started("a");
        abandoned("a");
        machine.kill();
        assertThat(published(sweep("a"))).containsExactly("RunnerDying", "Removed", "RunnerDead");
        assertThat(machine.stopReceipt().abandoned()).isEqualTo(1);
    }

    @Test
    @DisplayName("A worker abandoned before the sweep comes to it takes its replacement along")
    void abandonmentBeforeTheSweep() {
        List<String> released = new ArrayList<>();
        machine.update(IN_A_SECOND, STRICT);
        start("a");
        started("a");
        List<Effect> stopping = stop("a");
        start("a", factory(), error -> released.add("replacement"));
        machine.kill();
        release(abandoned(stopping));
        assertThat(released).containsExactly("replacement");
        assertThat(machine.state()).isEqualTo(Runner.State.DEAD);
    }

    @Test
    @DisplayName("The successor of an abandoned worker is no less overdue than others")
    void successorOfAnAbandonedWorker() {
        machine.update(IN_A_SECOND, STRICT);
        start("a");
        started("a");
        abandoned("a");
        start("a", factory());
        overdue(deadline(ended("a", null)));
        assertThat(phase("a")).isEqualTo(Phase.STARTING);
        assertThat(entry("a").view.trouble().overdue()).isTrue();
    }

    // ---- what is told to whom, when things have changed in the meantime

    private List<Effect> awaitAgain(String id, Waiter<Worker> waiter) {
        machine.begin(now);
        machine.awaitAgain(id, waiter);
        return machine.end();
    }

    @Test
    @DisplayName("A lookup that could not be served is answered by what is there now")
    void lookupComesBack() {
        Waiter<Worker> waiter = new Waiter<>();
        assertThat(only(Effects.Complete.class, awaitAgain("a", waiter)).error())
                .isInstanceOf(WorkerNotFoundException.class);
        start("a");
        assertThat(awaitAgain("a", waiter)).as("it waits").isEmpty();
        assertThat(only(Effects.Serve.class, started("a")).waiter()).isSameAs(waiter);
        Effects.Serve served = only(Effects.Serve.class, awaitAgain("a", waiter));
        assertThat(served.waiter()).isSameAs(waiter);
        assertThat(served.worker()).isSameAs(worker("a"));
        machine.kill();
        assertThat(only(Effects.Complete.class, awaitAgain("a", waiter)).error())
                .isInstanceOf(RunnerDeadException.class);
    }

    @Test
    @DisplayName("A lookup that comes back to a worker that was given up is told so")
    void lookupComesBackInVain() {
        useUp(ONCE);
        assertThat(only(Effects.Complete.class, awaitAgain("a", new Waiter<>())).error())
                .isInstanceOf(WorkerGivenUpException.class);
    }

    @Test
    @DisplayName("An end without error ends a row of failures")
    void successEndsTheRow() {
        update(Restart.builder()
                .when(Restart.When.ALWAYS)
                .delay(Duration.ofSeconds(1))
                .build());
        due(delayed("a"));
        assertThat(entry("a").view.trouble().failures()).isEqualTo(1);
        started("a");
        ended("a", null);
        assertThat(entry("a").view.trouble().failures()).isZero();
    }

    // ---- the language of these tests

    private static WorkerFactory factory() {
        return new WorkerFactory() {
            @Override
            public Worker start(StartContext context) {
                throw new AssertionError("the machine calls no foreign code");
            }
        };
    }

    private void update(Restart restart) {
        machine.update(restart, Timeouts.NONE);
    }

    private List<Effect> start(String id) {
        return start(id, factory());
    }

    private List<Effect> start(String id, WorkerFactory factory) {
        machine.begin(now);
        machine.start(WorkerSpec.builder(id, factory).build());
        return machine.end();
    }

    private List<Effect> start(String id, WorkerFactory factory, Consumer<Throwable> onRemoved) {
        machine.begin(now);
        machine.start(WorkerSpec.builder(id, factory).onRemoved(onRemoved).build());
        return machine.end();
    }

    private List<Effect> started(String id) {
        machine.begin(now);
        machine.started(incarnation(id), new IdleWorker());
        return machine.end();
    }

    private List<Effect> ended(String id, Throwable error) {
        machine.begin(now);
        assertThat(machine.ended(incarnation(id), error)).isTrue();
        return machine.end();
    }

    private List<Effect> judged(String id, Throwable error, Verdict verdict) {
        machine.begin(now);
        machine.judged(incarnation(id), new Judgement(verdict, error, "text"));
        return machine.end();
    }

    private List<Effect> fail(String id, Throwable error, Verdict verdict) {
        List<Effect> effects = new ArrayList<>(ended(id, error));
        effects.addAll(judged(id, error, verdict));
        return effects;
    }

    /** Starts a worker, lets it fail, and returns the delay before its restart. */
    private RestartDelay delayed(String id) {
        start(id);
        return only(Effects.StartTimer.class, fail(id, boom, Verdict.RESTART)).delay();
    }

    private List<Effect> due(RestartDelay delay) {
        machine.begin(now);
        machine.due(delay);
        return machine.end();
    }

    private List<Effect> stop(String id) {
        machine.begin(now);
        assertThat(machine.stop(id)).isNotNull();
        return machine.end();
    }

    private List<Effect> sweep(String id) {
        machine.begin(now);
        machine.sweep(entry(id));
        return machine.end();
    }

    private Entry entry(String id) {
        return machine.entries().get(id);
    }

    private Incarnation incarnation(String id) {
        return entry(id).incarnation();
    }

    private Worker worker(String id) {
        return incarnation(id).worker();
    }

    private Phase phase(String id) {
        return entry(id).phase();
    }

    private static void release(List<Effect> effects) {
        all(Effects.Release.class, effects).forEach(release -> release.action().accept(release.error()));
    }

    private static <E extends Effect> List<E> all(Class<E> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static <E extends Effect> E only(Class<E> kind, List<Effect> effects) {
        return assertThat(all(kind, effects)).singleElement(type(kind)).actual();
    }

    private static List<String> published(List<Effect> effects) {
        return all(Effects.Publish.class, effects).stream()
                .map(Effects.Publish::event)
                .map(RunnerEvent::getClass)
                .map(Class::getSimpleName)
                .toList();
    }

    private static final class IdleWorker implements Worker {
        @Override
        public void kill() {}

        @Override
        public CompletionStage<Void> completion() {
            return new CompletableFuture<>();
        }
    }
}
