// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.tail;

import io.reeve.demo.loop.Task;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the lines of a file that grows, from its end on. It follows the <em>name</em>: when the file is rotated,
 * replaced, truncated, or deleted and written anew, it goes on with what is there then. When nothing has been there
 * for several looks in a row it fails, so that a runner shows the reason and tries again later.
 */
final class Tail implements Task {
    private final Path path;
    private final Duration period;
    private final int patience;
    private final Rate rate = new Rate();
    private final LineCounter counter = new LineCounter();

    /** What the last look has found; written by the thread of the task only. */
    private volatile Map<String, Object> report;

    /**
     * Creates the task.
     *
     * @param path the file
     * @param period the time between two looks at it
     * @param patience after how many looks in vain it fails
     */
    Tail(Path path, Duration period, int patience) {
        this.path = path;
        this.period = period;
        this.patience = patience;
        this.report = Map.of("path", path.toString());
    }

    @Override
    public void run() throws IOException, InterruptedException {
        int inVain = 0;
        try (FollowedFile file = new FollowedFile(path)) {
            while (inVain < patience) {
                inVain = file.readTo(counter) ? 0 : inVain + 1;
                rate.mark(System.nanoTime(), counter.lines());
                report = describe(file);
                Thread.sleep(period.toMillis());
            }
        }
        throw new NoSuchFileException(path.toString(), null, "nothing there for " + inVain + " looks in a row");
    }

    @Override
    public Map<String, Object> report() {
        return report;
    }

    private Map<String, Object> describe(FollowedFile file) {
        Map<String, Object> now = new LinkedHashMap<>();
        now.put("path", path.toString());
        now.put("lines", counter.lines());
        now.put("lines-per-second", Math.round(rate.perSecond() * 10) / 10.0);
        now.put("last-line", counter.lastLine());
        now.put("reopened", file.reopened());
        return now;
    }
}
