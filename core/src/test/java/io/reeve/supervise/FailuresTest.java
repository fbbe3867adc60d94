// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private final Exception error = new Exception("error");

    @Test
    @DisplayName("What answers to an interrupt or a cancellation is told from real errors")
    void cancellations() {
        assertThat(List.of(new InterruptedException(), new CancellationException(), new ClosedByInterruptException()))
                .allMatch(Failures::isCancellation);
        assertThat(Failures.isCancellation(error)).isFalse();
    }

    @Test
    @DisplayName("B-19: errors are attached in order, each once, never the primary to itself")
    void attaches() {
        Exception other = new Exception("other");
        error.addSuppressed(other);
        Exception third = new Exception("third");
        Failures.attach(error, List.of(third, error, other, third));
        assertThat(error.getSuppressed()).containsExactly(other, third);
    }

    @Test
    @DisplayName("The text of an error can always be had, and is never very long")
    void texts() {
        assertThat(Failures.text(null)).isEqualTo("none");
        assertThat(Failures.text(new Exception("x".repeat(10_000))))
                .hasSize(2_001)
                .endsWith("…");
        String longest = "java.lang.Exception: " + "x".repeat(2_000 - "java.lang.Exception: ".length());
        assertThat(Failures.text(new Exception(longest.substring("java.lang.Exception: ".length()))))
                .isEqualTo(longest);
        assertThat(Failures.text(new Exception() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String getMessage() {
                        throw new StackOverflowError();
                    }
                }))
                .contains("FailuresTest", "StackOverflowError");
    }
}
