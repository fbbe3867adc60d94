// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reeve.demo.loop.Task;
import io.reeve.dependency.BounceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The text of a file, as long as it is the same: watches the file and ends with a bounce when it is another one. */
final class Greeting implements Task {
    private final Path file;
    private final Duration period;
    private final String text;

    /**
     * Reads the file.
     *
     * @param file the file
     * @param period how often it is looked at
     * @throws IOException if it cannot be read
     */
    Greeting(Path file, Duration period) throws IOException {
        this.file = file;
        this.period = period;
        this.text = read();
    }

    String text() {
        return text;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        do {
            Thread.sleep(period.toMillis());
        } while (read().equals(text));
        throw new BounceException(file + " has changed", null);
    }

    @Override
    public Map<String, Object> report() {
        return Map.of("file", file, "text", text);
    }

    private String read() throws IOException {
        return Files.readString(file, UTF_8).strip();
    }
}
