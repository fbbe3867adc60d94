// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.Restart;
import io.reeve.worker.Restart.Exhausted;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerGivenUpException;
import io.reeve.worker.WorkerStatus.State;
import io.reeve.worker.event.RunnerEvent.Failed;
import io.reeve.worker.event.RunnerEvent.GivenUp;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Restart budgets, which a runner has too, in an engine. */
final class BudgetTest {
    private static final Restart TWO_A_MINUTE = Restart.builder()
            .delay(Duration.ofSeconds(1))
            .jitter(0)
            .budget(2, Duration.ofMinutes(1))
            .build();

    private final Exception failure = new Exception("no such luck");

    /** Installs a manifold that fails, and lets it use its budget up. */
    private void failing(Restart restart, Stage.Act act) throws Exception {
        Stage.on(params -> params.restart(restart), stage -> {
            stage.installStart("a", Stage.failing(failure));
            stage.install("b", "a");
            for (int generation = 1; generation <= 2; generation++) {
                stage.await(RestartScheduled.class, "a", generation);
                stage.pass(Duration.ofSeconds(1));
            }
            act.run(stage);
        });
    }

    @Test
    @DisplayName("a manifold that used its budget up is given up: installed, visible, and without a timer")
    void givesUp() throws Exception {
        failing(TWO_A_MINUTE, stage -> {
            GivenUp event = stage.await(GivenUp.class, "a", 3);
            assertThat(event.error()).isSameAs(failure);
            assertThat(event.failures()).isEqualTo(3);
            assertThat(stage.await(Failed.class, "a", 3).fatal()).isFalse();
            assertThat(stage.state("a")).isEqualTo(State.GIVEN_UP);
            assertThat(stage.status("a").lastFailure()).isSameAs(failure);
            assertThat(stage.entry("a")).containsEntry(Reporter.KEY_STATE, "given up");
            assertThat(stage.workers("b")).isZero();
            assertThat(stage.engine.state()).isEqualTo(Runner.State.RUNNING);
            assertThat(stage.clock.pending()).isZero();
        });
    }

    @Test
    @DisplayName("a bounce starts one that was given up, which has its whole budget again")
    void bounceRevives() throws Exception {
        failing(TWO_A_MINUTE, stage -> {
            stage.await(GivenUp.class, "a", 3);
            stage.engine.bounce("a");
            assertThat(stage.await(RestartScheduled.class, "a", 4).plan().used())
                    .isEqualTo(1);
            assertThat(stage.status("a").recentErrors()).isEqualTo(1);
        });
    }

    @Test
    @DisplayName("with retry-slowly it goes on at the slow pace")
    void retriesSlowly() throws Exception {
        Restart slowly = TWO_A_MINUTE.toBuilder()
                .exhausted(Exhausted.RETRY_SLOWLY)
                .slowDelay(Duration.ofMinutes(10))
                .build();
        failing(slowly, stage -> {
            RestartScheduled slow = stage.await(RestartScheduled.class, "a", 3);
            assertThat(slow.delay()).isEqualTo(Duration.ofMinutes(10));
            assertThat(slow.plan().rule()).isEqualTo("retry-slowly");
        });
    }

    @Test
    @DisplayName("with escalate the last failure ends the engine, with its identity")
    void escalates() throws Exception {
        failing(TWO_A_MINUTE.toBuilder().exhausted(Exhausted.ESCALATE).build(), stage -> {
            assertThat(Stage.errorOf(stage.engine.completion())).isSameAs(failure);
            assertThat(stage.await(Failed.class, "a", 3).fatal()).isTrue();
            assertThat(stage.await(GivenUp.class, "a", 3).error()).isSameAs(failure);
        });
    }

    @Test
    @DisplayName("restarts after an end without error count, too; escalating then has an error that says so")
    void endlessSuccessEscalates() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        Restart endless = Restart.builder()
                .when(Restart.When.ALWAYS)
                .delay(Duration.ZERO)
                .budget(5, Duration.ofSeconds(1))
                .exhausted(Exhausted.ESCALATE)
                .build();
        Stage.on(params -> params.restart(endless), stage -> {
            stage.installStart("a", inputs -> {
                starts.incrementAndGet();
                return ScriptedWorker.dead();
            });
            assertThat(Stage.errorOf(stage.engine.completion()))
                    .isInstanceOf(WorkerGivenUpException.class)
                    .hasMessageContaining("manifold 'a' of engine")
                    .hasMessageContaining("5 restarts in 1 s");
            assertThat(starts).hasValue(6);
        });
    }
}
