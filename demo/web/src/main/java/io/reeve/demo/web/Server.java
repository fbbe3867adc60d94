// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reeve.demo.loop.Task;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP server that answers every request with a short text. It works on a thread of its own; the thread of this
 * task waits to be interrupted and closes it then, which may take a moment and so is not for {@code kill} to do.
 */
final class Server implements Task {
    private final HttpServer server;
    private final AtomicLong requests = new AtomicLong();

    /**
     * Creates the task.
     *
     * @param server bound but not started; stopped when the task ends
     */
    Server(HttpServer server) {
        this.server = server;
    }

    @Override
    public void run() throws InterruptedException {
        server.createContext("/", this::answer);
        server.start();
        try {
            new CountDownLatch(1).await();
        } finally {
            server.stop(0);
        }
    }

    @Override
    public Map<String, Object> report() {
        return Map.of("address", "http:/" + server.getAddress() + "/", "requests", requests.get());
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] text = ("Hello, you are number " + requests.incrementAndGet() + ".\n").getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
        }
    }
}
