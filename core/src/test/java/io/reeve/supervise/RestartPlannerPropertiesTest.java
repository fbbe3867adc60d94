// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import io.reeve.worker.Restart.Exhausted;
import io.reeve.worker.RestartPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds for every policy and every course of events. */
class RestartPlannerPropertiesTest {
    /** What a clock counts at the most. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    /** Any policy without a budget, with durations from nothing to beyond all clocks. */
    @Provide
    Arbitrary<Restart> policies() {
        Arbitrary<Duration> durations = Arbitraries.oneOf(
                Arbitraries.longs().between(0, Long.MAX_VALUE).map(Duration::ofNanos),
                Arbitraries.longs().between(0, 600_000).map(Duration::ofMillis),
                Arbitraries.longs().between(0, Long.MAX_VALUE).map(Duration::ofSeconds));
        Arbitrary<Double> factors = Arbitraries.oneOf(
                Arbitraries.doubles().between(1, 3), Arbitraries.of(1.0, 2.0, 100.0, 1e300, Double.MAX_VALUE));
        return Combinators.combine(durations, factors, durations, Arbitraries.of(0.0, 0.1, 0.5, 1.0))
                .as((delay, factor, maxDelay, jitter) -> Restart.builder()
                        .delay(delay)
                        .factor(factor)
                        .maxDelay(maxDelay)
                        .jitter(jitter)
                        .build());
    }

    private static RestartPlan plan(RestartPlanner planner, Restart policy, double chance) {
        planner.failed(policy, Instant.EPOCH, null);
        return planner.plan(policy, 1, null, Instant.EPOCH, () -> chance);
    }

    @Property
    @Label("B-41 B-42 a delay is never negative and never above the longest delay")
    void withinBounds(
            @ForAll("policies") Restart policy,
            @ForAll @IntRange(min = 1, max = 200) int failures,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
        RestartPlanner planner = new RestartPlanner();
        for (int failure = 0; failure < failures; failure++) {
            RestartPlan plan = plan(planner, policy, chance);
            assertThat(plan.delay()).isGreaterThanOrEqualTo(Duration.ZERO);
            if (!policy.maxDelay().isZero()) {
                assertThat(plan.delay()).isLessThanOrEqualTo(policy.maxDelay());
            }
            assertThat(plan.due()).isAfterOrEqualTo(Instant.EPOCH);
        }
    }

    @Property
    @Label("B-40 B-41 without jitter no delay is shorter than the one before it, and the first is that of the policy")
    void neverDecreases(@ForAll("policies") Restart policy, @ForAll @IntRange(min = 1, max = 200) int failures) {
        Restart steady = policy.toBuilder().jitter(0).build();
        RestartPlanner planner = new RestartPlanner();
        Duration before = Duration.ZERO;
        for (int failure = 0; failure < failures; failure++) {
            Duration delay = plan(planner, steady, 0).delay();
            assertThat(delay).isGreaterThanOrEqualTo(before);
            if (failure == 0
                    && policy.delay().compareTo(LONGEST) <= 0
                    && policy.maxDelay().isZero()) {
                assertThat(delay).isEqualTo(policy.delay());
            }
            before = delay;
        }
    }

    @Property
    @Label("B-41 a delay that grows saturates: after enough failures it is the longest, and stays so")
    void saturates(
            @ForAll @LongRange(min = 1, max = 1_000_000) long millis,
            @ForAll @DoubleRange(min = 1.5, max = 10) double factor,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long longestNanos) {
        Restart policy = Restart.builder()
                .delay(Duration.ofMillis(millis))
                .factor(factor)
                .maxDelay(Duration.ofNanos(longestNanos))
                .build();
        Duration longest = longestNanos == 0 ? LONGEST : Duration.ofNanos(longestNanos);
        for (long failures : new long[] {200, 10_000, Long.MAX_VALUE}) {
            assertThat(Backoff.delay(policy, policy.delay(), failures, 0)).isEqualTo(longest);
        }
    }

    @Property
    @Label("jitter moves a delay by no more than its part")
    void jitterStaysInItsPart(
            @ForAll @LongRange(min = 1, max = 1_000_000) long millis,
            @ForAll @DoubleRange(min = 0, max = 1) double jitter,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
        Restart policy = Restart.builder()
                .delay(Duration.ofMillis(millis))
                .jitter(jitter)
                .build();
        double delay = plan(new RestartPlanner(), policy, chance).delay().toNanos();
        double base = millis * 1e6;
        assertThat(delay).isBetween(base * (1 - jitter) - 1, base * (1 + jitter) + 1);
    }

    @Property
    @Label("the budget is never exceeded in any window, whatever the gaps between failures; slow retries apart")
    void budgetHoldsInEveryWindow(
            @ForAll @IntRange(min = 1, max = 6) int budget,
            @ForAll @IntRange(min = 1, max = 20) int window,
            @ForAll Exhausted exhausted,
            @ForAll @IntRange(min = 0, max = 3) int delay,
            @ForAll @Size(min = 1, max = 80) List<@IntRange(min = 0, max = 6) Integer> gaps) {
        Restart policy = Restart.builder()
                .delay(Duration.ofSeconds(delay))
                .factor(2)
                .maxDelay(Duration.ofSeconds(5))
                .budget(budget, Duration.ofSeconds(window))
                .exhausted(exhausted)
                .slowDelay(Duration.ofSeconds(7))
                .build();
        RestartPlanner planner = new RestartPlanner();
        List<Instant> restarts = new ArrayList<>();
        Instant now = Instant.EPOCH;
        for (int gap : gaps) {
            now = now.plusSeconds(gap);
            planner.failed(policy, now, null);
            RestartPlan plan = planner.plan(policy, 1, null, now, () -> 0);
            if (plan == null) {
                assertThat(exhausted).isNotEqualTo(Exhausted.RETRY_SLOWLY);
                continue;
            }
            if (!plan.slow()) {
                restarts.add(plan.due());
                assertThat(plan.used()).isBetween(1, budget);
            } else {
                assertThat(plan.delay()).isGreaterThanOrEqualTo(policy.slowDelay());
            }
            now = plan.due();
        }
        for (Instant last : restarts) {
            Instant begin = last.minusSeconds(window);
            assertThat(restarts.stream().filter(at -> at.isAfter(begin) && !at.isAfter(last)))
                    .as("restarts in the window that ends at " + last)
                    .hasSizeLessThanOrEqualTo(budget);
        }
    }

    @Property
    @Label("who fails more seldom than the budget allows is never given up, however long he lives")
    void seldomFailuresNeverUseItUp(
            @ForAll @IntRange(min = 1, max = 5) int budget, @ForAll @IntRange(min = 100, max = 500) int failures) {
        Restart policy = Restart.builder()
                .delay(Duration.ZERO)
                .budget(budget, Duration.ofSeconds(10))
                .build();
        RestartPlanner planner = new RestartPlanner();
        Random random = new Random(failures);
        Instant now = Instant.EPOCH;
        for (int failure = 0; failure < failures; failure++) {
            planner.failed(policy, now, null);
            assertThat(planner.plan(policy, 1, null, now, () -> 0)).isNotNull();
            assertThat(planner.used()).isLessThanOrEqualTo(budget);
            now = now.plusMillis(10_000 / budget + 1 + random.nextInt(1_000));
        }
    }
}
