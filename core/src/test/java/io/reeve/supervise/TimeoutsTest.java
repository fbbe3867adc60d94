// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a worker says goes before what its supervisor says, for its start and for its stop. */
class TimeoutsTest {
    private static final Duration ONE = Duration.ofSeconds(1);
    private static final Duration TWO = Duration.ofSeconds(2);
    private static final Duration THREE = Duration.ofSeconds(3);
    private static final Run NOBODY = null;
    private static final Timeouts SUPERVISOR = new Timeouts(ONE, TWO, THREE);

    @Test
    @DisplayName("who says nothing has those of the supervisor")
    void unsaid() {
        assertThat(Timeouts.UNSAID.areUnsaid()).isTrue();
        assertThat(Timeouts.UNSAID.within(SUPERVISOR)).isSameAs(SUPERVISOR);
    }

    @Test
    @DisplayName("who speaks of the start only has the stop of the supervisor")
    void ownStart() {
        Timeouts own = Timeouts.UNSAID.withStart(THREE);
        assertThat(own.areUnsaid()).isFalse();
        assertThat(own.within(SUPERVISOR)).isEqualTo(new Timeouts(THREE, TWO, THREE));
    }

    @Test
    @DisplayName("who speaks of the stop only has the start of the supervisor")
    void ownStop() {
        Timeouts own = Timeouts.UNSAID.withStop(TWO);
        assertThat(own.areUnsaid()).isFalse();
        assertThat(own.within(SUPERVISOR)).isEqualTo(new Timeouts(ONE, ONE, TWO));
    }

    @Test
    @DisplayName("to want none is to say something")
    void none() {
        assertThat(Timeouts.NONE.areUnsaid()).isFalse();
        assertThat(Timeouts.NONE.within(SUPERVISOR)).isEqualTo(Timeouts.NONE);
    }

    @Test
    @DisplayName("the interrupt may come together with the abandonment, and not after it")
    void interruptAndAbandonment() {
        assertThat(Timeouts.NONE.withStop(TWO, TWO)).isEqualTo(new Timeouts(Duration.ZERO, TWO, TWO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeouts.NONE.withStop(THREE, TWO))
                .withMessageContainingAll("interrupted after 3 s", "abandoned after 2 s");
    }

    @Test
    @DisplayName(
            "the first thing that is done to a worker that does not stop: nobody is interrupted only to be left behind")
    void firstStep() {
        assertThat(Deadline.ofStop(NOBODY, Timeouts.NONE.withStop(ONE, TWO)).step())
                .isEqualTo(Deadline.Step.INTERRUPT);
        assertThat(Deadline.ofStop(NOBODY, Timeouts.NONE.withStop(TWO, TWO)).step())
                .isEqualTo(Deadline.Step.ABANDON);
        assertThat(Deadline.ofStop(NOBODY, Timeouts.NONE)).isNull();
    }

    @Test
    @DisplayName("a negative time is refused, by its name")
    void negative() {
        Duration negative = Duration.ofSeconds(-1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeouts.NONE.withStart(negative))
                .withMessageContaining("start timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeouts.NONE.withStop(negative))
                .withMessageContaining("stop timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeouts.NONE.withStop(negative, ONE))
                .withMessageContaining("time until the interrupt");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeouts.NONE.withStop(ONE, negative))
                .withMessageContaining("stop timeout");
    }
}
