// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.Restart;
import io.reeve.worker.Restart.Exhausted;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerGivenUpException;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.GivenUp;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class BudgetTest {
    private static final Restart TWO_A_MINUTE = Restart.builder()
            .delay(Duration.ofSeconds(1))
            .budget(2, Duration.ofMinutes(1))
            .build();

    @RegisterExtension
    final Scene scene = new Scene();

    private final Exception failure = new Exception("no such luck");

    private WorkerRunner failing(Restart restart) throws Exception {
        WorkerRunner runner = scene.runner(params -> params.restart(restart));
        runner.startWorker("a", context -> {
            throw failure;
        });
        for (int generation = 1; generation <= 2; generation++) {
            scene.await(RestartScheduled.class, "a", generation);
            scene.clock.awaitTimers(1);
            scene.clock.advance(Duration.ofSeconds(1));
        }
        return runner;
    }

    private WorkerRunner givenUp() throws Exception {
        WorkerRunner runner = failing(TWO_A_MINUTE);
        GivenUp event = scene.await(GivenUp.class, "a", 3);
        assertThat(event.error()).isSameAs(failure);
        assertThat(event.failures()).isEqualTo(3);
        return runner;
    }

    @Test
    @DisplayName("who used its budget up is given up: registered, visible, and without a timer")
    void givesUp() throws Exception {
        WorkerRunner runner = givenUp();
        assertThat(Scene.status(runner, "a").state()).isEqualTo(State.GIVEN_UP);
        assertThat(Scene.status(runner, "a").budgetUsed()).isEqualTo(2);
        assertThat(Scene.status(runner, "a").lastFailure()).isSameAs(failure);
        assertThat(Scene.entry(runner, "a"))
                .containsEntry(Reporter.KEY_STATE, "given up")
                .containsEntry(Reporter.KEY_BUDGET, "2 of 2 restarts in 1 min used");
        assertThat(runner.workerIds()).containsExactly("a");
        assertThat(scene.clock.pending()).isZero();
    }

    @Test
    @DisplayName("what was used of a budget is not shown any more when its window is over")
    void oldRestartsDoNotCount() throws Exception {
        WorkerRunner runner = givenUp();
        scene.clock.advance(Duration.ofMinutes(1));
        assertThat(Scene.status(runner, "a").budgetUsed()).isZero();
        assertThat(Scene.entry(runner, "a")).doesNotContainKey(Reporter.KEY_BUDGET);
    }

    @Test
    @DisplayName("lookups of a given up worker fail at once, those that wait when it is given up fail then")
    void lookupsFail() throws Exception {
        WorkerRunner runner = scene.runner(params ->
                params.restart(TWO_A_MINUTE.toBuilder().delay(Duration.ZERO).build()));
        CompletableFuture<Void> gate = new CompletableFuture<>();
        runner.startWorker("a", context -> {
            gate.get();
            throw failure;
        });
        var waiting = runner.worker("a");
        assertThat(waiting).isNotDone();
        gate.complete(null);
        assertThat(Scene.errorOf(waiting))
                .isInstanceOf(WorkerGivenUpException.class)
                .hasMessageContaining("worker 'a' of runner 'r' was given up")
                .hasMessageContaining("2 restarts in 1 min")
                .hasCause(failure);
        assertThat(Scene.errorOf(runner.worker("a"))).isInstanceOf(WorkerGivenUpException.class);
    }

    @Test
    @DisplayName("an operator restarts a given up worker, which has its whole budget again")
    void restartRevives() throws Exception {
        WorkerRunner runner = givenUp();
        runner.restartWorker("a");
        scene.await(RestartScheduled.class, "a", 4);
        assertThat(Scene.status(runner, "a").state()).isEqualTo(State.STOPPED);
        assertThat(Scene.status(runner, "a").budgetUsed()).isEqualTo(1);
        assertThat(Scene.status(runner, "a").failures()).isEqualTo(1);
    }

    @Test
    @DisplayName("a given up worker can be stopped, which removes it, and started with another factory")
    void stopAndStart() throws Exception {
        WorkerRunner runner = givenUp();
        assertThat(runner.startWorker("a", context -> scene.deaf())).isTrue();
        scene.awaitStarted("a", 4);
        assertThat(Scene.status(runner, "a").lastFailure()).isNull();
        WorkerRunner other = scene.runner(params -> params.restart(Restart.builder()
                .delay(Duration.ZERO)
                .budget(1, Duration.ofMinutes(1))
                .build()));
        other.startWorker("b", context -> {
            throw failure;
        });
        scene.await(GivenUp.class, "b", 2);
        assertThat(Scene.errorOf(other.stopWorker("b"))).isNull();
        assertThat(other.workerIds()).isEmpty();
    }

    @Test
    @DisplayName("with retry-slowly it goes on at the slow pace")
    void retriesSlowly() throws Exception {
        WorkerRunner runner = failing(TWO_A_MINUTE.toBuilder()
                .exhausted(Exhausted.RETRY_SLOWLY)
                .slowDelay(Duration.ofMinutes(10))
                .build());
        RestartScheduled slow = scene.await(RestartScheduled.class, "a", 3);
        assertThat(slow.delay()).isEqualTo(Duration.ofMinutes(10));
        assertThat(slow.plan().rule()).isEqualTo("retry-slowly");
        scene.clock.awaitTimers(1);
        scene.clock.advance(Duration.ofMinutes(10));
        assertThat(scene.await(RestartScheduled.class, "a", 4).delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(Scene.status(runner, "a").state()).isEqualTo(State.STOPPED);
    }

    @Test
    @DisplayName("R-31 with escalate the last failure ends the runner, with its identity")
    void escalates() throws Exception {
        WorkerRunner runner =
                failing(TWO_A_MINUTE.toBuilder().exhausted(Exhausted.ESCALATE).build());
        assertThat(Scene.errorOf(runner.completion())).isSameAs(failure);
        assertThat(runner.state()).isEqualTo(Runner.State.DEAD);
        assertThat(scene.awaitFailed("a", 3).fatal()).isTrue();
        assertThat(Scene.errorOf(runner.worker("a"))).hasMessageContaining("no such luck");
    }

    @Test
    @DisplayName("restarts after an end without error count, too; escalating then has an error that says so")
    void endlessSuccessEscalates() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        WorkerRunner runner = scene.runner(params -> params.restart(Restart.builder()
                .when(Restart.When.ALWAYS)
                .delay(Duration.ZERO)
                .budget(5, Duration.ofSeconds(1))
                .exhausted(Exhausted.ESCALATE)
                .build()));
        runner.startWorker("a", context -> {
            starts.incrementAndGet();
            return ScriptedWorker.dead();
        });
        assertThat(Scene.errorOf(runner.completion())).isInstanceOf(WorkerGivenUpException.class);
        assertThat(starts).hasValue(6);
    }

    @Test
    @DisplayName("one worker's budget is its own")
    void budgetsAreSeparate() throws Exception {
        WorkerRunner runner = givenUp();
        runner.startWorker("b", context -> {
            throw failure;
        });
        assertThat(scene.await(RestartScheduled.class, "b", 1).plan().used()).isEqualTo(1);
    }
}
