// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the soak, and that it would notice. */
@Timeout(120)
class SoakTest {
    private static final long TWO_HUNDRED_KILOBYTES = 200_000;

    @Test
    void heapAndThreadsStayFlatForSomeSeconds(@TempDir Path folder) throws Exception {
        Options options = Options.parse(
                "--soak", "--seconds", "3", "--jvm-args", "-Xmx256m -XX:+UseSerialGC", "--out", folder.toString());

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exitCode = Bench.soak(options, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(exitCode).as(out.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(folder.resolve("soak.txt")).content().contains("Verdict: flat");
        assertThat(folder.resolve("soak.md")).content().contains("| heap | MiB |");
        assertThat(Files.readAllLines(folder.resolve("soak.csv"))).hasSize(11);
        assertThat(Files.size(folder.resolve("soak.png"))).isBetween(10_000L, TWO_HUNDRED_KILOBYTES);
    }

    @Test
    void aListenerThatKeepsWhatItHearsIsFound() throws Exception {
        List<byte[]> kept = Collections.synchronizedList(new ArrayList<>());
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        SoakRecord record;
        try (Flock runner = new RunnerFlock(50, event -> kept.add(new byte[16_384]));
                Flock floor = new FloorFlock(50)) {
            record = new Soak(List.of(runner), floor, Duration.ofSeconds(2), nowhere).run();
        }

        SoakReport report = new SoakReport(List.of(), record);

        assertThat(report.grows()).isTrue();
        assertThat(report.text()).contains("Verdict: grows, namely heap");
        assertThat(kept).isNotEmpty();
    }
}
