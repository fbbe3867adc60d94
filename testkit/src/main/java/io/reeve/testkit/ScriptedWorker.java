// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static java.util.Objects.requireNonNull;

import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A worker that does nothing but what a test tells it to: it ends when the test {@linkplain #end() ends} it, and
 * reacts to {@link #kill} as the test has scripted. With it one tests what supervises workers.
 *
 * <p>Well-behaved ones are {@link #obedient()}, {@link #failing(Throwable)} and {@link #dead()}; {@link #deaf()} and
 * {@link #completingTwice()} are not; everything else is a lambda:
 *
 * <pre>{@code
 * new ScriptedWorker(self -> { throw new IllegalStateException("kill is broken"); });
 * new ScriptedWorker(Worker::await);       // kill blocks until the test ends the worker
 * new ScriptedWorker(self -> {             // ends with an error the second time it is asked
 *     if (self.kills() == 2) {
 *         self.end(new IOException("at last"));
 *     }
 * });
 * }</pre>
 *
 * <p>Safe for use by any thread. Does not need JUnit, has no thread.
 */
public final class ScriptedWorker implements Worker {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How a worker reacts to being killed. */
    @FunctionalInterface
    public interface Reaction {
        /**
         * Called in each {@link Worker#kill}, in the thread of the caller.
         *
         * @param self the worker that was killed; {@link #kills()} counts this time already
         * @throws Exception comes out of {@code kill}, as does anything else that is thrown
         */
        void onKill(ScriptedWorker self) throws Exception;
    }

    private final Reaction reaction;
    private final CompletableFuture<Void> completion;
    private final AtomicInteger kills = new AtomicInteger();
    private final Semaphore unseenKills = new Semaphore(0);

    /**
     * Creates a running worker.
     *
     * @param reaction what it does when it is killed
     */
    public ScriptedWorker(Reaction reaction) {
        this(reaction, new CompletableFuture<>());
    }

    private ScriptedWorker(Reaction reaction, CompletableFuture<Void> completion) {
        this.reaction = requireNonNull(reaction, "reaction");
        this.completion = completion;
    }

    /**
     * A running worker that ends without error when it is killed.
     *
     * @return the worker
     */
    public static ScriptedWorker obedient() {
        return new ScriptedWorker(ScriptedWorker::end);
    }

    /**
     * A running worker that ends with an error when it is killed.
     *
     * @param error the error
     * @return the worker
     */
    public static ScriptedWorker failing(Throwable error) {
        requireNonNull(error, "error");
        return new ScriptedWorker(self -> self.end(error));
    }

    /**
     * A worker that has ended without error.
     *
     * @return the worker
     */
    public static ScriptedWorker dead() {
        ScriptedWorker worker = deaf();
        worker.end();
        return worker;
    }

    /**
     * A worker that has ended with an error.
     *
     * @param error the error
     * @return the worker
     */
    public static ScriptedWorker dead(Throwable error) {
        ScriptedWorker worker = deaf();
        worker.end(error);
        return worker;
    }

    /**
     * A running worker that does not care about being killed. Only {@link #end()} ends it.
     *
     * @return the worker
     */
    public static ScriptedWorker deaf() {
        return new ScriptedWorker(self -> {});
    }

    /**
     * A worker that ends when it is killed, and then tells everybody who observes its completion twice, which no
     * stage of the JDK does.
     *
     * @return the worker
     */
    public static ScriptedWorker completingTwice() {
        return new ScriptedWorker(ScriptedWorker::end, new Stutter());
    }

    @Override
    public void kill() {
        kills.incrementAndGet();
        unseenKills.release();
        try {
            reaction.onKill(this);
        } catch (Exception thrown) {
            ScriptedWorker.<RuntimeException>rethrow(thrown);
        }
    }

    @Override
    public CompletionStage<Void> completion() {
        return completion;
    }

    /** Ends this worker without error, whatever it thinks of being killed. Does nothing if it has ended. */
    public void end() {
        completion.complete(null);
    }

    /**
     * Ends this worker with an error, whatever it thinks of being killed. Does nothing if it has ended.
     *
     * @param error the error
     */
    public void end(Throwable error) {
        completion.completeExceptionally(requireNonNull(error, "error"));
    }

    /**
     * Whether this worker has ended.
     *
     * @return true once it has
     */
    public boolean hasEnded() {
        return completion.isDone();
    }

    /**
     * How often this worker was killed.
     *
     * @return the number of calls of {@link #kill} that have begun
     */
    public int kills() {
        return kills.get();
    }

    /**
     * Waits, for half a minute at most, for one more kill than previous calls of this method have waited for.
     *
     * @return this
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws AssertionError if nobody kills this worker
     */
    public ScriptedWorker awaitKill() throws InterruptedException {
        if (!unseenKills.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("waited " + PATIENCE + " for a kill of the " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return "scripted worker (" + (hasEnded() ? "ended" : "running") + ", kills: " + kills() + ")";
    }

    /** A script may throw what kill does not declare. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is never carried out
    private static <E extends Throwable> void rethrow(Throwable thrown) throws E {
        throw (E) thrown;
    }

    /** Calls each observer twice. */
    private static final class Stutter extends CompletableFuture<Void> {
        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }

        @Override
        public <U> CompletableFuture<U> handle(BiFunction<? super Void, @Nullable Throwable, ? extends U> observer) {
            var unused = super.handle(observer);
            return super.handle(observer);
        }

        @Override
        public CompletableFuture<Void> whenComplete(
                java.util.function.BiConsumer<? super Void, ? super @Nullable Throwable> observer) {
            var unused = super.whenComplete(observer);
            return super.whenComplete(observer);
        }
    }
}
