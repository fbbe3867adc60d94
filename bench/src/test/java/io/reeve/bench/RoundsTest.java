// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoundsTest {
    private final Rounds rounds = new Rounds(3, Duration.ofSeconds(2), 7);

    @ParameterizedTest(name = "{0} ms each: {1} rounds")
    @CsvSource({"1, 28", "50, 20", "200, 7", "2000, 5", "20000, 3"})
    @DisplayName("short work is measured more often than long work")
    void measured(long millisEach, int expected) {
        int done = 0;
        while (rounds.isIncomplete(done, Duration.ofMillis(done * millisEach).toNanos())) {
            done++;
        }
        assertThat(done).isEqualTo(expected);
    }

    @Test
    @DisplayName("one round is one round")
    void onlyOne() {
        Rounds once = new Rounds(0, Duration.ZERO, 1);

        assertThat(once.isIncomplete(0, 0)).isTrue();
        assertThat(once.isIncomplete(1, 1)).isFalse();
    }
}
