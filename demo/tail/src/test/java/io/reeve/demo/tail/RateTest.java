// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RateTest {
    private final Rate rate = new Rate();

    @Test
    @DisplayName("it is the growth over the time between the marks")
    void isGrowthOverTime() {
        assertThat(rate.perSecond()).isZero();
        markAt(10, 100);
        assertThat(rate.perSecond()).isZero();
        markAt(12, 150);
        assertThat(rate.perSecond()).isEqualTo(25.0);
    }

    @Test
    @DisplayName("what is older than five seconds counts no more")
    void forgets() {
        markAt(0, 0);
        markAt(1, 1000);
        markAt(6, 1000);
        assertThat(rate.perSecond()).isZero();
    }

    private void markAt(long seconds, long count) {
        rate.mark(TimeUnit.SECONDS.toNanos(seconds), count);
    }
}
