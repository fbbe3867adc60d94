// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import io.reeve.demo.loop.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes an access log as a web server would, some lines at a time. The file is opened for each write, so one that
 * was deleted or renamed comes back; one that has grown too large is renamed to {@code *.1} first.
 */
final class LogWriter implements Task {
    private static final String[] PAGES = {"/", "/docs", "/docs/start", "/api/orders", "/api/orders/42", "/favicon.ico"
    };
    private static final int LONGEST_PAUSE_MILLIS = 200;
    private static final int MOST_LINES = 5;

    private final Path log;
    private final long rotateBytes;
    private final Random random = new Random();

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong rotations = new AtomicLong();

    LogWriter(Path log, long rotateBytes) {
        this.log = log;
        this.rotateBytes = rotateBytes;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        while (true) {
            write(1 + random.nextInt(MOST_LINES));
            Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
        }
    }

    @Override
    public Map<String, Object> report() {
        return Map.of("path", log.toString(), "lines", written.get(), "rotations", rotations.get());
    }

    private void write(int lines) throws IOException {
        if (Files.exists(log) && Files.size(log) > rotateBytes) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            rotations.incrementAndGet();
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(line()).append('\n');
        }
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        written.addAndGet(lines);
    }

    private String line() {
        int status = random.nextInt(20) == 0 ? 404 : 200;
        return Instant.now() + " GET " + PAGES[random.nextInt(PAGES.length)] + " " + status + " "
                + (1 + random.nextInt(40)) + "ms";
    }
}
