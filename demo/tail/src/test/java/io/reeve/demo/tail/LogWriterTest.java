// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.demo.loop.ThreadWorker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogWriterTest {
    @Test
    @DisplayName("a log that has grown too large is renamed and begun anew")
    void rotates(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        ThreadWorker writer = ThreadWorker.start("writer", new LogWriter(log, 100));

        await().until(() -> (long) writer.report().get("rotations") > 0);
        writer.stop();

        assertThat(Files.readString(log)).endsWith("ms\n");
        assertThat(folder.resolve("log.1")).isNotEmptyFile();
    }
}
