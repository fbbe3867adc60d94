// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reeve.catacomb.Catacomb;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class CrewTest {
    private static final Duration LONG = Duration.ofHours(1);

    @ParameterizedTest
    @CsvSource({"1, cook", "2, helmsman", "3, lookout", "4, cook"})
    @DisplayName("in each generation another hand fails, and the crew ends with that error")
    void failsInTurn(long generation, String hand) {
        Catacomb crew = Catacomb.start("crew", new Crew(generation, Duration.ZERO));

        assertThatThrownBy(crew::await)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(hand + ": ")
                .hasNoSuppressedExceptions();
    }

    @Test
    @DisplayName("the report of the crew shows all hands")
    void reportsItsHands() throws Exception {
        Catacomb crew = Catacomb.start("crew", new Crew(1, LONG));

        await().untilAsserted(() -> assertThat(crew.report())
                .containsEntry("state", "started")
                .extractingByKey("workers")
                .isEqualTo(Map.of(
                        "cook", Map.of("state", "started"),
                        "helmsman", Map.of("state", "started"),
                        "lookout", Map.of("state", "started"))));

        crew.stop();
    }

    @Test
    @DisplayName("a crew that is killed ends without error, and no hand is left")
    void killedCrewEndsWell() throws Exception {
        Catacomb crew = Catacomb.start("crew", new Crew(1, LONG));

        crew.stop();

        assertThat(crew.report()).isEqualTo(Map.of("state", "stopped"));
    }
}
