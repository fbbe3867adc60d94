// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import io.reeve.journal.Journal;
import io.reeve.supervise.Listeners;
import io.reeve.supervise.PredicatePolicy;
import io.reeve.supervise.Timeouts;
import io.reeve.time.Clock;
import io.reeve.worker.FailurePolicy;
import io.reeve.worker.Restart;
import io.reeve.worker.event.RunnerListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a {@link DependencyEngine}. Only the name is required. By default no error is fatal, the first
 * fatal error wins, failures are tried again after three seconds and then ever more rarely, up to five minutes. Immutable.
 */
public final class EngineParams {
    private static final Restart DEFAULT_RESTART = Restart.builder()
            .factor(2)
            .maxDelay(Duration.ofMinutes(5))
            .jitter(0.1)
            .build();

    private final String name;
    private final FailurePolicy failurePolicy;
    private final Restart restart;
    private final Duration bounceDelay;
    private final Duration settle;
    private final boolean orderedStop;
    private final Timeouts timeouts;
    private final UnaryOperator<@Nullable Throwable> filter;
    private final Clock clock;
    private final System.@Nullable Logger logger;
    private final @Nullable Executor executor;
    private final @Nullable Long seed;
    private final List<RunnerListener> listeners;
    private final int listenerQueue;
    private final int journal;

    private EngineParams(Builder builder) {
        this.name = builder.name;
        this.failurePolicy = builder.failurePolicy();
        this.restart = builder.restart;
        this.bounceDelay = builder.bounceDelay;
        this.settle = builder.settle;
        this.orderedStop = builder.orderedStop;
        this.timeouts = builder.timeouts;
        this.filter = builder.filter;
        this.clock = builder.clock;
        this.logger = builder.logger;
        this.executor = builder.executor;
        this.seed = builder.seed;
        this.listeners = List.copyOf(builder.listeners);
        this.listenerQueue = builder.listenerQueue;
        this.journal = builder.journal;
    }

    /**
     * A builder that starts from the defaults.
     *
     * @param name the name of the engine; checked in {@link Builder#build()}
     * @return a new builder
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * The parameters with nothing but a name.
     *
     * @param name the name of the engine
     * @return the parameters
     * @throws IllegalArgumentException if the name is blank
     */
    public static EngineParams of(String name) {
        return builder(name).build();
    }

    /**
     * The name of the engine.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * When failed manifolds are started again.
     *
     * @return the policy
     */
    public Restart restart() {
        return restart;
    }

    /**
     * How long a start after a change of the inputs is put off.
     *
     * @return the delay, not negative
     */
    public Duration bounceDelay() {
        return bounceDelay;
    }

    /**
     * How long changes are collected before they lead to a restart.
     *
     * @return the window, not negative
     */
    public Duration settle() {
        return settle;
    }

