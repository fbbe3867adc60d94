// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private final Exception error = new Exception("error");

    @Test
    @DisplayName("B-18: the wrappers of java.util.concurrent are taken off, the error inside keeps its identity")
    void unwraps() {
        assertThat(Failures.unwrap(error)).isSameAs(error);
        assertThat(Failures.unwrap(new CompletionException(new ExecutionException(error))))
                .isSameAs(error);
    }

    @Test
    @DisplayName("A wrapper around nothing, and one that means something of its own, stay")
    void keeps() {
        Throwable empty = new CompletionException("nothing inside", null);
        Throwable own = new CompletionException(error) {
            private static final long serialVersionUID = 1L;
        };
        assertThat(Failures.unwrap(empty)).isSameAs(empty);
        assertThat(Failures.unwrap(own)).isSameAs(own);
    }

    @Test
    @DisplayName("Wrappers that go round in a circle come to an end")
    void circle() {
        Throwable[] inner = new Throwable[1];
        Throwable outer = new Exception();
        ExecutionException one = new ExecutionException("one", null) {
            private static final long serialVersionUID = 1L;
        };
        assertThat(Failures.unwrap(one)).isSameAs(one);
        inner[0] = new CompletionException(outer);
        outer.initCause(inner[0]);
        assertThat(Failures.unwrap(inner[0])).isSameAs(outer);
        Throwable deep = error;
        for (int depth = 0; depth < 1_000; depth++) {
            deep = new CompletionException(deep);
        }
        assertThat(Failures.unwrap(deep)).as("an accident").isSameAs(deep);
    }

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
