// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimeTextTest {
    private static final Instant NOW = Instant.parse("2026-11-24T21:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT0.999S,0s",
        "PT59S,59s",
        "PT1M,1m",
        "PT3M12S,3m12s",
        "PT1H59M59S,1h59m",
        "P1D,1d",
        "P400DT5H,400d5h",
        "PT-5S,0s"
    })
    @DisplayName("an age has the two greatest units")
    void tellsAge(Duration age, String text) {
        assertThat(TimeText.age(NOW.minus(age), NOW)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"PT2S,in 2s", "PT1.2S,in 2s", "PT0.001S,in 1s", "PT0S,now", "PT-9S,now", "PT90S,in 1m30s"})
    @DisplayName("what is to come is never told as sooner than it is")
    void tellsUntil(Duration ahead, String text) {
        assertThat(TimeText.until(NOW.plus(ahead), NOW)).isEqualTo(text);
    }

    @Test
    @DisplayName("the ends of time do no harm")
    void survivesTheEndsOfTime() {
        assertThat(TimeText.until(Instant.MAX, Instant.MIN)).isEqualTo("never");
        assertThat(TimeText.age(Instant.MIN, Instant.MAX)).endsWith("h");
        assertThat(TimeText.moment(Instant.MAX)).isEqualTo("never");
        assertThat(TimeText.moment(Instant.MIN)).startsWith("-1000000000-01-01");
        assertThat(TimeText.duration(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)))
                .contains("d");
    }

    @ParameterizedTest
    @CsvSource({"PT0S,0s", "PT3S,3s", "PT0.25S,250ms", "PT1.5S,1.5s", "PT0.0001S,0.1ms", "PT2M30S,2m30s", "PT1H,1h"})
    @DisplayName("a duration is told to the full")
    void tellsDuration(Duration duration, String text) {
        assertThat(TimeText.duration(duration)).isEqualTo(text);
    }
}
