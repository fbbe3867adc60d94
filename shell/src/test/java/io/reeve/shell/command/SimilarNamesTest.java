// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SimilarNamesTest {
    private static final List<String> NAMES = List.of("tailer", "prober", "flaky", "db-1", "db-2", "x");

    @Test
    @DisplayName("a letter too much, too little, wrong or swapped is forgiven, and so is case")
    void forgivesTypos() {
        for (String typed : List.of("tailerr", "tailr", "tailor", "talier", "TAILER")) {
            assertThat(SimilarNames.to(typed, NAMES)).as(typed).first().isEqualTo("tailer");
        }
    }

    @Test
    @DisplayName("a part of a name is enough, and the beginning counts most")
    void takesParts() {
        assertThat(SimilarNames.to("db", NAMES)).containsExactly("db-1", "db-2");
        assertThat(SimilarNames.to("ob", NAMES)).containsExactly("prober");
        assertThat(SimilarNames.to("my-tailer", NAMES)).containsExactly("tailer");
    }

    @Test
    @DisplayName("what has nothing in common is not offered")
    void offersNoNonsense() {
        assertThat(SimilarNames.to("zz", NAMES)).isEmpty();
        assertThat(SimilarNames.to("", NAMES)).isEmpty();
        assertThat(SimilarNames.to("q", NAMES)).isEmpty();
    }

    @Test
    @DisplayName("of many only the five best are offered")
    void offersFew() {
        List<String> many =
                IntStream.range(0, 100_000).mapToObj(i -> "job-" + i).toList();

        assertThat(SimilarNames.to("job-777", many)).hasSize(5).first().isEqualTo("job-777");
    }
}
