// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FullHeapTest {
    private static final Pattern STANDING = Pattern.compile("standing: (\\d+)");

    /** What a JVM takes off the stack for want of memory is gone, now and then; without what is done about it most are lost. */
    private static final int FEW = FullHeap.WORKERS / 5;

    /** Seconds; more of them are a test of their own. */
    private static final String TIME = System.getProperty("reeve.full-heap", "4");

    @TempDir
    Path folder;

    @Test
    @DisplayName(
            "workers that fill the heap over and over do not take those with them that are started again meanwhile")
    void othersAreStartedAgain() throws Exception {
        Path output = folder.resolve("output");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                FullHeap.class.getName(),
                TIME);
        Process jvm = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = jvm.waitFor(Integer.parseInt(TIME) + 150L, TimeUnit.SECONDS);
        jvm.destroyForcibly();

        String text = Files.readString(output);
        System.out.println(text);
        assertThat(ended).as("it ends").isTrue();
        assertThat(text).contains("a new runner works");
        Matcher standing = STANDING.matcher(text);
        assertThat(standing.find()).isTrue();
        assertThat(Integer.parseInt(standing.group(1))).as(text).isGreaterThanOrEqualTo(FullHeap.WORKERS - FEW);
    }
}
