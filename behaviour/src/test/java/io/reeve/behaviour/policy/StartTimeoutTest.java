// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.behaviour.Gate;
import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.runner.WorkerSpec;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.StartTimeoutException;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Failed;
import io.reeve.worker.event.RunnerEvent.Removed;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import io.reeve.worker.event.RunnerEvent.StartOverdue;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class StartTimeoutTest {
    private static final Duration FIVE = Duration.ofSeconds(5);

    @RegisterExtension
    final Scene scene = new Scene();

    private final WorkerRunner runner = scene.runner(params -> params.startTimeout(FIVE));

    private final CountDownLatch arrived = new CountDownLatch(1);

    /** Once the start function runs. */
    private void letTimePass() throws InterruptedException {
        Scene.reached(arrived);
        scene.clock.awaitTimers(1);
        scene.clock.advance(FIVE);
    }

    @Test
    @DisplayName("a start that takes too long is cancelled and interrupted; its end is a failure, and it is restarted")
    void isCancelled() throws Exception {
        runner.startWorker("a", context -> {
            if (context.generation() == 1) {
                arrived.countDown();
                new CountDownLatch(1).await();
            }
            return scene.deaf();
        });
        letTimePass();
        assertThat(scene.await(StartOverdue.class, "a", 1).timeout()).isEqualTo(FIVE);
        Failed failed = scene.awaitFailed("a", 1);
        assertThat(failed.error())
                .isInstanceOf(StartTimeoutException.class)
                .hasMessageContaining("worker 'a' of runner 'r' took longer to start");
        scene.await(RestartScheduled.class, "a", 1);
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofSeconds(3));
        scene.awaitStarted("a", 2);
        assertThat(scene.clock.pending()).isZero();
    }

    @Test
    @DisplayName("R-23 a start that does not heed its cancellation is overdue, and nothing is started beside it")
    void isOverdueUntilItEnds() throws Exception {
        CountDownLatch gate = scene.gate();
        runner.startWorker("a", context -> {
            Gate.passStubbornly(arrived, gate);
            throw new IllegalStateException("at last");
        });
        letTimePass();
        scene.await(StartOverdue.class, "a", 1);
        scene.clock.advance(Duration.ofHours(1));
        assertThat(Scene.status(runner, "a").state()).isEqualTo(State.STARTING);
        assertThat(Scene.status(runner, "a").overdue()).isTrue();
        assertThat(Scene.entry(runner, "a"))
                .containsEntry(Reporter.KEY_OVERDUE, true)
                .containsKey(Reporter.KEY_STACKS);
        assertThat(Scene.entry(runner, "a").get(Reporter.KEY_STACKS).toString()).contains("passStubbornly");
        assertThat(scene.events.events(Failed.class)).isEmpty();
        gate.countDown();
        assertThat(scene.awaitFailed("a", 1).error())
                .isInstanceOf(StartTimeoutException.class)
                .hasRootCauseMessage("at last");
        assertThat(Scene.status(runner, "a").overdue()).isFalse();
    }

    @Test
    @DisplayName("a worker that comes too late is killed and waited for; then the start has failed")
    void lateWorkerIsKilled() throws Exception {
        CountDownLatch gate = scene.gate();
        ScriptedWorker late = scene.deaf();
        runner.startWorker("a", context -> {
            Gate.passStubbornly(arrived, gate);
            return late;
        });
        letTimePass();
        scene.await(StartOverdue.class, "a", 1);
        gate.countDown();
        late.awaitKill();
        assertThat(Scene.status(runner, "a").state()).isEqualTo(State.STOPPING);
        assertThat(scene.events.events(Failed.class)).isEmpty();
        late.end();
        assertThat(scene.awaitFailed("a", 1).error()).isInstanceOf(StartTimeoutException.class);
    }

    @Test
    @DisplayName("an overdue start that is stopped is no failure")
    void stoppedWhileOverdue() throws Exception {
        CountDownLatch gate = scene.gate();
        runner.startWorker("a", context -> {
            Gate.passStubbornly(arrived, gate);
            throw new InterruptedException();
        });
        letTimePass();
        scene.await(StartOverdue.class, "a", 1);
        var stopped = runner.stopWorker("a");
        gate.countDown();
        assertThat(Scene.errorOf(stopped)).isNull();
        scene.events.await(Removed.class);
        assertThat(scene.events.events(Failed.class)).isEmpty();
    }

    @Test
    @DisplayName("a start in time leaves no timer; a worker has its own timeout, or none")
    void ownTimeout() throws Exception {
        CountDownLatch gate = scene.gate();
        runner.startWorker("quick", context -> scene.deaf());
        scene.awaitStarted("quick", 1);
        assertThat(scene.clock.pending()).isZero();
        runner.startWorker(WorkerSpec.builder("patient", context -> {
                    gate.await();
                    return scene.deaf();
                })
                .startTimeout(Duration.ZERO)
                .build());
        assertThat(scene.clock.pending()).isZero();
        runner.startWorker(WorkerSpec.builder("hasty", context -> {
                    arrived.countDown();
                    gate.await();
                    return scene.deaf();
                })
                .startTimeout(Duration.ofMillis(1))
                .build());
        Scene.reached(arrived);
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofMillis(1));
        scene.awaitFailed("hasty", 1);
        assertThat(Scene.status(runner, "patient").overdue()).isFalse();
    }

    @Test
    @DisplayName("a negative timeout is refused")
    void negative() {
        assertThatThrownBy(() -> RunnerParams.builder("r").startTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
    }
}
