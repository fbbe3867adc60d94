// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.dependency.BounceException;
import io.reeve.dependency.MissingInputException;
import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Restart;
import io.reeve.worker.event.RunnerEvent.RestartScheduled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private static void on(Restart restart, Duration bounceDelay, Stage.Act act) throws Exception {
        Stage.on(params -> params.restart(restart).bounceDelay(bounceDelay), act);
    }

    private static Restart.Builder restart(int seconds, double factor, int mostSeconds) {
        return Restart.builder()
                .delay(Duration.ofSeconds(seconds))
                .factor(factor)
                .maxDelay(Duration.ofSeconds(mostSeconds))
                .jitter(0);
    }

    /** The delays, in milliseconds, after so many failures of a start function. */
    private static List<Long> delaysOf(Stage stage, Exception error, int count) throws Exception {
        stage.installStart("a", Stage.failing(error));
        List<Long> delays = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            stage.awaitFailed("a", i);
            stage.clock.awaitTimers(1);
            Duration delay = Duration.between(
                    stage.clock.instant(), stage.clock.nextDue().orElseThrow());
            delays.add(delay.toMillis());
            stage.clock.advance(delay);
        }
        return delays;
    }

    @Test
    @DisplayName("D-60 D-61 delays grow by the factor with each failure in a row, up to the limit")
    void growth() throws Exception {
        on(
                restart(1, 2, 3).build(),
                Duration.ZERO,
                stage -> assertThat(delaysOf(stage, new IllegalStateException("broken"), 4))
                        .containsExactly(1000L, 2000L, 3000L, 3000L));
    }

    @Test
    @DisplayName("D-62 B-41 200 failures with a factor of 100 stay at the limit")
    void overflow() throws Exception {
        on(
                restart(1, 100, 300).build(),
                Duration.ZERO,
                stage -> assertThat(delaysOf(stage, new IllegalStateException("broken"), 200))
                        .startsWith(1000L, 100_000L, 300_000L)
                        .endsWith(300_000L));
    }

    @Test
    @DisplayName("D-61 B-42 the random part never exceeds the limit, nor one tenth")
    void jitter() throws Exception {
        on(restart(10, 2, 20).jitter(0.1).build(), Duration.ZERO, stage -> {
            List<Long> delays = delaysOf(stage, new IllegalStateException("broken"), 30);
            assertThat(delays.get(0)).isBetween(9_000L, 11_000L);
            assertThat(delays.subList(1, 30)).allMatch(delay -> delay >= 18_000 && delay <= 20_000);
        });
    }

    @Test
    @DisplayName(
            "D-64 B-40 the bounce delay grows alike for one that keeps asking for a bounce, from its full length on")
    void bounceBackoff() throws Exception {
        on(
                restart(100, 2, 3).build(),
                Duration.ofSeconds(1),
                stage -> assertThat(delaysOf(stage, new BounceException(), 4))
                        .containsExactly(1000L, 2000L, 3000L, 3000L));
    }

    @Test
    @DisplayName("B-40 a first bounce waits for the whole bounce delay")
    void firstBounce() throws Exception {
        on(restart(1, 100, 1000).build(), Duration.ofSeconds(100), stage -> {
            stage.install("a");
            stage.install("b", "a");
            stage.awaitStarted("b", 1);
            stage.engine.bounce("a");
            Stage.until("b is stopped", () -> stage.status("b").nextStart() != null);
            assertThat(stage.status("b").nextStart()).isEqualTo(Stage.START.plusSeconds(100));
            stage.pass(Duration.ofSeconds(100));
            stage.awaitStarted("b", 2);
        });
    }

    @Test
    @DisplayName("D-65 a factor of 1 keeps the delay")
    void noBackoff() throws Exception {
        on(
                restart(2, 1, 0).build(),
                Duration.ZERO,
                stage -> assertThat(delaysOf(stage, new IllegalStateException("broken"), 3))
                        .containsExactly(2000L, 2000L, 2000L));
    }

    @Test
    @DisplayName("D-60 D-63 a worker that ran long enough has failed once only; one that did not, once more")
    void resetTime() throws Exception {
        on(restart(1, 2, 100).resetTime(Duration.ofMinutes(1)).build(), Duration.ZERO, stage -> {
            stage.install("a");
            long[] runs = {10, 10, 60};
            long[] delays = {1, 2, 1};
            for (int i = 0; i < 3; i++) {
                stage.awaitStarted("a", i + 1);
                stage.clock.advance(Duration.ofSeconds(runs[i]));
                stage.worker("a").end(new IllegalStateException("broken"));
                assertThat(stage.await(RestartScheduled.class, "a", i + 1).delay())
                        .isEqualTo(Duration.ofSeconds(delays[i]));
                stage.pass(Duration.ofSeconds(delays[i]));
            }
        });
    }

    @Test
    @DisplayName("D-60 B-62 what the filter calls missing or success counts as that")
    void filteredCounts() throws Exception {
        on(restart(1, 2, 100).build(), Duration.ZERO, stage -> {
            stage.install("in");
            stage.engine.install(
                    "a",
                    stage.manifold("a", inputs -> {
                                throw new IllegalStateException("broken");
                            })
                            .needs("in")
                            .filter(error -> new MissingInputException("filtered"))
                            .build());
            for (int i = 1; i < 4; i++) {
                stage.awaitFailed("a", i);
                Stage.until("it waits", () -> stage.status("a").recentErrors() == 1);
                stage.engine.bounce("in");
            }
            stage.awaitFailed("a", 4);
            Stage.until("it waits", () -> stage.status("a").recentErrors() == 1);
        });
    }

    @Test
    @DisplayName("D-60 an operator's bounce forgets all failures")
    void operator() throws Exception {
        on(restart(1, 2, 100).build(), Duration.ofSeconds(5), stage -> {
            stage.installStart("a", inputs -> {
                if (inputs.generation() < 3) {
                    throw new IllegalStateException("broken");
                }
                return ScriptedWorker.obedient();
            });
            stage.awaitFailed("a", 1);
            stage.pass(Duration.ofSeconds(1));
            stage.awaitFailed("a", 2);
            stage.clock.awaitTimers(1);
            stage.engine.bounce("a");
            stage.awaitStarted("a", 3);
            assertThat(stage.status("a").recentErrors()).isZero();
            stage.engine.bounce("a");
            stage.awaitStarted("a", 4);
            assertThat(stage.clock.pending()).isZero();
        });
    }
}
