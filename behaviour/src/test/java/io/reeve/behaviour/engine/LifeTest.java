// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.BounceException;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.MissingInputException;
import io.reeve.dependency.UninstallException;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Restart;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Finished;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import io.reeve.worker.event.RunnerEvent.Starting;
import io.reeve.worker.event.RunnerEvent.Yielded;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LifeTest {
    private static final Duration DELAY = Duration.ofSeconds(3);

    @RegisterExtension
    final Stage stage = Stage.plain();

    @Test
    @DisplayName("D-41 whoever names an input depends on it, also if he never fetches it")
    void dependents() throws Exception {
        stage.install("a");
        stage.install("b", "a");
        stage.awaitStarted("b", 1);
        stage.engine.bounce("a");
        stage.awaitStarted("b", 2);
    }

    @Test
    @DisplayName("D-42 a dependent that fails never disturbs its inputs")
    void failingDependent() throws Exception {
        stage.install("a");
        stage.install("b", "a");
        stage.awaitStarted("b", 1);
        stage.worker("b").end(new IllegalStateException("broken"));
        stage.awaitFailed("b", 1);
        stage.pass(DELAY);
        stage.awaitStarted("b", 2);
        assertThat(stage.worker("a").kills()).isZero();
        assertThat(stage.workers("a")).isEqualTo(1);
    }

    @Test
    @DisplayName("D-45 a start that fails again never bounces dependents")
    void failingStart() throws Exception {
        stage.engine.install(
                "user", stage.manifold("user").uses("a", String.class).build());
        stage.awaitStarted("user", 1);
        stage.installStart("a", Stage.failing(new IllegalStateException("cannot start")));
        for (int i = 1; i < 4; i++) {
            stage.awaitFailed("a", i);
            stage.pass(DELAY);
        }
        assertThat(stage.workers("user")).isEqualTo(1);
        assertThat(stage.worker("user").kills()).isZero();
    }

    @Test
    @DisplayName("D-46 D-50 an input that finishes stops its dependents; it stays stopped until it is bounced")
    void finish() throws Exception {
        stage.install("a");
        stage.install("b", "a");
        stage.engine.install("c", stage.manifold("c").uses("a", String.class).build());
        stage.awaitStarted("b", 1);
        stage.worker("a").end();
        stage.await(Finished.class, "a", 1);
        stage.untilState("b", State.STOPPED);
        Stage.until(
                "c runs without it",
                () -> stage.state("c") == State.STARTED && stage.worker("c").kills() == 0);
        assertThat(stage.clock.pending()).isZero();
        assertThat(stage.state("a")).isEqualTo(State.STOPPED);
        assertThat(stage.status("b").waitingFor()).containsExactly("a");
        stage.engine.bounce("a");
        stage.awaitStarted("a", 2);
        stage.awaitStarted("b", 2);
    }

    @Test
    @DisplayName("D-50 what has finished is started again when one of its inputs changes")
    void finishedAndBounced() throws Exception {
        stage.install("a");
        stage.install("b", "a");
        stage.awaitStarted("b", 1);
        stage.worker("b").end();
        stage.await(Finished.class, "b", 1);
        stage.engine.bounce("a");
        stage.awaitStarted("b", 2);
    }

    @Test
    @DisplayName(
            "D-48 a bounce during the delay of a failure replaces it; one during a bounce delay keeps the due time, B-59")
    void bounceDuringDelay() throws Exception {
        Stage.on(Stage.with(params -> params.bounceDelay(Duration.ofSeconds(1))), stage -> {
            stage.install("a");
            stage.engine.install(
                    "b",
                    stage.manifold("b", inputs -> {
                                if (inputs.generation() == 1) {
                                    throw new IllegalStateException("cannot start");
                                }
                                return ScriptedWorker.obedient();
                            })
                            .needs(io.reeve.dependency.Input.of("a").optional())
                            .build());
            stage.awaitFailed("b", 1);
            Stage.until("b waits", () -> stage.status("b").nextStart() != null);
            assertThat(stage.status("b").nextStart()).isEqualTo(Stage.START.plus(DELAY));
            stage.engine.uninstall("a");
            stage.install("x", "b");
            Stage.until(
                    "b waits for the bounce delay",
                    () -> Stage.START.plusSeconds(1).equals(stage.status("b").nextStart()));
            stage.clock.advance(Duration.ofMillis(500));
            stage.install("a");
            stage.awaitStarted("a", 2);
            assertThat(stage.status("b").nextStart()).isEqualTo(Stage.START.plusSeconds(1));
            stage.clock.advance(Duration.ofMillis(500));
            stage.awaitStarted("x", 1);
        });
    }

    @Test
    @DisplayName("D-51 D-55 a worker that ends with missing, in any chain of causes, waits for a change")
    void missing() throws Exception {
        stage.install("a");
        stage.install("b", "a");
        stage.awaitStarted("b", 1);
        Throwable error = new IllegalStateException(new java.io.IOException(new MissingInputException("it")));
        stage.worker("b").end(error);
        stage.untilFailed("b", error);
        assertThat(stage.clock.pending()).isZero();
        stage.engine.bounce("a");
        stage.awaitStarted("b", 2);
    }

    @Test
    @DisplayName("D-52 D-55 a worker that ends with bounce is started again after the bounce delay")
    void bounceSignal() throws Exception {
        stage.install("a");
        stage.install("b", "a");
        stage.awaitStarted("b", 1);
        stage.worker("a").end(new IllegalStateException(new BounceException()));
        stage.awaitStarted("a", 2);
        stage.awaitStarted("b", 2);
        assertThat(stage.events.events(RestartScheduled.class)).isEmpty();
    }

    @Test
    @DisplayName("D-53 D-55 a worker that ends with uninstall is removed; its dependents stop and wait for another")
    void uninstallSignal() throws Exception {
        stage.install("in");
        stage.install("a", "in");
        stage.install("b", "a");
        stage.awaitStarted("b", 1);
        stage.worker("a").end(new IllegalStateException(new UninstallException()));
        stage.awaitRemoved("a");
        assertThat(stage.engine.status("a")).isEmpty();
        stage.untilState("b", State.STOPPED);
        stage.engine.bounce("in");
        stage.awaitStarted("in", 2);
        assertThat(stage.workers("a")).isEqualTo(1);
        stage.install("a");
        stage.awaitStarted("b", 2);
        assertThat(stage.status("a").startCount()).isEqualTo(1);
    }

    @Test
    @DisplayName("D-55 the messages of the signals say what they mean")
    void messages() {
        assertThat(new MissingInputException("x")).hasMessageContaining("dependency not available");
        assertThat(new BounceException()).hasMessage("restart immediately");
        assertThat(new UninstallException()).hasMessage("resource permanently unavailable");
    }

    @Test
    @DisplayName("D-54 any other error means another start after the delay of a failure")
    void failure() throws Exception {
        stage.install("a");
        stage.awaitStarted("a", 1);
        stage.worker("a").end(new IllegalStateException("broken"));
        RestartScheduled scheduled = stage.await(RestartScheduled.class, "a", 1);
        assertThat(scheduled.delay()).isEqualTo(DELAY);
        stage.pass(DELAY.minusMillis(1));
        assertThat(stage.workers("a")).isEqualTo(1);
        stage.clock.advance(Duration.ofMillis(1));
        stage.awaitStarted("a", 2);
    }

    @Test
    @DisplayName("D-56 B-44 the filter sees start errors, worker errors and success, and comes before all judgement")
    void filter() throws Exception {
        List<Throwable> judged = new CopyOnWriteArrayList<>();
        Stage.on(
                Stage.with(params -> params.isFatal(error -> {
                    judged.add(error);
                    return false;
                })),
                stage -> {
                    IllegalStateException startError = new IllegalStateException("start");
                    IllegalStateException filtered = new IllegalStateException("filtered");
                    List<Object> seen = new CopyOnWriteArrayList<>();
                    stage.engine.install(
                            "a",
                            stage.manifold("a", inputs -> {
                                        if (inputs.generation() == 1) {
                                            throw startError;
                                        }
                                        return ScriptedWorker.obedient();
                                    })
                                    .filter(error -> {
                                        seen.add(error == null ? "success" : error);
                                        return error == null ? new UninstallException() : filtered;
                                    })
                                    .build());
                    stage.untilFailed("a", filtered);
                    stage.pass(DELAY);
                    stage.awaitStarted("a", 2);
                    IllegalStateException workerError = new IllegalStateException("worker");
                    stage.worker("a").end(workerError);
                    stage.awaitFailed("a", 2);
                    stage.pass(DELAY);
                    stage.awaitStarted("a", 3);
                    stage.worker("a").end();
                    stage.awaitRemoved("a");
                    assertThat(seen).containsExactly(startError, workerError, "success");
                    assertThat(judged).containsExactly(filtered, filtered);
                });
    }

    @Test
    @DisplayName("D-56 a filter that throws counts as returning what it threw, with the error attached")
    void throwingFilter() throws Exception {
        IllegalStateException broken = new IllegalStateException("filter is broken");
        IllegalStateException error = new IllegalStateException("worker");
        stage.engine.install(
                "a",
                stage.manifold("a")
                        .filter(met -> {
                            throw broken;
                        })
                        .build());
        stage.awaitStarted("a", 1);
        stage.worker("a").end(error);
        assertThat(stage.awaitFailed("a", 1)).isSameAs(broken).hasSuppressedException(error);
        stage.pass(DELAY);
        stage.awaitStarted("a", 2);
    }

    @Test
    @DisplayName("B-46 uninstall from a worker that is being bounced is honoured")
    void uninstallWhileBounced() throws Exception {
        stage.install("in");
        stage.engine.install(
                "a",
                stage.manifold("a", inputs -> ScriptedWorker.failing(new UninstallException()))
                        .needs("in")
                        .build());
        stage.awaitStarted("a", 1);
        stage.engine.bounce("in");
        stage.awaitRemoved("a");
        stage.awaitStarted("in", 2);
        assertThat(stage.workers("a")).isEqualTo(1);
    }

    @Test
    @DisplayName("B-48 B-54 start functions that return null or throw errors are start errors, and wait on one timer")
    void brokenStarts() throws Exception {
        stage.installStart("null", inputs -> null);
        stage.installStart("error", Stage.failing(new StackOverflowError("simulated")));
        assertThat(stage.awaitFailed("null", 1)).hasMessageContaining("null");
        assertThat(stage.awaitFailed("error", 1)).isInstanceOf(StackOverflowError.class);
        stage.clock.awaitTimers(2);
        assertThat(stage.clock.pending()).isEqualTo(2);
        stage.engine.uninstall("null");
        Stage.until("its timer is gone", () -> stage.clock.pending() == 1);
    }

    @Test
    @DisplayName("B-56 a start that was cancelled in its delay is never called")
    void cancelledInDelay() throws Exception {
        stage.installStart("a", Stage.failing(new IllegalStateException("broken")));
        stage.awaitFailed("a", 1);
        stage.clock.awaitTimers(1);
        stage.engine.uninstall("a");
        stage.awaitRemoved("a");
        stage.clock.awaitNoTimers();
        stage.clock.advance(DELAY);
        assertThat(stage.events.events(Starting.class)).hasSize(1);
    }

    @Test
    @DisplayName("D-53 who uninstalls waits for the end of the worker; another of its name follows then")
    void uninstallAndFollow() throws Exception {
        ScriptedWorker deaf = ScriptedWorker.deaf();
        stage.installStart("a", inputs -> deaf);
        stage.awaitStarted("a", 1);
        var first = stage.engine.uninstall("a").toCompletableFuture();
        var second = stage.engine.uninstall("a").toCompletableFuture();
        deaf.awaitKill();
        stage.install("a");
        assertThat(first).isNotDone();
        assertThat(stage.workers("a")).isEqualTo(1);
        assertThat(second.cancel(false)).isTrue();
        IllegalStateException error = new IllegalStateException("at last");
        deaf.end(error);
        assertThat(Stage.errorOf(first)).isSameAs(error);
        stage.awaitStarted("a", 2);
        assertThat(deaf.kills()).isEqualTo(1);
        assertThat(stage.status("a").lastFailure()).isNull();
    }

    @Test
    @DisplayName("D-54 with a policy of never, a failure waits for a change of the inputs")
    void restartNever() throws Exception {
        Stage.on(
                Stage.with(params -> params.restart(
                        Restart.builder().when(Restart.When.NEVER).build())),
                stage -> {
                    stage.install("a");
                    stage.install("b", "a");
                    stage.awaitStarted("b", 1);
                    IllegalStateException error = new IllegalStateException("broken");
                    stage.worker("b").end(error);
                    stage.untilFailed("b", error);
                    assertThat(stage.clock.pending()).isZero();
                    stage.engine.bounce("a");
                    stage.awaitStarted("b", 2);
                });
    }

    @Test
    @DisplayName("B-47 B-57 10 000 restarts leave nothing behind")
    void manyRestarts() throws Exception {
        CountDownLatch ten = new CountDownLatch(10_000);
        stage.engine.install(
                "a",
                Manifold.starting(inputs -> {
                            ten.countDown();
                            return ten.getCount() == 0
                                    ? ScriptedWorker.obedient()
                                    : ScriptedWorker.dead(new BounceException());
                        })
                        .build());
        Stage.reached(ten);
        stage.awaitStarted("a", 10_000);
        assertThat(stage.state("a")).isEqualTo(State.STARTED);
        assertThat(stage.clock.pending()).isZero();
        assertThat(stage.status("a").generation()).isEqualTo(10_000);
        assertThat(stage.events.events(Yielded.class)).hasSize(9_999);
    }
}
