// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RestartTest {
    @Test
    @DisplayName("R-4: by default a worker that failed restarts after three seconds")
    void defaults() {
        assertThat(Restart.defaults()).isEqualTo(Restart.after(Duration.ofSeconds(3)));
        assertThat(Restart.defaults().when()).isEqualTo(Restart.When.ON_FAILURE);
    }

    @Test
    @DisplayName("B-24: a negative delay is refused; none and the longest are fine")
    void delays() {
        assertThatThrownBy(() -> Restart.after(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.000000001S");
        assertThat(Restart.after(Duration.ZERO).delay()).isZero();
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        assertThat(Restart.after(longest).delay()).isEqualTo(longest);
    }

    @Test
    @DisplayName("Policies are equal when they say the same")
    void equality() {
        assertThat(Restart.never())
                .isEqualTo(Restart.builder().when(Restart.When.NEVER).build())
                .hasSameHashCodeAs(Restart.builder().when(Restart.When.NEVER).build())
                .isNotEqualTo(Restart.defaults())
                .isNotEqualTo(Restart.builder()
                        .when(Restart.When.NEVER)
                        .delay(Duration.ZERO)
                        .build());
    }
}
