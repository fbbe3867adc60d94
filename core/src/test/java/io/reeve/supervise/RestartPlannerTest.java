// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RestartPlannerTest {
    private static final Instant NOW = Instant.EPOCH.plusSeconds(1_000);
    private static final Restart DOUBLING = Restart.builder()
            .delay(Duration.ofSeconds(1))
            .factor(2)
            .maxDelay(Duration.ofSeconds(10))
            .resetTime(Duration.ofSeconds(60))
            .build();

    private final RestartPlanner planner = new RestartPlanner();

    private RestartPlan fail(Restart policy, Instant ranSince) {
        planner.failed(policy, NOW, ranSince);
        return planner.plan(policy, 4, null, NOW, () -> 0);
    }

    @Test
    @DisplayName("B-40 the first delay is that of the policy, each next one is longer, up to the longest; in words")
    void growsAndSaysSo() {
        assertThat(fail(DOUBLING, null).text()).isEqualTo("delay 1 s, rule on-failure");
        assertThat(fail(DOUBLING, null).text()).isEqualTo("delay 2 s = 1 s × 2, rule on-failure");
        fail(DOUBLING, null);
        RestartPlan fourth = fail(DOUBLING, null);
        assertThat(fourth.text()).isEqualTo("delay 8 s = 1 s × 2³, rule on-failure");
        assertThat(fourth.due()).isEqualTo(NOW.plusSeconds(8));
        assertThat(fail(DOUBLING, null).text())
                .isEqualTo("delay 10 s, the longest, instead of 1 s × 2⁴, rule on-failure");
        assertThat(planner.failures()).isEqualTo(5);
        assertThat(planner.failingSince()).isEqualTo(NOW);
    }

    @Test
    @DisplayName("a run of the reset time begins a new row of failures; a shorter one, or none, does not")
    void longRunsReset() {
        fail(DOUBLING, null);
        assertThat(fail(DOUBLING, NOW.minusSeconds(59)).delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(fail(DOUBLING, NOW.minusSeconds(60)).delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(planner.failures()).isEqualTo(1);
    }

    @Test
    @DisplayName("with a reset time of nothing every successful start begins a new row")
    void everyStartResets() {
        Restart policy = DOUBLING.toBuilder().resetTime(Duration.ZERO).build();
        fail(policy, null);
        assertThat(fail(policy, null).delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(fail(policy, NOW).delay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("an end without error ends the row")
    void successEndsTheRow() {
        fail(DOUBLING, null);
        fail(DOUBLING, null);
        planner.finished();
        assertThat(planner.plan(DOUBLING, 1, null, NOW, () -> 0).text()).isEqualTo("delay 1 s, rule always");
        assertThat(planner.failingSince()).isNull();
        assertThat(fail(DOUBLING, null).delay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("a failure may ask for its delay: that is multiplied and limited like the ordinary one")
    void delayOfTheFailure() {
        planner.failed(DOUBLING, NOW, null);
        planner.failed(DOUBLING, NOW, null);
        RestartPlan plan = planner.plan(DOUBLING, 1, Duration.ofSeconds(3), NOW, () -> 0);
        assertThat(plan.text()).isEqualTo("delay 6 s = 3 s × 2, rule delay-for");
        planner.failed(DOUBLING, NOW, null);
        assertThat(planner.plan(DOUBLING, 1, Duration.ofSeconds(3), NOW, () -> 0)
                        .delay())
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("a budget that is used up ends it, or makes it slow; old restarts are forgotten")
    void budget() {
        Restart policy = Restart.builder()
                .delay(Duration.ZERO)
                .budget(2, Duration.ofSeconds(10))
                .build();
        assertThat(fail(policy, null).used()).isEqualTo(1);
        assertThat(fail(policy, null).used()).isEqualTo(2);
        assertThat(fail(policy, null)).isNull();
        Restart slow = policy.toBuilder()
                .exhausted(Restart.Exhausted.RETRY_SLOWLY)
                .slowDelay(Duration.ofMinutes(1))
                .build();
        RestartPlan retry = fail(slow, null);
        assertThat(retry.slow()).isTrue();
        assertThat(retry.text())
                .isEqualTo("delay 1 min, as its budget of 2 restarts in 10 s is used up, rule retry-slowly");
        assertThat(planner.usedUntil(policy.window())).isEqualTo(NOW.plusSeconds(10));
        RestartPlan later = planner.plan(policy, 1, null, NOW.plusSeconds(10), () -> 0);
        assertThat(later.used()).isEqualTo(1);
    }

    @Test
    @DisplayName("a delay longer than time itself ends at its end")
    void endlessDelay() {
        RestartPlan plan = fail(Restart.after(Duration.ofSeconds(Long.MAX_VALUE)), null);
        assertThat(plan.delay()).isEqualTo(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(plan.due()).isEqualTo(Instant.MAX);
    }

    @Test
    @DisplayName("a delay that grows without a limit grows")
    void growsWithoutLimit() {
        Restart policy =
                Restart.builder().delay(Duration.ofSeconds(1)).factor(2).build();
        fail(policy, null);
        assertThat(fail(policy, null).delay()).isEqualTo(Duration.ofSeconds(2));
    }

    private Duration fail(Restart policy, double chance) {
        planner.failed(policy, NOW, null);
        return planner.plan(policy, 1, null, NOW, () -> chance).delay();
    }

    @Test
    @DisplayName("chance makes a delay shorter or longer by the jitter's part, and never longer than the longest one")
    void jitter() {
        Restart policy =
                DOUBLING.toBuilder().delay(Duration.ofMillis(1_500)).jitter(0.5).build();
        assertThat(fail(policy, 0)).isEqualTo(Duration.ofMillis(750));
        assertThat(fail(policy, 0.5)).isEqualTo(Duration.ofSeconds(3));
        assertThat(fail(policy, 0.75)).isEqualTo(Duration.ofMillis(7_500));
        assertThat(fail(policy, 0.75)).isEqualTo(Duration.ofSeconds(10));
        assertThat(fail(policy, 0.25)).isEqualTo(Duration.ofMillis(7_500));
    }

    @Test
    @DisplayName("in a window that is longer than all time no restart is ever forgotten")
    void endlessWindow() {
        Restart policy = Restart.builder()
                .delay(Duration.ZERO)
                .budget(1, Duration.ofSeconds(Long.MAX_VALUE))
                .build();
        assertThat(fail(policy, null).used()).isEqualTo(1);
        assertThat(fail(policy, null)).isNull();
        assertThat(planner.usedUntil(policy.window())).isEqualTo(Instant.MAX);
    }

    @Test
    @DisplayName("where somebody else counts the failures, a row begins with the first, or with the first one seen")
    void countedElsewhere() {
        planner.failed(3, NOW);
        planner.failed(4, NOW.plusSeconds(1));
        assertThat(planner.failures()).isEqualTo(4);
        assertThat(planner.failingSince()).isEqualTo(NOW);
        planner.failed(1, NOW.plusSeconds(2));
        planner.failed(2, NOW.plusSeconds(3));
        assertThat(planner.failures()).isEqualTo(2);
        assertThat(planner.failingSince()).isEqualTo(NOW.plusSeconds(2));
    }

    @Test
    @DisplayName("durations are said in at most two units")
    void words() {
        assertThat(RestartPlan.words(Duration.ofMillis(250))).isEqualTo("250 ms");
        assertThat(RestartPlan.words(Duration.ofNanos(1_500_000))).isEqualTo("1500 µs");
        assertThat(RestartPlan.words(Duration.ZERO)).isEqualTo("0 s");
        assertThat(RestartPlan.words(Duration.ofSeconds(90))).isEqualTo("1 min 30 s");
        assertThat(RestartPlan.words(Duration.ofHours(2))).isEqualTo("2 h");
        assertThat(RestartPlan.words(Duration.ofDays(3).plusHours(4).plusMinutes(5)))
                .isEqualTo("3 d 4 h");
    }
}
