// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What happens soon; a generous bound on "does not hang". */
final class Soon {
    private static final long SECONDS = 60;

    private Soon() {}

    /** What a stage completes with; it must not fail. */
    static <T> T get(CompletionStage<T> stage) throws Exception {
        CompletableFuture<T> value = new CompletableFuture<>();
        stage.whenComplete((result, error) -> {
            if (error == null) {
                value.complete(result);
            } else {
                value.completeExceptionally(new AssertionError("expected a value, but there is an error", error));
            }
        });
        return value.get(SECONDS, TimeUnit.SECONDS);
    }

    /** The error that a stage completes with, as it is; null if it does not fail. */
    static Throwable errorOf(CompletionStage<?> stage) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        stage.whenComplete((result, error) -> failure.complete(error));
        return failure.get(SECONDS, TimeUnit.SECONDS);
    }

    static void reached(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("not reached within " + SECONDS + " s, missing: " + latch.getCount());
        }
    }

    static void ended(Thread thread) throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(SECONDS));
        if (thread.isAlive()) {
            AssertionError failure = new AssertionError("thread did not end: " + thread);
            failure.setStackTrace(thread.getStackTrace());
            throw failure;
        }
    }
}
