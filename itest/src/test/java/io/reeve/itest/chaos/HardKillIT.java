// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A container that is killed while it is being changed, and started again on what is left of it. */
final class HardKillIT {
    private static final long SEED = Long.getLong("reeve.seed", System.nanoTime() % 1_000_000);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @RepeatedTest(2)
    @DisplayName("after a SIGKILL in the middle of a storm all that was wanted runs again, and nothing else")
    void comesBack() throws Exception {
        System.out.println("hard kill: seed " + SEED);
        try (Jvm jvm = Jvm.start(Storm.class, "192m", new Options(folder, 3600, SEED, 60).arguments())) {
            assertThat(jvm.awaitLine(line -> line.startsWith(Storm.PROGRESS)))
                    .as("the storm rages")
                    .isTrue();
            jvm.kill();
        }
        try (Jvm jvm = Jvm.start(Storm.class, "192m", new Options(folder, 0, SEED, 60).arguments())) {
            assertThat(jvm.awaitEnd())
                    .as("exit code with -Dreeve.seed=%s, after it had said:%n%s", SEED, jvm.complaint())
                    .isZero();
            assertThat(jvm.lines()).anyMatch(line -> line.startsWith(Storm.RECOVERED));
        }
    }
}
