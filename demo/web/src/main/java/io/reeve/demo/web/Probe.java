// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import io.reeve.demo.loop.Task;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Requests a page again and again, and fails when it got no good answer several times in a row. */
final class Probe implements Task {
    /** Also the longest time that a kill can be late: a blocked socket cannot be interrupted. */
    private static final int TIMEOUT_MILLIS = 1000;

    private final Supplier<Optional<URI>> url;
    private final Duration period;
    private final int misses;

    private long successes;
    private long failures;
    private volatile Map<String, Object> report = Map.of();

    /**
     * Creates the task.
     *
     * @param url where to look, asked each time; nothing counts as a miss
     * @param period the time between two requests
     * @param misses the number of misses in a row after which it fails
     */
    Probe(Supplier<Optional<URI>> url, Duration period, int misses) {
        this.url = url;
        this.period = period;
        this.misses = misses;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        int inARow = 0;
        while (true) {
            IOException miss = probe();
            inARow = miss == null ? 0 : inARow + 1;
            if (miss != null && inARow >= misses) {
                throw new IOException(
                        "no good answer " + inARow + " times in a row, at last: " + miss.getMessage(), miss);
            }
            Thread.sleep(period.toMillis());
        }
    }

    @Override
    public Map<String, Object> report() {
        return report;
    }

    private @Nullable IOException probe() {
        Optional<URI> target = url.get();
        long start = System.nanoTime();
        try {
            int status = request(target.orElseThrow(() -> new ConnectException("demo.server has never been up")));
            successes++;
            publish(target, String.valueOf(status), TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start) / 1000.0);
            return null;
        } catch (IOException e) {
            failures++;
            publish(target, String.valueOf(e.getMessage()), null);
            return e;
        }
    }

    /**
     * One request on a connection of its own. A {@code java.net.http.HttpClient} would leave a thread behind: before
     * Java 21 it cannot be closed.
     */
    private static int request(URI target) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Connection", "close");
        try (InputStream body = connection.getInputStream()) {
            body.readAllBytes();
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private void publish(Optional<URI> target, String status, @Nullable Double latencyMillis) {
        Map<String, Object> now = new LinkedHashMap<>();
        now.put("url", target.map(URI::toString).orElse("unknown"));
        now.put("status", status);
        if (latencyMillis != null) {
            now.put("latency-ms", latencyMillis);
        }
        now.put("successes", successes);
        now.put("failures", failures);
        report = now;
    }
}
