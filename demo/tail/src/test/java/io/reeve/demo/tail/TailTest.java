// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reeve.demo.loop.ThreadWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TailTest {
    private static final Duration PERIOD = Duration.ofMillis(1);
    private static final int FOR_EVER = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    private Path log;
    private ThreadWorker tail;

    @BeforeEach
    void startOnALogWithOldLines() throws IOException {
        log = folder.resolve("log");
        append("old 1\nold 2\n");
        tail = ThreadWorker.start("tail", new Tail(log, PERIOD, FOR_EVER));
        await().until(() -> tail.report().containsKey("lines"));
    }

    @AfterEach
    void stop() throws Exception {
        tail.stop();
    }

    @Test
    @DisplayName("it counts the lines that are appended, and not those that were there")
    void countsNewLines() throws Exception {
        append("new 1\nnew 2\nhalf a li");
        awaitLines(2, "new 2");

        append("ne\n");
        awaitLines(3, "half a line");
    }

    @Test
    @DisplayName("a file that was renamed is read to its end, and the one that takes its name from its beginning")
    void followsARotation() throws Exception {
        append("new 1\n");
        Files.move(log, folder.resolve("log.1"));
        append("new 2\n");

        awaitLines(2, "new 2");
        assertThat(tail.report()).containsEntry("reopened", 1L);
    }

    @Test
    @DisplayName("a file that was deleted is waited for")
    void followsADeletion() throws Exception {
        append("new 1\n");
        awaitLines(1, "new 1");
        Files.delete(log);

        append("new 2\n");
        awaitLines(2, "new 2");
    }

    @Test
    @DisplayName("a file that was truncated is read from its beginning")
    void followsATruncation() throws Exception {
        append("a long line before\n");
        awaitLines(1, "a long line before");

        Files.writeString(log, "short\n", StandardOpenOption.TRUNCATE_EXISTING);
        awaitLines(2, "short");
    }

    @Test
    @DisplayName("it fails with the path when there is no file for too long")
    void failsWithoutAFile() {
        ThreadWorker lost = ThreadWorker.start("lost", new Tail(folder.resolve("none"), PERIOD, 3));

        assertThatThrownBy(lost::await)
                .cause()
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none");
    }

    @Test
    @DisplayName("killed, it ends without error and leaves the file alone")
    void endsWhenKilled() throws Exception {
        tail.kill();
        tail.await();

        Files.delete(log);
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void awaitLines(long lines, String last) {
        await().untilAsserted(() ->
                assertThat(tail.report()).containsEntry("lines", lines).containsEntry("last-line", last));
    }
}
