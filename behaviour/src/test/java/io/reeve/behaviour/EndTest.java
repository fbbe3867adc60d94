// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.WorkerChecks;
import io.reeve.worker.BrokenWorkerException;
import io.reeve.worker.Restart;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Removed;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class EndTest {
    @RegisterExtension
    final Rig rig = Rig.whereSomeAreFatal(params ->
            params.shouldRestart(error -> !String.valueOf(error.getMessage()).startsWith("give up")));

    @Test
    @DisplayName("R-20 a worker that ends without error is removed and not restarted; its id may be used again")
    void cleanEndRemoves() throws Exception {
        Factory factory = rig.factory();
        rig.start("a", factory).end();
        rig.awaitRemoved("a");
        assertThat(rig.runner.workerIds()).isEmpty();
        assertThat(rig.lookupError("a")).isInstanceOf(WorkerNotFoundException.class);
        assertThat(rig.clock.pending()).isZero();
        assertThat(factory.starts()).isEqualTo(1);

        Factory again = rig.factory();
        rig.start("a", again);
        assertThat(again.context(1).generation()).isEqualTo(1);
        rig.finish();
        assertThat(factory.starts()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-21 a worker that fails is started anew by the same function, each time after the same delay")
    void failureRestarts() throws Exception {
        Factory factory = rig.factory();
        rig.start("a", factory);
        for (int generation = 1; generation <= 20; generation++) {
            factory.worker(generation).end(new Exception("failure " + generation));
            rig.awaitDelay("a", generation);
            assertThat(rig.clock.nextDue()).contains(rig.clock.instant().plus(Rig.DELAY));
            rig.clock.advance(Rig.DELAY.minusNanos(1));
            assertThat(factory.starts()).isEqualTo(generation);
            assertThat(rig.state("a")).isEqualTo(State.STOPPED);
            rig.clock.advance(java.time.Duration.ofNanos(1));
            rig.awaitStarted("a", generation + 1);
            assertThat(rig.clock.pending()).isZero();
        }
        assertThat(rig.status("a").restarts()).isEqualTo(20);
        assertThat(rig.status("a").generation()).isEqualTo(21);
    }

    @Test
    @DisplayName("R-21 the delay counts from the end of the worker")
    void delayCountsFromTheEnd() throws Exception {
        Factory factory = rig.factory();
        rig.start("a", factory);
        rig.clock.advance(ofSeconds(100));
        factory.worker(1).end(new Exception("late"));
        rig.awaitDelay("a", 1);
        RestartScheduled scheduled = rig.await(RestartScheduled.class, "a", 1);
        assertThat(scheduled.due()).isEqualTo(Rig.START.plusSeconds(103));
        assertThat(rig.clock.nextDue()).contains(scheduled.due());
        assertThat(rig.status("a").nextStart()).isEqualTo(scheduled.due());
    }

    @Test
    @DisplayName("R-22 a start function that throws an error that is not fatal is called again after the delay")
    void failedStartRestarts() throws Exception {
        Exception error = new Exception("not yet");
        Factory factory = rig.factory(context -> {
            if (context.generation() <= 2) {
                throw error;
            }
            return ScriptedWorker.obedient();
        });
        rig.runner.startWorker("a", factory);
        for (int generation = 1; generation <= 2; generation++) {
            assertThat(rig.awaitFailed("a", generation).error()).isSameAs(error);
            rig.awaitDelay("a", generation);
            rig.clock.advance(Rig.DELAY);
        }
        assertThat(rig.lookup("a")).isSameAs(factory.worker(3));
        assertThat(factory.context(3).previousFailure()).containsSame(error);
    }

    @Test
    @DisplayName("R-22 a start function that throws a fatal error ends the runner")
    void fatalStart() throws Exception {
        Exception fatal = new Exception("fatal");
        rig.runner.startWorker("a", context -> {
            throw fatal;
        });
        assertThat(rig.result()).isSameAs(fatal);
    }

    @Test
    @DisplayName("R-23 never more than one incarnation of an id at a time, whatever is asked for")
    void oneIncarnationAtATime() throws Exception {
        AtomicInteger alive = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Factory.Start start = context -> {
            most.accumulateAndGet(alive.incrementAndGet(), Math::max);
            ScriptedWorker worker = new ScriptedWorker(self -> {
                alive.decrementAndGet();
                self.end();
            });
            return worker;
        };
        for (int i = 0; i < 300; i++) {
            rig.runner.startWorker("a", rig.factory(start));
            switch (i % 3) {
                case 0 -> rig.runner.restartWorker("a");
                case 1 -> rig.runner.stopWorker("a");
                default -> Soon.get(rig.runner.worker("a"));
            }
        }
        assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
        assertThat(most).hasValue(1);
        assertThat(alive).hasValue(0);
    }

    @Test
    @DisplayName("R-24 R-25 B-17 a start function that throws an Error fails like any other, and is restarted")
    void startThrowsAnError() throws Exception {
        Error error = new StackOverflowError("deep");
        Factory factory = rig.factory(context -> {
            if (context.generation() == 1) {
                throw error;
            }
            return ScriptedWorker.obedient();
        });
        rig.runner.startWorker("a", factory);
        assertThat(rig.awaitFailed("a", 1).error()).isSameAs(error);
        rig.awaitDelay("a", 1);
        rig.clock.advance(Rig.DELAY);
        assertThat(rig.lookup("a")).isSameAs(factory.worker(2));
    }

    @Test
    @DisplayName("R-26 B-17 a start function that returns null fails with an error that names runner and id")
    void startReturnsNull() throws Exception {
        rig.runner.startWorker("a", context -> null);
        Throwable error = rig.awaitFailed("a", 1).error();
        assertThat(error)
                .isInstanceOf(BrokenWorkerException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("'" + Rig.NAME + "'")
                .hasMessageContaining("null");
        rig.awaitDelay("a", 1);
    }

    @Test
    @DisplayName("R-24 an interrupt that a start function lets out is a failure, if nobody asked it to stop")
    void startThrowsAnInterrupt() throws Exception {
        InterruptedException error = new InterruptedException("by accident");
        rig.runner.startWorker("a", context -> {
            throw error;
        });
        assertThat(rig.awaitFailed("a", 1).error()).isSameAs(error);
        rig.awaitDelay("a", 1);
    }

    @Test
    @DisplayName("B-6 R-69 a failed worker is not handed out, killed or asked again during its restart delay")
    void failedWorkerIsForgotten() throws Exception {
        ReportingWorker reporting = new ReportingWorker(() -> java.util.Map.of("key", "value"));
        AtomicInteger starts = new AtomicInteger();
        Factory next = rig.factory();
        rig.runner.startWorker("a", context -> starts.getAndIncrement() == 0 ? reporting : next.start(context));
        assertThat(rig.lookup("a")).isSameAs(reporting);
        assertThat(rig.entry("a")).containsKey("report");
        int asked = reporting.reports();
        reporting.end(new Exception("once"));
        rig.awaitDelay("a", 1);
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        assertThat(rig.entry("a")).containsEntry("state", "stopped").doesNotContainKey("report");
        rig.settle();
        assertThat(lookup).isNotDone();
        rig.clock.advance(Rig.DELAY);
        assertThat(Soon.get(lookup)).isSameAs(next.worker(1));
        rig.finish();
        assertThat(reporting.reports()).isEqualTo(asked);
        assertThat(reporting.kills()).isZero();
    }

    @Test
    @DisplayName("L-7 an error after which shouldRestart says no removes the worker and harms no other")
    void givesUp() throws Exception {
        ScriptedWorker other = rig.start("other");
        rig.start("a").end(new Exception("give up"));
        rig.awaitRemoved("a");
        assertThat(rig.lookupError("a")).isInstanceOf(WorkerNotFoundException.class);
        assertThat(rig.clock.pending()).isZero();
        WorkerChecks.checkAlive(rig.runner);
        assertThat(rig.lookup("other")).isSameAs(other);
        assertThat(other.kills()).isZero();
    }

    @Test
    @DisplayName("L-7 lookups that wait for a worker that is given up are told that it is not found")
    void givesUpOnWaitingLookups() throws Exception {
        Gate gate = rig.gate();
        rig.runner.startWorker("a", context -> {
            gate.pass();
            throw new Exception("give up");
        });
        gate.awaitArrival();
        CompletableFuture<Worker> lookup = rig.runner.worker("a");
        gate.open();
        assertThat(Soon.errorOf(lookup)).isInstanceOf(WorkerNotFoundException.class);
    }

    @Test
    @DisplayName("R-21 a worker's own restart policy takes the place of the runner's")
    void ownRestartPolicy() throws Exception {
        Factory never = rig.factory();
        rig.runner.startWorker("never", never, Restart.never());
        never.worker(1).end(new Exception("once"));
        rig.awaitRemoved("never");

        Factory atOnce = rig.factory();
        rig.runner.startWorker("at once", atOnce, Restart.after(ZERO));
        atOnce.worker(1).end(new Exception("once"));
        assertThat(atOnce.worker(2)).isNotNull();
        assertThat(rig.clock.pending()).isZero();

        Factory later = rig.factory();
        rig.runner.startWorker("later", later, Restart.after(ofSeconds(60)));
        later.worker(1).end(new Exception("once"));
        rig.awaitDelay("later", 1);
        assertThat(rig.clock.nextDue()).contains(Rig.START.plusSeconds(60));
    }

    @Test
    @DisplayName("R-20 a worker whose policy is ALWAYS is restarted also after an end without error")
    void alwaysRestarts() throws Exception {
        Factory factory = rig.factory();
        rig.runner.startWorker(
                "a", factory, Restart.builder().when(Restart.When.ALWAYS).build());
        factory.worker(1).end();
        rig.awaitDelay("a", 1);
        rig.clock.advance(Rig.DELAY);
        assertThat(rig.lookup("a")).isSameAs(factory.worker(2));
        assertThat(rig.events.events(Removed.class)).isEmpty();
    }

    @Test
    @DisplayName("R-20 after an end without error the next start is not told of an older failure")
    void cleanEndIsNoFailure() throws Exception {
        Factory factory = rig.factory();
        rig.runner.startWorker(
                "a", factory, Restart.builder().when(Restart.When.ALWAYS).build());
        Exception error = new Exception("once");
        factory.worker(1).end(error);
        rig.awaitDelay("a", 1);
        rig.clock.advance(Rig.DELAY);
        assertThat(factory.worker(2)).isNotNull();
        assertThat(factory.context(2).previousFailure()).containsSame(error);
        factory.worker(2).end();
        rig.awaitDelay("a", 2);
        rig.clock.advance(Rig.DELAY);
        assertThat(factory.worker(3)).isNotNull();
        assertThat(factory.context(3).previousFailure()).isEmpty();
    }
}
