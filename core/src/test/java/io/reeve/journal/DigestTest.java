// SPDX-License-Identifier: Apache-2.0
package io.reeve.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which failures are the same, and what is kept of one. */
class DigestTest {
    /** From one line of code. */
    private static Digest digest(@Nullable String message) {
        return Digest.of(new IllegalStateException(message));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "refused, refused",
                "none, none",
                "'', ''",
                "port 40001 refused, port 9 refused",
                "1 of 2, 30 of 4000",
                "7, 8",
            })
    @DisplayName("messages that differ in their numbers only are those of one failure")
    void same(@Nullable String one, @Nullable String other) {
        assertThat(digest(one)).isEqualTo(digest(other)).hasSameHashCodeAs(digest(other));
        assertThat(digest(other)).isEqualTo(digest(one));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "refused, timeout",
                "refused, none",
                "refused, refused!",
                "port 1, port",
                "port 1, port 1 2",
                "1 port, port",
                "1a, 1b",
                "1, a",
            })
    @DisplayName("all other messages are those of two failures")
    void different(@Nullable String one, @Nullable String other) {
        assertThat(digest(one)).isNotEqualTo(digest(other)).doesNotHaveSameHashCodeAs(digest(other));
        assertThat(digest(other)).isNotEqualTo(digest(one));
    }

    @Test
    @DisplayName("another class, another root cause or another place make another failure")
    void otherThanTheMessage() {
        Exception[] errors = IntStream.range(0, 5)
                .mapToObj(i -> {
                    Exception error = i == 1
                            ? new IllegalArgumentException("refused")
                            : new IllegalStateException(
                                    "refused", i == 2 ? new Exception("a") : i == 3 ? new Exception("b") : null);
                    StackTraceElement[] place = {new StackTraceElement("C", "m" + i / 4, "C.java", 1)};
                    error.setStackTrace(place);
                    if (error.getCause() != null) {
                        error.getCause().setStackTrace(place);
                    }
                    return error;
                })
                .toArray(Exception[]::new);
        assertThat(IntStream.range(0, errors.length).mapToObj(i -> Digest.of(errors[i])))
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("a message is kept up to 300 characters, and of the stack five frames, or what there is")
    void bounded() {
        assertThat(digest("x".repeat(300)).message()).isEqualTo("x".repeat(300));
        assertThat(digest("x".repeat(301)).message()).isEqualTo("x".repeat(300) + "…");
        Exception error = new Exception();
        for (int frames : new int[] {0, 3, 5, 9}) {
            error.setStackTrace(IntStream.range(0, frames)
                    .mapToObj(i -> new StackTraceElement("C", "m" + i, "C.java", i))
                    .toArray(StackTraceElement[]::new));
            assertThat(Digest.of(error).frames())
                    .isEqualTo(IntStream.range(0, Math.min(frames, 5))
                            .mapToObj(i -> "C.m" + i + ":" + i)
                            .toList());
        }
    }
}
