// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartWishesTest {
    private static final Restart BASE = Restart.builder()
            .when(Restart.When.ALWAYS)
            .delay(Duration.ofMinutes(1))
            .build();

    @Test
    void withoutAWishTheBaseHolds() {
        RestartWishes none = new RestartWishes(null, null);

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.over(BASE)).isEqualTo(BASE);
    }

    @Test
    void eachWishReplacesItsPartOnly() {
        RestartWishes never = new RestartWishes(Restart.When.NEVER, null);
        RestartWishes atOnce = new RestartWishes(null, Duration.ZERO);

        assertThat(never.isEmpty()).isFalse();
        assertThat(never.over(BASE).when()).isEqualTo(Restart.When.NEVER);
        assertThat(never.over(BASE).delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(atOnce.isEmpty()).isFalse();
        assertThat(atOnce.over(BASE).when()).isEqualTo(Restart.When.ALWAYS);
        assertThat(atOnce.over(BASE).delay()).isZero();
    }
}
