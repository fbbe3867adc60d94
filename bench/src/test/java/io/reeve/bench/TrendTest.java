// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What counts as growth. */
class TrendTest {
    private static final int SAMPLES = 50;

    private final Random noise = new Random(1);

    @Test
    void noiseIsFlat() {
        assertThat(trend(sample -> 100 + 20 * noise.nextGaussian(), 1).grows()).isFalse();
    }

    @Test
    void aSteadyRiseInNoiseIsGrowth() {
        Trend trend = trend(sample -> 100 + 4 * sample + 20 * noise.nextGaussian(), 1);

        assertThat(trend.grows()).isTrue();
        assertThat(trend.verdict()).isEqualTo("grows");
    }

    @Test
    void aRiseWithinTheToleranceIsFlat() {
        assertThat(trend(sample -> 100 + 0.5 * sample, 1).grows()).isFalse();
    }

    @Test
    void aBadMomentAtTheEndIsNoGrowth() {
        assertThat(trend(sample -> sample >= 47 ? 1_000 : 100 + 90 * (sample % 7 == 0 ? 5 : 0), 1)
                        .grows())
                .isFalse();
    }

    @Test
    void whatTheFloorSuffersAsWellIsNoGrowth() {
        assertThat(trend(sample -> 100 + 4 * sample, 3).grows()).isFalse();
    }

    @Test
    void theSlopeIsGivenByTheHour() {
        assertThat(trend(sample -> 100 + sample, 1).line().slope()).isBetween(359.9, 360.1);
    }

    /** Ten seconds between samples. */
    private static Trend trend(IntToDoubleFunction values, double drift) {
        Series series = new Series("some", Unit.COUNT, new Tolerance(1.5, 0), SAMPLES);
        IntStream.range(0, SAMPLES).mapToDouble(values).forEach(series::add);
        return Trend.of(
                series,
                IntStream.range(0, SAMPLES).mapToDouble(sample -> 10 * sample).toArray(),
                drift);
    }
}
