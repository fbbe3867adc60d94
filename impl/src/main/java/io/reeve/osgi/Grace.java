// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The time that somebody who stops something is held up for workers to end. All who wait for the same cause share
 * one, so that together they do not wait for longer.
 */
final class Grace {
    final Duration length;

    private final CompletableFuture<Void> expired = new CompletableFuture<>();
    private final Clock.Timer timer;

    /** Starts to run at once; {@code onExpired} is called on the thread of the clock unless it is ended before. */
    Grace(Clock clock, Duration length, Runnable onExpired) {
        this.length = length;
        this.timer = clock.schedule(length, () -> {
            try {
                onExpired.run();
            } finally {
                expired.complete(null);
            }
        });
    }

    /** Waits for the end or the grace, whichever comes first; an interrupt ends the waiting and stays set. */
    void await(CompletableFuture<?> end) {
        try {
            CompletableFuture.anyOf(end, expired).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            // It ended.
        }
    }

    /** There is nothing left to wait for. */
    void end() {
        timer.cancel();
    }
}
