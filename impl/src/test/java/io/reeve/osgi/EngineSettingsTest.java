// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.engine.EngineParams;
import io.reeve.worker.Restart;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {
    private static HostSettings of(Map<String, ?> properties) {
        return HostSettings.of(HostKind.ENGINE, "io.reeve.engine~side", properties);
    }

    @Test
    @DisplayName("OC-13 without a configuration an engine restarts as EngineParams say and stops in order")
    void defaults() {
        HostSettings settings = of(Map.of());

        assertThat(settings.name()).isEqualTo("side");
        assertThat(settings.supervision().restart())
                .isEqualTo(EngineParams.of("x").restart());
        assertThat(settings.pace()).isEqualTo(EnginePace.DEFAULT);
        assertThat(settings.pace().orderedStop()).isTrue();
        assertThat(settings.complaints()).isEmpty();
    }

    @Test
    @DisplayName("OC-10 values may have any type that makes sense")
    void tolerantTypes() {
        HostSettings settings = of(Map.of(
                "restart.when", "Always",
                "restart.delay", 250,
                "restart.factor", "3",
                "restart.max-delay", "1m",
                "restart.jitter", 0.5f,
                "restart.reset-time", "PT5S",
                "bounce.delay", "0",
                "settle", "20ms",
                "stop.ordered", "no"));

        assertThat(settings.complaints()).isEmpty();
        assertThat(settings.supervision().restart())
                .isEqualTo(Restart.builder()
                        .when(Restart.When.ALWAYS)
                        .delay(Duration.ofMillis(250))
                        .factor(3)
                        .maxDelay(Duration.ofMinutes(1))
                        .jitter(0.5)
                        .resetTime(Duration.ofSeconds(5))
                        .build());
        assertThat(settings.pace()).isEqualTo(new EnginePace(Duration.ZERO, Duration.ofMillis(20), false));
    }

    @Test
    @DisplayName("OC-10 nonsense is complained of once each and leaves the default")
    void nonsense() {
        HostSettings settings = of(Map.of(
                "restart.factor",
                "0.5",
                "restart.jitter",
                "NaN",
                "restart.max-delay",
                "-1s",
                "worker.restart.delay",
                "1s"));

        assertThat(settings.supervision().restart())
                .isEqualTo(EngineParams.of("x").restart());
        assertThat(settings.complaints())
                .hasSize(4)
                .anyMatch(complaint -> complaint.contains("worker.restart.delay"))
                .anyMatch(complaint -> complaint.contains("restart.factor"));
    }
}
