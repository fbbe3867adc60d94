// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.runner.WorkerRunner;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.Restart;
import io.reeve.worker.event.RunnerEvent.Misbehaved;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BackoffTest {
    private static final Restart DOUBLING = Restart.builder()
            .delay(Duration.ofSeconds(1))
            .factor(2)
            .maxDelay(Duration.ofSeconds(5))
            .resetTime(Duration.ofSeconds(30))
            .build();

    @RegisterExtension
    final Scene scene = new Scene();

    private Duration delayAfter(long generation) throws Exception {
        Duration delay = scene.await(RestartScheduled.class, "a", generation).delay();
        scene.clock.awaitTimers(1);
        return delay;
    }

    @Test
    @DisplayName("each failure in a row doubles the delay, up to the longest")
    void delaysGrow() throws Exception {
        WorkerRunner runner = scene.runner(params -> params.restart(DOUBLING));
        runner.startWorker("a", context -> {
            throw new Exception("no such luck");
        });
        int generation = 1;
        for (int seconds : new int[] {1, 2, 4, 5, 5}) {
            Duration delay = delayAfter(generation++);
            assertThat(delay).isEqualTo(Duration.ofSeconds(seconds));
            scene.clock.advance(delay);
        }
        scene.awaitFailed("a", 6);
        assertThat(Scene.status(runner, "a").failures()).isEqualTo(6);
        assertThat(Scene.entry(runner, "a")).containsEntry(Reporter.KEY_FAILURES, 6L);
        assertThat(scene.clock.pending()).isEqualTo(1);
    }

    @Test
    @DisplayName("a run of the reset time forgets earlier failures; a short one does not")
    void longRunResets() throws Exception {
        LinkedBlockingQueue<ScriptedWorker> started = new LinkedBlockingQueue<>();
        WorkerRunner runner = scene.runner(params -> params.restart(DOUBLING));
        runner.startWorker("a", context -> {
            ScriptedWorker worker = scene.deaf();
            started.add(worker);
            return worker;
        });
        int[][] runs = {{1, 1}, {29, 2}, {30, 1}, {0, 2}};
        int generation = 1;
        for (int[] run : runs) {
            scene.awaitStarted("a", generation);
            scene.clock.advance(Duration.ofSeconds(run[0]));
            started.take().end(new Exception("failure " + generation));
            assertThat(delayAfter(generation)).isEqualTo(Duration.ofSeconds(run[1]));
            scene.clock.advance(Duration.ofSeconds(run[1]));
            generation++;
        }
    }

    @Test
    @DisplayName("an operator's restart starts at once and clears the counters")
    void operatorClears() throws Exception {
        WorkerRunner runner = scene.runner(params -> params.restart(DOUBLING));
        runner.startWorker("a", context -> {
            if (context.generation() == 3) {
                return scene.deaf();
            }
            throw new Exception("no such luck");
        });
        scene.clock.advance(delayAfter(1));
        assertThat(delayAfter(2)).isEqualTo(Duration.ofSeconds(2));
        runner.restartWorker("a");
        scene.awaitStarted("a", 3);
        assertThat(Scene.status(runner, "a").failures()).isZero();
        assertThat(Scene.status(runner, "a").restarts()).isZero();
        assertThat(scene.clock.pending()).isZero();
    }

    @Test
    @DisplayName("a failure may ask for its own delay")
    void delayOfTheFailure() throws Exception {
        WorkerRunner runner = scene.runner(params -> params.restart(Restart.builder()
                .delayFor(error ->
                        "busy".equals(error.getMessage()) ? Optional.of(Duration.ofMinutes(7)) : Optional.empty())
                .build()));
        runner.startWorker("a", context -> {
            throw new Exception(context.generation() == 1 ? "busy" : "other");
        });
        assertThat(delayAfter(1)).isEqualTo(Duration.ofMinutes(7));
        scene.clock.advance(Duration.ofMinutes(7));
        assertThat(delayAfter(2)).isEqualTo(Restart.DEFAULT_DELAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "null", "negative"})
    @DisplayName("a delay function that breaks its contract counts as none, and is reported: ")
    void brokenDelayFunction(String how) throws Exception {
        Function<Throwable, Optional<Duration>> broken = error -> switch (how) {
            case "throws" -> throw new IllegalStateException("broken");
            case "null" -> null;
            default -> Optional.of(Duration.ofSeconds(-1));
        };
        WorkerRunner runner = scene.runner(
                params -> params.restart(Restart.builder().delayFor(broken).build()));
        runner.startWorker("a", context -> {
            throw new Exception("no such luck");
        });
        assertThat(delayAfter(1)).isEqualTo(Restart.DEFAULT_DELAY);
        assertThat(scene.events.await(Misbehaved.class).what()).contains("delayFor", "ordinary delay");
    }

    @Test
    @DisplayName("a delay function may call the runner: no lock is held")
    void delayFunctionCallsTheRunner() throws Exception {
        WorkerRunner[] self = new WorkerRunner[1];
        WorkerRunner runner = scene.runner(params -> params.restart(Restart.builder()
                .delayFor(error -> {
                    self[0].why("a");
                    self[0].report();
                    return Optional.of(Duration.ofSeconds(9));
                })
                .build()));
        self[0] = runner;
        runner.startWorker("a", context -> {
            throw new Exception("no such luck");
        });
        assertThat(delayAfter(1)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    @DisplayName("bad policies are refused with a message that says what is wrong")
    void badPolicies() {
        assertThatThrownBy(() -> Restart.builder().factor(0.5).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.5");
        assertThatThrownBy(() -> Restart.builder().factor(Double.NaN).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        Restart.builder().budget(-1, Duration.ofSeconds(1)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> Restart.builder().budget(3, Duration.ZERO).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window");
        assertThatThrownBy(() ->
                        Restart.builder().budget(3, Duration.ofSeconds(-3)).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Restart.builder()
                        .budget(Restart.MAX_BUDGET + 1, Duration.ofSeconds(1))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Restart.builder().slowDelay(Duration.ZERO).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("a policy is rebuilt from itself equal, and is equal only to one that says the same")
    void policiesAreValues() {
        Restart policy = DOUBLING.toBuilder()
                .budget(3, Duration.ofMinutes(1))
                .exhausted(Restart.Exhausted.RETRY_SLOWLY)
                .slowDelay(Duration.ofMinutes(2))
                .build();
        assertThat(policy.toBuilder().build()).isEqualTo(policy).hasSameHashCodeAs(policy);
        assertThat(policy).isNotEqualTo(DOUBLING).asString().contains("budget=3 in PT1M");
        assertThat(Restart.builder().budget(0, Duration.ofSeconds(1)).build()).isEqualTo(Restart.defaults());
    }
}