    /**
     * Whether a worker is killed only after all that run against it have ended.
     *
     * @return true if so
     */
    public boolean orderedStop() {
        return orderedStop;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    UnaryOperator<@Nullable Throwable> filter() {
        return filter;
    }

    FailurePolicy failurePolicy() {
        return failurePolicy;
    }

    Clock clock() {
        return clock;
    }

    System.@Nullable Logger logger() {
        return logger;
    }

    @Nullable
    Executor executor() {
        return executor;
    }

    /** The random part of delays, for one user: from the beginning each time, if its seed was given. */
    DoubleSupplier chance() {
        SplittableRandom own = seed == null ? new SplittableRandom() : new SplittableRandom(seed);
        return own::nextDouble;
    }

    List<RunnerListener> listeners() {
        return listeners;
    }

    int listenerQueue() {
        return listenerQueue;
    }

    int journal() {
        return journal;
    }

    /** Builds {@link EngineParams}. Not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private @Nullable FailurePolicy failurePolicy;
        private Predicate<? super Throwable> isFatal = error -> false;
        private Predicate<? super Throwable> shouldRestart = error -> true;
        private BiPredicate<? super Throwable, ? super Throwable> moreImportant = (error, best) -> false;
        private Restart restart = DEFAULT_RESTART;
        private Duration bounceDelay = Duration.ofMillis(10);
        private Duration settle = Duration.ZERO;
        private boolean orderedStop;
        private Timeouts timeouts = Timeouts.NONE;
        private UnaryOperator<@Nullable Throwable> filter = error -> error;
        private Clock clock = Clock.system();
        private System.@Nullable Logger logger;
        private @Nullable Executor executor;
        private @Nullable Long seed;
        private final List<RunnerListener> listeners = new ArrayList<>();
        private int listenerQueue = Listeners.DEFAULT_CAPACITY;
        private int journal = Journal.DEFAULT_PER_WORKER;

        private Builder(String name) {
            this.name = requireNonNull(name, "name");
        }

        /**
         * Sets which errors end the engine, after the filter of the manifold. The default is none of them.
         *
         * @param isFatal called with each error, never concurrently; throwing counts as true
         * @return this
         */
        public Builder isFatal(Predicate<? super Throwable> isFatal) {
            this.isFatal = requireNonNull(isFatal, "isFatal");
            return this;
        }

        /**
         * Sets after which errors that are not fatal a manifold is tried again. The default is all of them; the restart
         * policy must agree. One that is not waits for a change of its inputs.
         *
         * @param shouldRestart called with each error that is not fatal, never concurrently; throwing counts as true
         * @return this
         */
        public Builder shouldRestart(Predicate<? super Throwable> shouldRestart) {
            this.shouldRestart = requireNonNull(shouldRestart, "shouldRestart");
            return this;
        }

        /**
         * Sets which of several fatal errors is the result of the engine: whether the first argument, which came
         * later, is more important than the second. The default is that the first error stays.
         *
         * @param moreImportant called once for each fatal error after the first, never concurrently; throwing
         *     counts as false
         * @return this
         */
        public Builder moreImportant(BiPredicate<? super Throwable, ? super Throwable> moreImportant) {
            this.moreImportant = requireNonNull(moreImportant, "moreImportant");
            return this;
        }

        /**
         * Sets one object in place of the three predicates, which are then ignored.
         *
         * @param policy the policy
         * @return this
         */
        public Builder failurePolicy(FailurePolicy policy) {
            this.failurePolicy = requireNonNull(policy, "policy");
            return this;
        }

        /**
         * Sets when failed manifolds are started again, and the growth of all delays. A policy of {@code ALWAYS} also
         * starts those again whose worker ended without error, one of {@code NEVER} leaves them all until an input
         * changes.
         *
         * @param restart the policy
         * @return this
         */
        public Builder restart(Restart restart) {
            this.restart = requireNonNull(restart, "restart");
            return this;
        }

        /**
         * Sets how long a start after a change of the inputs is put off, counted from the end of the old worker. Grows
         * like the delay after failures. The default is ten milliseconds.
         *
         * @param delay the delay, not negative
         * @return this
         */
        public Builder bounceDelay(Duration delay) {
            this.bounceDelay = requireNonNull(delay, "bounceDelay");
            return this;
        }

        /**
         * Sets how long changes are collected before they lead to a restart: a running worker is not restarted before
         * that for an optional input that came, and a stopped one is not started again before that. The window begins
         * with the first change and is not prolonged by others. The default is zero: no window.
         *
         * @param window the window, not negative
         * @return this
         */
        public Builder settle(Duration window) {
            this.settle = requireNonNull(window, "settle");
            return this;
        }

        /**
         * Sets whether a worker is killed only after all that run against it have ended. The default is that it is not:
         * all that have to stop are killed together.
         *
         * @param ordered whether it is
         * @return this
         */
        public Builder orderedStop(boolean ordered) {
            this.orderedStop = ordered;
            return this;
        }

        /**
         * Sets how long start functions of manifolds may take that say nothing of their own. The default is as long as
         * they like. One that takes longer is cancelled, and that is a failure, a
         * {@link io.reeve.worker.StartTimeoutException}, as soon as the start function has returned; a worker that it
         * returns nevertheless is killed and waited for.
         *
         * @param timeout the time; zero for as long as it likes
         * @return this
         * @throws IllegalArgumentException if the time is negative
         */
        public Builder startTimeout(Duration timeout) {
            timeouts = timeouts.withStart(timeout);
            return this;
        }

        /**
         * Sets how long workers of manifolds may take to end when they are asked to, that say nothing of their own: a
         * worker is interrupted when half of that time is over, and abandoned when all of it is. As
         * {@link #stopTimeout(Duration, Duration)}.
         *
         * @param timeout the time; zero for as long as it likes
         * @return this
         * @throws IllegalArgumentException if the time is negative
         */
        public Builder stopTimeout(Duration timeout) {
            timeouts = timeouts.withStop(timeout);
            return this;
        }

        /**
         * Sets how long workers of manifolds may take to end when they are asked to, that say nothing of their own. The
         * default is as long as they like. First the threads of the engine that are in code of the worker are interrupted,
         * unless its manifold refuses that. Then it is abandoned: nobody waits for it any longer, neither what it was
         * started from nor this engine, if that is dying. Nothing is started in its place until it ends.
         *
         * <p>The time begins when the worker is asked: with {@link #orderedStop(boolean)} not before all that run against
         * it have ended or are abandoned.
         *
         * @param interruptAfter the time between the request to stop and the interrupt
         * @param timeout the time between the request to stop and the abandonment; zero for as long as it likes
         * @return this
         * @throws IllegalArgumentException if a time is negative, or the interrupt would come after the abandonment
         */
        public Builder stopTimeout(Duration interruptAfter, Duration timeout) {
            timeouts = timeouts.withStop(interruptAfter, timeout);
            return this;
        }

        /**
         * Sets what the end of the engine really means. The default is what it is.
         *
         * @param filter called once, with the most important fatal error, or null; returns the result of the engine, or
         *     null for an end without error; throwing counts as returning what was thrown
         * @return this
         */
        public Builder filter(UnaryOperator<@Nullable Throwable> filter) {
            this.filter = requireNonNull(filter, "filter");
            return this;
        }

        /**
         * Sets the clock. The default is the wall clock.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets where log messages go. The default is nowhere.
         *
         * @param logger the logger
         * @return this
         */
        public Builder logger(System.Logger logger) {
            this.logger = requireNonNull(logger, "logger");
            return this;
        }

        /**
         * Sets the executor of all foreign code: start functions, kills, policies, listeners, reporters, and what
         * depends on returned stages. It must run tasks on other threads than the caller's, and go on while tasks
         * block. By default start functions run on virtual threads where the JVM has them, and everything else on
         * daemon threads of a pool that grows while its threads are blocked.
         *
         * @param executor the executor
         * @return this
         */
        public Builder executor(Executor executor) {
            this.executor = requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Fixes the random part of delays: with the same seed and the same events it is the same again. The default is
         * another seed each time.
         *
         * @param seed the seed
         * @return this
         */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /**
         * Adds a listener.
         *
         * @param listener the listener
         * @return this
         */
        public Builder listener(RunnerListener listener) {
            listeners.add(requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Sets how many events wait for one listener before the oldest of them are dropped. The default is 10,000.
         *
         * @param events the number, at least 1
         * @return this
         */
        public Builder listenerQueue(int events) {
            this.listenerQueue = events;
            return this;
        }

        /**
         * Sets how many different failures of one manifold the engine remembers, to be asked for with
         * {@link DependencyEngine#recentFailures(String)}. The default is 8; of all manifolds together at most 1,000 are
         * remembered.
         *
         * @param failures the number; 0 for no journal
         * @return this
         */
        public Builder journal(int failures) {
            this.journal = failures;
            return this;
        }

        /**
         * Builds the parameters.
         *
         * @return the parameters
         * @throws IllegalArgumentException if the name is blank, or a duration is negative
         */
        public EngineParams build() {
            if (name.isBlank()) {
                throw new IllegalArgumentException("invalid config: an engine needs a name that is not blank");
            }
            Listeners.checkCapacity(listenerQueue);
            Journal.check(journal);
            refuseNegative("bounceDelay", bounceDelay);
            refuseNegative("settle", settle);
            return new EngineParams(this);
        }

        private static void refuseNegative(String what, Duration duration) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException("invalid config: " + what + " must not be negative, but is "
                        + duration + "; use zero for none");
            }
        }

        private FailurePolicy failurePolicy() {
            return failurePolicy != null ? failurePolicy : new PredicatePolicy(isFatal, shouldRestart, moreImportant);
        }
    }
}
