// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FollowedFileTest {
    @TempDir
    private Path folder;

    @Test
    @DisplayName("a file that grows while it is read is not taken for one that was truncated")
    void growsWhileItIsRead() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "old 1\n");
        LineCounter lines = new AppendsOnce(log, "new 2\n");
        try (FollowedFile file = new FollowedFile(log)) {
            file.readTo(lines);
            Files.writeString(log, "new 1\n", StandardOpenOption.APPEND);
            file.readTo(lines);
            file.readTo(lines);

            assertThat(file.reopened()).isZero();
            assertThat(lines.lines()).isEqualTo(2);
        }
    }

    /** Somebody writes to the file at the moment when its first new line is read. */
    private static final class AppendsOnce extends LineCounter {
        private final Path log;
        private final String text;
        private boolean done;

        AppendsOnce(Path log, String text) {
            this.log = log;
            this.text = text;
        }

        @Override
        void add(byte[] bytes, int length) {
            super.add(bytes, length);
            if (!done) {
                done = true;
                try {
                    Files.writeString(log, text, StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
