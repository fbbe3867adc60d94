// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import io.reeve.demo.loop.Task;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Does some steps of nothing and fails. The generation decides with which error, so all of them are met in turn. */
final class Flaky implements Task {
    private static final List<Supplier<Throwable>> FAILURES = List.of(
            () -> new SocketTimeoutException("the payment service did not answer within 2 s"),
            () -> new IllegalStateException("order 4711 was paid before it was placed"),
            () -> new NullPointerException(),
            () -> new AssertionError("the impossible has happened"));

    private final long generation;
    private final int steps;
    private final Duration pause;

    private final AtomicInteger done = new AtomicInteger();

    Flaky(long generation, int steps, Duration pause) {
        this.generation = generation;
        this.steps = steps;
        this.pause = pause;
    }

    @Override
    public void run() throws Exception {
        while (done.get() < steps) {
            Thread.sleep(pause.toMillis());
            done.incrementAndGet();
        }
        Throwable failure = failure();
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }

    @Override
    public Map<String, Object> report() {
        return Map.of(
                "steps",
                done,
                "fails-after",
                steps,
                "fails-with",
                failure().getClass().getSimpleName());
    }

    private Throwable failure() {
        return FAILURES.get((int) ((generation - 1) % FAILURES.size())).get();
    }
}
