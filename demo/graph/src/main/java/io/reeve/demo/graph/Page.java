// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A page on loopback that says a text. The server has a thread of its own, so this needs none. */
final class Page implements Worker, Reporter {
    private final HttpServer server;
    private final String text;
    private final AtomicLong requests = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletionStage<Void> completion = ended.minimalCompletionStage();

    private Page(HttpServer server, String text) {
        this.server = server;
        this.text = text;
    }

    /** The port is taken here: a server that cannot listen is a failed start, not a worker that fails. */
    static Page open(String text) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Page page = new Page(server, text);
        server.createContext("/", page::answer);
        server.start();
        return page;
    }

    URI address() {
        return URI.create("http:/" + server.getAddress() + "/");
    }

    @Override
    public void kill() {
        // Does not wait for exchanges; they are cut off.
        server.stop(0);
        ended.complete(null);
    }

    @Override
    public CompletionStage<Void> completion() {
        return completion;
    }

    @Override
    public Map<String, Object> report() {
        return Map.of("address", address(), "text", text, "requests", requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] answer = (text + ", you are number " + requests.incrementAndGet() + ".\n").getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }
}
