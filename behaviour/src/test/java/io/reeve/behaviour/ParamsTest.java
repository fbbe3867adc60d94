// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.runner.WorkerSpec;
import io.reeve.testkit.RecordingListener;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.testkit.WorkerChecks;
import io.reeve.worker.Restart;
import io.reeve.worker.event.RunnerEvent.Misbehaved;
import io.reeve.worker.event.RunnerEvent.Registered;
import io.reeve.worker.event.RunnerEvent.Removed;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParamsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    @DisplayName("L-10 a name is required: construction fails with a \"not valid\" error without one: ")
    void nameIsRequired(String name) {
        assertThatThrownBy(() -> RunnerParams.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not valid");
    }

    @Test
    @DisplayName("all parameters, and all that is said of a worker, can be said in one sentence")
    void inOneSentence() throws Exception {
        RunnerParams params = RunnerParams.builder("r")
                .isFatal(error -> false)
                .shouldRestart(error -> true)
                .moreImportant((error, best) -> true)
                .startTimeout(ofSeconds(1))
                .stopTimeout(ofSeconds(2))
                .stopTimeout(ofSeconds(1), ofSeconds(2))
                .logger(System.getLogger("nobody.reads.this"))
                .restart(Restart.after(ofSeconds(7)))
                .build();
        assertThat(params.restart().delay()).isEqualTo(ofSeconds(7));
        WorkerRunner runner = WorkerRunner.start(params);
        assertThat(runner.name()).isEqualTo("r");
        assertThat(runner).hasToString("runner 'r' (running, 0 workers)");
        assertThat(runner.startWorker(WorkerSpec.builder("a", context -> ScriptedWorker.obedient())
                        .startTimeout(ofSeconds(1))
                        .stopTimeout(ofSeconds(2))
                        .stopTimeout(ofSeconds(1), ofSeconds(2))
                        .build()))
                .isTrue();
        WorkerChecks.cleanKill(runner);
    }

    @Test
    @DisplayName("a start function that returns nothing is complained of, under the name of its worker")
    void returnsNull() throws Exception {
        Rig rig = Rig.whereNothingIsFatal();
        try {
            rig.runner.startWorker("a", context -> null);
            assertThat(rig.awaitFailed("a", 1).error())
                    .hasMessage("the start function of worker 'a' of runner '" + Rig.NAME + "' returned null");
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("what is said of a worker can be said anew, as long as it is the same factory")
    void revised() throws Exception {
        Rig rig = Rig.whereNothingIsFatal();
        try {
            Factory factory = rig.factory();
            rig.start("a", factory);
            assertThat(rig.runner.reviseWorker(WorkerSpec.builder("a", factory)
                            .restart(Restart.after(ofSeconds(9)))
                            .build()))
                    .isTrue();
            assertThat(rig.status("a").restart().delay()).isEqualTo(ofSeconds(9));
            assertThat(rig.runner.reviseWorker(WorkerSpec.builder("a", context -> ScriptedWorker.obedient())
                            .build()))
                    .isFalse();
            assertThat(rig.runner.reviseWorker(WorkerSpec.builder("b", factory).build()))
                    .isFalse();
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("L-10 the name null is refused")
    void nullNameIsRefused() {
        assertThatThrownBy(() -> RunnerParams.of(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @DisplayName("B-24 a negative restart delay is refused")
    void negativeDelayIsRefused() {
        assertThatThrownBy(() -> RunnerParams.builder("r").restartDelay(ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> Restart.after(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("R-4 the default restart delay is three seconds")
    void defaultDelay() throws Exception {
        assertThat(RunnerParams.of("r").restart().delay()).isEqualTo(ofSeconds(3));
        Rig rig = Rig.whereNothingIsFatal();
        try {
            rig.start("a").end(new Exception("once"));
            assertThat(rig.await(RestartScheduled.class, "a", 1).delay()).isEqualTo(ofSeconds(3));
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("R-4 a restart delay of zero restarts at once, without a timer")
    void zeroDelay() throws Exception {
        Rig rig = Rig.whereNothingIsFatal(params -> params.restartDelay(ZERO));
        try {
            Factory factory = rig.factory();
            rig.start("a", factory).end(new Exception("once"));
            assertThat(factory.worker(2)).isNotNull();
            assertThat(rig.clock.pending()).isZero();
            assertThat(rig.events.events(RestartScheduled.class)).isEmpty();
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("R-4 a restart delay that no clock can count is a delay all the same")
    void endlessDelay() throws Exception {
        Rig rig = Rig.whereNothingIsFatal(params -> params.restartDelay(Duration.ofSeconds(Long.MAX_VALUE)));
        try {
            rig.start("a").end(new Exception("once"));
            rig.awaitDelay("a", 1);
            assertThat(rig.status("a").nextStart()).isEqualTo(Instant.MAX);
            assertThat(rig.entry("a")).containsEntry("state", "stopped").containsKey("next-start");
        } finally {
            rig.finish();
        }
        WorkerRunner real = WorkerRunner.start(RunnerParams.builder("real")
                .isFatal(error -> false)
                .restartDelay(Duration.ofSeconds(Long.MAX_VALUE))
                .build());
        real.startWorker("a", context -> ScriptedWorker.dead(new Exception("once")));
        WorkerChecks.cleanKill(real);
    }

    @Test
    @DisplayName("R-5 the default clock is the wall clock")
    void wallClock() throws Exception {
        RecordingListener events = new RecordingListener();
        Instant before = Instant.now();
        WorkerRunner runner = WorkerRunner.start(RunnerParams.builder("wall")
                .listener(events)
                .isFatal(error -> false)
                .restartDelay(ofMillis(20))
                .build());
        Factory factory = new Factory(context -> ScriptedWorker.obedient());
        runner.startWorker("a", factory);
        factory.worker(1).end(new Exception("once"));
        assertThat(factory.worker(2)).isNotNull();
        assertThat(events.await(Registered.class).time()).isBetween(before, Instant.now());
        RestartScheduled scheduled = events.await(RestartScheduled.class);
        assertThat(Instant.now()).isAfterOrEqualTo(scheduled.due());
        WorkerChecks.cleanKill(runner);
    }

    @Test
    @DisplayName("an update changes policies from now on, restarts nothing, and keeps delays that have begun")
    void updateRestartsNothing() throws Exception {
        Rig rig = Rig.whereNothingIsFatal();
        try {
            ScriptedWorker running = rig.start("running");
            rig.start("delayed").end(new Exception("once"));
            rig.awaitDelay("delayed", 1);
            rig.runner.update(RunnerParams.builder(Rig.NAME)
                    .isFatal(error -> false)
                    .restartDelay(ofSeconds(60))
                    .build());
            assertThat(running.kills()).isZero();
            assertThat(rig.clock.nextDue()).contains(Rig.START.plusSeconds(3));
            assertThat(rig.status("running").generation()).isEqualTo(1);
            assertThat(rig.status("running").restart().delay()).isEqualTo(ofSeconds(60));
            running.end(new Exception("later"));
            assertThat(rig.await(RestartScheduled.class, "running", 1).delay()).isEqualTo(ofSeconds(60));
            assertThatThrownBy(() -> rig.runner.update(RunnerParams.of("other")))
                    .isInstanceOf(IllegalArgumentException.class);
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("a given executor that refuses or throws loses no worker")
    void refusingExecutor() throws Exception {
        Rig rig = Rig.with(params -> params.executor(task -> {
            throw new RejectedExecutionException("shut down");
        }));
        try {
            rig.start("a");
            assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("the action for a removal runs once, after the last incarnation, and learns its error")
    void removalActionRunsOnce() throws Exception {
        Rig rig = Rig.whereNothingIsFatal();
        try {
            CompletableFuture<String> told = new CompletableFuture<>();
            Factory factory = rig.factory(context -> ScriptedWorker.deaf());
            rig.runner.startWorker(WorkerSpec.builder("a", factory)
                    .onRemoved(error -> {
                        String text = String.valueOf(error);
                        if (!told.complete(text)) {
                            told.obtrudeValue("twice");
                        }
                    })
                    .build());
            factory.worker(1).end(new Exception("first"));
            rig.awaitDelay("a", 1);
            rig.clock.advance(Rig.DELAY);
            rig.awaitStarted("a", 2);
            rig.runner.stopWorker("a");
            factory.worker(2).awaitKill();
            rig.settle();
            assertThat(told).isNotDone();
            factory.worker(2).end(new Exception("second"));
            assertThat(Soon.get(told)).isEqualTo("java.lang.Exception: second");
            rig.events.await(Removed.class);
            rig.settle();
            assertThat(told.getNow("")).isEqualTo("java.lang.Exception: second");
        } finally {
            rig.finish();
        }
    }

    @Test
    @DisplayName("an action for a removal that throws is complained of, and the worker is removed all the same")
    void removalActionThatThrows() throws Exception {
        Rig rig = Rig.whereNothingIsFatal();
        try {
            IllegalStateException broken = new IllegalStateException("broken action");
            rig.runner.startWorker(WorkerSpec.builder("a", context -> ScriptedWorker.obedient())
                    .onRemoved(error -> {
                        throw broken;
                    })
                    .build());
            rig.awaitStarted("a", 1);
            assertThat(Soon.errorOf(rig.runner.stopWorker("a"))).isNull();
            Misbehaved complaint = rig.events.await(Misbehaved.class);
            assertThat(complaint.id()).isEqualTo("a");
            assertThat(complaint.what()).contains("removal", "threw");
            assertThat(complaint.error()).isSameAs(broken);
            assertThat(rig.runner.workerIds()).isEmpty();
        } finally {
            rig.finish();
        }
    }
}
