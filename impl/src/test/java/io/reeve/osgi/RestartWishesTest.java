// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
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

    @Test
    @DisplayName(
            "a delay that is asked for is not cut by a limit that comes from elsewhere; a limit that is asked for cuts")
    void delayAndLimit() {
        Restart base = BASE.toBuilder().maxDelay(Duration.ofMinutes(5)).build();
        RestartWishes patient = new RestartWishes(null, Duration.ofHours(1));
        RestartWishes hasty = new RestartWishes(
                null,
                null,
                new RestartWishes.Growth(null, Duration.ofSeconds(1), null, null),
                RestartWishes.Budget.UNSAID);

        assertThat(patient.over(base).delay()).isEqualTo(Duration.ofHours(1));
        assertThat(patient.over(base).maxDelay()).isEqualTo(Duration.ofHours(1));
        assertThat(hasty.over(base).delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(hasty.over(base).maxDelay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("a worker may have no limit in a runner that has one, and keeps what is said of the time after it")
    void noLimit() {
        Restart base = BASE.toBuilder()
                .budget(3, Duration.ofMinutes(1))
                .exhausted(Restart.Exhausted.RETRY_SLOWLY)
                .build();
        RestartWishes unlimited = new RestartWishes(
                null,
                null,
                RestartWishes.Growth.UNSAID,
                new RestartWishes.Budget(RestartWishes.Limit.NONE, null, null));

        assertThat(unlimited.over(base).budget()).isZero();
        assertThat(unlimited.over(base).exhausted()).isEqualTo(Restart.Exhausted.RETRY_SLOWLY);
    }
}
