// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What happens soon; a generous bound on "does not hang". */
public final class Soon {
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

    /** The name of this thread, which stays in the code that calls this until it is named after that. */
    public static String nameOfCall(String prefix) {
        Thread thread = Thread.currentThread();
        until("a name of the call", () -> thread.getName().startsWith(prefix));
        return thread.getName();
    }

    static void until(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(SECONDS)) {
                throw new AssertionError("waited " + SECONDS + " s in vain: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
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
