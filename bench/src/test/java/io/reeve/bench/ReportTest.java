// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the figures. */
class ReportTest {
    private final Report report = new Report(List.of("JVM: some"));

    @Test
    void aTargetIsMeasuredAgainstFloorAndPeersOfTheSameRun() {
        add("start", 100_000, Contender.FLOOR, 20);
        add("start", 100_000, Contender.REEVE, 49);
        add("start", 100_000, Contender.GUAVA, 200);
        add("start", 100_000, Contender.PEKKO, 300);

        assertThat(line("start", "reeve"))
                .contains("≤ 2.5 × floor, ≤ 0.17 × best peer")
                .contains("yes, NO");
        assertThat(line("start", "floor")).doesNotContain("≤");
    }

    @Test
    void aTargetMayBeAnAbsoluteTime() {
        add("start-cold", 10_000, Contender.REEVE, 65);

        assertThat(line("start-cold", "reeve")).containsPattern("≤ 65 ms +yes");
    }

    @Test
    void aTargetMayBeToStayAsItIsWithLess() {
        add("waiters", 0, Contender.REEVE, 4);
        add("waiters", 1_000, Contender.REEVE, 5);

        assertThat(report.text()).contains("≤ 1.1 × least N", "NO");
    }

    @Test
    void aTargetWithoutItsYardstickIsOpen() {
        add("restart", 10_000, Contender.REEVE, 5);

        assertThat(line("restart", "reeve")).containsPattern("≤ 2 × floor +\\?");
    }

    @Test
    void whatGrowsFasterThanTheGateIsMarked() {
        add("stop", 10_000, Contender.REEVE, 1);
        add("stop", 100_000, Contender.REEVE, 10);
        add("report", 10_000, Contender.REEVE, 1);
        add("report", 100_000, Contender.REEVE, 100);

        assertThat(growth("stop")).contains("1.00").endsWith("≤ 1.1  yes");
        assertThat(growth("report")).contains("2.00").endsWith("≤ 1.1  NO");
    }

    @Test
    void sizesBelowTheFirstThatCountsAreLeftOutOfTheGrowth() {
        add("start", 1_000, Contender.REEVE, 1);
        add("start", 10_000, Contender.REEVE, 100);
        add("start", 100_000, Contender.REEVE, 1_000);

        assertThat(growth("start")).contains("1.00").contains("10 000");
    }

    @Test
    void allocationIsSummedUpAtTheEnd(@TempDir Path folder) throws Exception {
        add("restart", 10_000, Contender.FLOOR, 1);
        add("restart", 10_000, Contender.REEVE, 1);

        report.write(folder);

        assertThat(folder.resolve("performance.md"))
                .content()
                .contains("### Allocation")
                .contains("| 128 |");
    }

    @Test
    void everyTargetIsThatOfAWorkloadWithThisSize() {
        assertThat(Workloads.all().stream()
                        .flatMap(workload ->
                                workload.sizes().stream().flatMap(size -> Targets.of(workload.name(), size).stream())))
                .hasSize(Targets.count());
    }

    private void add(String name, int size, Contender contender, double value) {
        Workload workload = Workloads.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        Sample sample = new Sample(workload.unit().toBase(value), 1_000, 128, -1);
        report.add(new Result(workload, size, contender, List.of(sample)));
    }

    private String line(String workload, String contender) {
        return report.text()
                .lines()
                .filter(line -> line.matches(workload + " +" + contender + " .*"))
                .findFirst()
                .orElseThrow();
    }

    private String growth(String workload) {
        return report.text()
                .lines()
                .dropWhile(line -> !line.startsWith("Growth"))
                .filter(line -> line.startsWith(workload + " "))
                .findFirst()
                .orElseThrow();
    }
}
