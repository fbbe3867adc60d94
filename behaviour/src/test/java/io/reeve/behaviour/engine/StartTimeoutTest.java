// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.behaviour.Gate;
import io.reeve.dependency.Input;
import io.reeve.engine.EngineParams;
import io.reeve.engine.ManifoldSpec;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.StartTimeoutException;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Abandoned;
import io.reeve.worker.event.RunnerEvent.Failed;
import io.reeve.worker.event.RunnerEvent.StartOverdue;
import io.reeve.worker.event.RunnerEvent.Stopping;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class StartTimeoutTest {
    private static final Duration FIVE = Duration.ofSeconds(5);

    @RegisterExtension
    final Stage stage = Stage.with(params -> params.startTimeout(FIVE).stopTimeout(Duration.ofSeconds(10)));

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    /** Opens only when the test says so, or is over. */
    private void passStubbornly() {
        stage.atTheEnd(gate::countDown);
        Gate.passStubbornly(arrived, gate);
    }

    /** Once the start function runs. */
    private void letItBeOverdue(String name) throws InterruptedException {
        Stage.reached(arrived);
        stage.pass(FIVE);
        assertThat(stage.await(StartOverdue.class, name, 1).timeout()).isEqualTo(FIVE);
    }

    @Test
    @DisplayName(
            "a start that takes too long is cancelled and interrupted; its end is a failure, and it is tried again")
    void isCancelled() throws Exception {
        stage.installStart("a", inputs -> {
            if (inputs.generation() == 1) {
                arrived.countDown();
                new CountDownLatch(1).await();
            }
            return ScriptedWorker.obedient();
        });
        letItBeOverdue("a");
        assertThat(stage.awaitFailed("a", 1))
                .isInstanceOf(StartTimeoutException.class)
                .hasMessageContaining("manifold 'a' of engine 'stage' took longer to start");
        stage.pass(Duration.ofSeconds(3));
        stage.awaitStarted("a", 2);
        assertThat(stage.clock.pending()).isZero();
    }

    @Test
    @DisplayName("a start that does not heed its cancellation is overdue, and nothing is started beside it")
    void isOverdueUntilItEnds() throws Exception {
        stage.installStart("a", inputs -> {
            passStubbornly();
            throw new IllegalStateException("at last");
        });
        letItBeOverdue("a");
        stage.clock.advance(Duration.ofHours(1));
        assertThat(stage.state("a")).isEqualTo(State.STARTING);
        assertThat(stage.status("a").overdue()).isTrue();
        assertThat(stage.entry("a")).containsEntry(Reporter.KEY_OVERDUE, true);
        assertThat(stage.entry("a").get(Reporter.KEY_STACKS).toString()).contains("passStubbornly");
        assertThat(stage.engine.why("a").orElseThrow().text()).contains("takes longer than it may, and was cancelled");
        assertThat(stage.events.events(Failed.class)).isEmpty();
        gate.countDown();
        assertThat(stage.awaitFailed("a", 1))
                .isInstanceOf(StartTimeoutException.class)
                .hasRootCauseMessage("at last");
        stage.untilState("a", State.STOPPED);
        assertThat(stage.status("a").overdue()).isFalse();
    }

    @Test
    @DisplayName("who can do without an input waits for its start, but not for one that is overdue")
    void optionalUsersDoNotWait() throws Exception {
        stage.installStart("a", inputs -> {
            passStubbornly();
            return ScriptedWorker.obedient();
        });
        stage.engine.install(
                "user", stage.manifold("user").uses("a", String.class).build());
        Stage.reached(arrived);
        assertThat(stage.state("user")).isEqualTo(State.STOPPED);
        letItBeOverdue("a");
        stage.awaitStarted("user", 1);
    }

    @Test
    @DisplayName("a worker that comes too late is killed and waited for; then the start has failed")
    void lateWorkerIsKilled() throws Exception {
        stage.installStart("a", inputs -> {
            passStubbornly();
            return ScriptedWorker.deaf();
        });
        letItBeOverdue("a");
        gate.countDown();
        stage.await(Stopping.class, "a", 1);
        stage.worker("a").awaitKill();
        assertThat(stage.state("a")).isEqualTo(State.STOPPING);
        assertThat(stage.events.events(Failed.class)).isEmpty();
        stage.worker("a").end();
        assertThat(stage.awaitFailed("a", 1)).isInstanceOf(StartTimeoutException.class);
    }

    @Test
    @DisplayName("a worker that came too late and is deaf is abandoned; when it ends, the start has failed")
    void lateWorkerIsAbandoned() throws Exception {
        stage.installStart("a", inputs -> {
            passStubbornly();
            return ScriptedWorker.deaf();
        });
        letItBeOverdue("a");
        gate.countDown();
        stage.await(Stopping.class, "a", 1);
        stage.pass(FIVE);
        stage.pass(FIVE);
        stage.await(Abandoned.class, "a", 1);
        stage.worker("a").end();
        assertThat(stage.awaitFailed("a", 1)).isInstanceOf(StartTimeoutException.class);
    }

    @Test
    @DisplayName("D-48 an overdue start whose inputs change is no failure: it is made anew when it has ended")
    void bouncedWhileOverdue() throws Exception {
        stage.install("x");
        stage.installStart(
                "a",
                inputs -> {
                    if (inputs.generation() == 1) {
                        passStubbornly();
                        throw new InterruptedException();
                    }
                    return ScriptedWorker.obedient();
                },
                "x");
        letItBeOverdue("a");
        stage.engine.bounce("x");
        stage.await(Stopping.class, "a", 1);
        gate.countDown();
        stage.awaitStarted("a", 2);
        assertThat(stage.events.events(Failed.class)).isEmpty();
    }

    @Test
    @DisplayName("an overdue start that is uninstalled is abandoned if it goes on not returning")
    void uninstalledWhileOverdue() throws Exception {
        stage.installStart("a", inputs -> {
            passStubbornly();
            return ScriptedWorker.obedient();
        });
        letItBeOverdue("a");
        CompletionStage<Void> gone = stage.engine.uninstall("a");
        stage.pass(FIVE);
        stage.pass(FIVE);
        stage.await(Abandoned.class, "a", 1);
        assertThat(Stage.errorOf(gone)).isNotNull();
        gate.countDown();
        stage.awaitRemoved("a");
        assertThat(stage.worker("a").kills()).isEqualTo(1);
    }

    @Test
    @DisplayName("a start in time leaves no timer; a manifold has its own timeout, or none")
    void ownTimeout() throws Exception {
        stage.install("quick");
        stage.awaitStarted("quick", 1);
        assertThat(stage.clock.pending()).isZero();
        stage.engine.install(ManifoldSpec.builder(
                        "patient",
                        stage.manifold("patient", inputs -> {
                                    passStubbornly();
                                    return ScriptedWorker.obedient();
                                })
                                .needs(Input.of("quick"))
                                .build())
                .startTimeout(Duration.ZERO)
                .build());
        Stage.reached(arrived);
        assertThat(stage.clock.pending()).isZero();
        stage.engine.install(ManifoldSpec.builder(
                        "hasty",
                        stage.manifold("hasty", inputs -> {
                                    new CountDownLatch(1).await();
                                    return ScriptedWorker.obedient();
                                })
                                .build())
                .startTimeout(Duration.ofMillis(1))
                .build());
        stage.pass(Duration.ofMillis(1));
        assertThat(stage.awaitFailed("hasty", 1)).isInstanceOf(StartTimeoutException.class);
        assertThat(stage.status("patient").overdue()).isFalse();
    }

    @Test
    @DisplayName("a negative timeout is refused")
    void negative() {
        assertThatThrownBy(() -> EngineParams.builder("e").startTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
    }
}
