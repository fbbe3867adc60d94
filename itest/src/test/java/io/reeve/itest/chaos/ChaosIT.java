// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code chaos.sh}, which says with these properties how long and with what seed. */
final class ChaosIT {
    private static final int SECONDS = Integer.getInteger("reeve.chaos.seconds", 15);
    private static final long SEED = Long.getLong("reeve.seed", System.nanoTime() % 1_000_000);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    @Timeout(value = 5 * 60 + 2 * 3600, unit = TimeUnit.SECONDS)
    @DisplayName("OC-11 OC-27 after a storm over 200 bundles, SCR, ConfigurationAdmin and Reeve itself, what should run"
            + " runs, nothing else does, and nothing is left")
    void storm() throws Exception {
        System.out.println("chaos: seed " + SEED + ", " + SECONDS + " s");
        try (Jvm jvm = Jvm.start(Storm.class, "192m", new Options(folder, SECONDS, SEED, 200).arguments())) {
            assertThat(jvm.awaitEnd())
                    .as("exit code of the storm with -Dreeve.seed=%s, which said:%n%s", SEED, jvm.complaint())
                    .isZero();
        }
    }
}
