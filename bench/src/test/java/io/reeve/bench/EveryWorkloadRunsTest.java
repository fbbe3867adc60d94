// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the benchmark alive; measures nothing. */
@Timeout(60)
class EveryWorkloadRunsTest {
    private static final int SIZE = 50;

    static Stream<Arguments> everyWorkloadOfEveryContender() {
        return Workloads.all().stream()
                .flatMap(workload -> workload.entrants().keySet().stream()
                        .filter(contender -> contender != Contender.OTP)
                        .map(contender -> Arguments.of(workload.name(), contender, workload)));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("everyWorkloadOfEveryContender")
    void runsInOneJvm(String name, Contender contender, Workload workload) throws Exception {
        List<Sample> samples = new ArrayList<>();

        Fork.measure(workload, contender, SIZE, new Rounds(0, Duration.ZERO, 1), samples::add);

        assertThat(samples).hasSize(1);
    }

    @Test
    void aRunWritesItsTableAsTextAndAsMarkdown(@TempDir Path folder) throws Exception {
        Options options =
                Options.parse("--short", "--only", "start", "--contenders", "floor,reeve", "--out", folder.toString());

        String text = Bench.run(options);

        assertThat(text)
                .contains("JVM: ")
                .containsPattern("start +floor +100 +ms")
                .containsPattern("start +reeve +100");
        assertThat(folder.resolve("performance.txt")).hasContent(text);
        assertThat(Files.readString(folder.resolve("performance.md"))).contains("| start | reeve | 100 | ms |");
    }

    @Test
    void aSampleSurvivesTheWayFromOneProcessToTheOther() {
        Sample sample = new Sample(12345.678, 90.5, -1, 1);

        assertThat(Sample.parse(sample.line())).contains(sample);
    }
}
