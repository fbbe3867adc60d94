// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SimilarIdsTest {
    private static final List<String> IDS = List.of("tailer", "prober", "flaky", "db-1", "db-2", "x");

    @Test
    @DisplayName("a letter too much, too little, wrong or swapped is forgiven, and so is case")
    void forgivesTypos() {
        for (String typed : List.of("tailerr", "tailr", "tailor", "talier", "TAILER")) {
            assertThat(SimilarIds.to(typed, IDS)).as(typed).first().isEqualTo("tailer");
        }
    }

    @Test
    @DisplayName("a part of an id is enough, and the beginning counts most")
    void takesParts() {
        assertThat(SimilarIds.to("db", IDS)).containsExactly("db-1", "db-2");
        assertThat(SimilarIds.to("ob", IDS)).containsExactly("prober");
        assertThat(SimilarIds.to("my-tailer", IDS)).containsExactly("tailer");
    }

    @Test
    @DisplayName("what has nothing in common is not offered")
    void offersNoNonsense() {
        assertThat(SimilarIds.to("zz", IDS)).isEmpty();
        assertThat(SimilarIds.to("", IDS)).isEmpty();
        assertThat(SimilarIds.to("q", IDS)).isEmpty();
    }

    @Test
    @DisplayName("of many only the five best are offered")
    void offersFew() {
        List<String> many =
                IntStream.range(0, 100_000).mapToObj(i -> "job-" + i).toList();

        assertThat(SimilarIds.to("job-777", many)).hasSize(5).first().isEqualTo("job-777");
    }
}
