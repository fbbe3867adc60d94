// SPDX-License-Identifier: Apache-2.0
package io.reeve.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemClockTest {
    private final Clock clock = Clock.system();

    @Test
    @DisplayName("A delay of nothing, or less, is over at once")
    void delayOfNothing() throws Exception {
        CountDownLatch fired = new CountDownLatch(2);
        clock.schedule(Duration.ZERO, fired::countDown);
        clock.schedule(Duration.ofSeconds(-1), fired::countDown);
        assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("A delay far below nothing is over at once, too")
    void delayFarBelowNothing() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        clock.schedule(Duration.ofDays(-365_000), fired::countDown);
        assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("The longest delay neither overflows nor keeps shorter ones from firing")
    void longestDelay() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        Clock.Timer longest = clock.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> {
            throw new AssertionError("fired");
        });
        clock.schedule(Duration.ofMillis(1), fired::countDown);
        assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
        longest.cancel();
        longest.cancel();
    }

    @Test
    @DisplayName("A task that throws, or leaves its thread interrupted, does no harm to later ones")
    void brokenTask() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        boolean[] interrupted = new boolean[1];
        clock.schedule(Duration.ZERO, () -> {
            Thread.currentThread().interrupt();
            throw new AssertionError("broken");
        });
        clock.schedule(Duration.ofMillis(1), () -> {
            interrupted[0] = Thread.currentThread().isInterrupted();
            fired.countDown();
        });
        assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted[0]).isFalse();
    }

    @Test
    @DisplayName("A timer without a task is refused at once")
    void noTask() {
        assertThatThrownBy(() -> clock.schedule(Duration.ZERO, null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @DisplayName("There is no thread of the clock while no timer is pending")
    void noThreadAtRest() {
        clock.schedule(Duration.ofHours(1), () -> {}).cancel();
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("reeve/clock"))) {
            Thread.onSpinWait();
        }
    }
}
