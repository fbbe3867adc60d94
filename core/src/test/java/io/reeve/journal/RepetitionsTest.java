// SPDX-License-Identifier: Apache-2.0
package io.reeve.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is remembered so that repetition can be left out of a log is bounded. What is left out, {@code LogListenerTest} says. */
class RepetitionsTest {
    private static final int FAILURES = 8;
    private static final int WORKERS = 1_000;

    private final Repetitions repetitions = new Repetitions();

    /** So often that the last one is not written. */
    private void failThrice(String id, String message) {
        Digest failure = Digest.of(new IllegalStateException(message));
        for (int i = 0; i < 3; i++) {
            repetitions.failed(id, failure, Instant.EPOCH);
        }
    }

    @Test
    @DisplayName("Of one worker the failures are remembered that occurred last")
    void failuresOfOneWorker() {
        for (char kind = 'a'; kind < 'a' + FAILURES; kind++) {
            failThrice("w", "failure " + kind);
        }
        failThrice("w", "failure a");
        failThrice("w", "one more");
        assertThat(repetitions.leftOut("w", null).stream()
                        .map(repetition -> repetition.failure().message())
                        .collect(Collectors.joining(", ")))
                .isEqualTo("failure c, failure d, failure e, failure f, failure g, failure h, failure a, one more");
    }

    @Test
    @DisplayName("The workers are remembered that failed last")
    void workers() {
        for (int i = 0; i < WORKERS; i++) {
            failThrice("w" + i, "refused");
        }
        assertThat(repetitions.isQuiet("w0")).isTrue();
        failThrice("w0", "refused");
        failThrice("one more", "refused");
        assertThat(repetitions.isQuiet("w0")).isTrue();
        assertThat(repetitions.isQuiet("w1")).isFalse();
        assertThat(repetitions.leftOut("w1", null)).isEmpty();
        assertThat(repetitions.isQuiet("w2")).isTrue();
    }
}
