// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reeve.demo.loop.Task;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Requests a page again and again, and fails when it cannot be had. */
final class Listener implements Task {
    /** Also the longest time that a kill can be late: a blocked socket cannot be interrupted. */
    private static final int TIMEOUT_MILLIS = 1000;

    private final URI page;
    private final Duration period;

    private volatile String heard = "nothing yet";

    /**
     * Creates the task.
     *
     * @param page the page
     * @param period the time between two requests
     */
    Listener(URI page, Duration period) {
        this.page = page;
        this.period = period;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        while (true) {
            heard = request();
            Thread.sleep(period.toMillis());
        }
    }

    @Override
    public Map<String, Object> report() {
        return Map.of("page", page, "heard", heard);
    }

    private String request() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Connection", "close");
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), UTF_8).strip();
        } finally {
            connection.disconnect();
        }
    }
}
