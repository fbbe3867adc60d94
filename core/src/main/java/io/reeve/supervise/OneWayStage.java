// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stage that only its owner completes. It may be handed out: callers can wait for it and depend on it, and get
 * the raw error, but they cannot complete, cancel or time it out; {@link #toCompletableFuture()} gives them a copy
 * with which they can.
 */
@SuppressWarnings("NullAway") // the value of a Void is null
public final class OneWayStage extends CompletableFuture<Void> {
    /** Creates a stage that is not complete. */
    public OneWayStage() {}

    /**
     * Completes the stage; for the owner.
     *
     * @param error the error, or null
     */
    public void finish(@Nullable Throwable error) {
        if (error == null) {
            super.complete(null);
        } else {
            super.completeExceptionally(error);
        }
    }

    @Override
    public CompletableFuture<Void> toCompletableFuture() {
        CompletableFuture<Void> copy = new CompletableFuture<>();
        var unused = handle((value, error) -> error == null ? copy.complete(null) : copy.completeExceptionally(error));
        return copy;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public boolean complete(Void value) {
        throw refused();
    }

    @Override
    public boolean completeExceptionally(Throwable error) {
        throw refused();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        throw refused();
    }

    @Override
    public void obtrudeValue(Void value) {
        throw refused();
    }

    @Override
    public void obtrudeException(Throwable error) {
        throw refused();
    }

    @Override
    public CompletableFuture<Void> completeAsync(Supplier<? extends Void> supplier, Executor executor) {
        throw refused();
    }

    @Override
    public CompletableFuture<Void> completeAsync(Supplier<? extends Void> supplier) {
        throw refused();
    }

    @Override
    public CompletableFuture<Void> orTimeout(long timeout, TimeUnit unit) {
        throw refused();
    }

    @Override
    public CompletableFuture<Void> completeOnTimeout(Void value, long timeout, TimeUnit unit) {
        throw refused();
    }

    private static UnsupportedOperationException refused() {
        return new UnsupportedOperationException(
                "only its owner completes this stage; use toCompletableFuture() for a copy of your own");
    }
}
