// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

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
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a {@link WorkerRunner}. Only the name is required; the defaults are those of the origin: every
 * error is fatal, the first fatal error wins, restarts wait three seconds, wall clock, no log output. Immutable.
 */
public final class RunnerParams {
    private final String name;
    private final FailurePolicy failurePolicy;
    private final Restart restart;
    private final Timeouts timeouts;
    private final Clock clock;
    private final System.@Nullable Logger logger;
    private final @Nullable Executor executor;
    private final @Nullable Long seed;
    private final List<RunnerListener> listeners;
    private final int listenerQueue;
    private final int journal;

    private RunnerParams(Builder builder) {
        this.name = builder.name;
        this.failurePolicy = builder.failurePolicy();
        this.restart = builder.restart;
        this.timeouts = builder.timeouts;
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
     * @param name the name of the runner; checked in {@link Builder#build()}
     * @return a new builder
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * The parameters with nothing but a name.
     *
     * @param name the name of the runner
     * @return the parameters
     * @throws IllegalArgumentException if the name is blank
     */
    public static RunnerParams of(String name) {
        return builder(name).build();
    }

    /**
     * The name of the runner.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The restart policy of workers that have none of their own.
     *
     * @return the policy
     */
    public Restart restart() {
        return restart;
    }

    FailurePolicy failurePolicy() {
        return failurePolicy;
    }

    Timeouts timeouts() {
        return timeouts;
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

    /** Builds {@link RunnerParams}. Not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private @Nullable FailurePolicy failurePolicy;
        private Predicate<? super Throwable> isFatal = error -> true;
        private Predicate<? super Throwable> shouldRestart = error -> true;
        private BiPredicate<? super Throwable, ? super Throwable> moreImportant = (error, best) -> false;
        private Restart restart = Restart.defaults();
        private Timeouts timeouts = Timeouts.NONE;
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
         * Sets which errors end the runner. The default is all of them.
         *
         * @param isFatal called with each error, never concurrently; throwing counts as true
         * @return this
         */
        public Builder isFatal(Predicate<? super Throwable> isFatal) {
            this.isFatal = requireNonNull(isFatal, "isFatal");
            return this;
        }

        /**
         * Sets after which errors that are not fatal a worker is restarted. The default is all of them; the
         * restart policy of the worker must agree.
         *
         * @param shouldRestart called with each error that is not fatal, never concurrently; throwing counts as true
         * @return this
         */
        public Builder shouldRestart(Predicate<? super Throwable> shouldRestart) {
            this.shouldRestart = requireNonNull(shouldRestart, "shouldRestart");
            return this;
        }

        /**
         * Sets which of several fatal errors is the result of the runner: whether the first argument, which came
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
         * Sets the time between an end with an error and the restart. The default is three seconds; zero restarts
         * at once. Keeps the rest of the restart policy at its default.
         *
         * @param delay the delay
         * @return this
         * @throws IllegalArgumentException if the delay is negative
         */
        public Builder restartDelay(Duration delay) {
            return restart(Restart.after(delay));
        }

        /**
         * Sets when to restart workers that have no policy of their own.
         *
         * @param restart the policy
         * @return this
         */
        public Builder restart(Restart restart) {
            this.restart = requireNonNull(restart, "restart");
            return this;
        }

        /**
         * Sets how long the start functions of workers may take that say nothing of their own. The default is as long as they like. One that takes longer is
         * cancelled, and that is a failure, a {@link io.reeve.worker.StartTimeoutException}, as soon as the start
         * function has returned; a worker that it returns nevertheless is killed and waited for.
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
         * Sets how long workers may take to end when they are asked to, that say nothing of their own: a worker is
         * interrupted when half of that time is over, and abandoned when all of it is. As
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
         * Sets how long workers may take to end when they are asked to, that say nothing of their own. The default is as long
         * as they like. First the
         * threads of the runner that are in code of the worker are interrupted, unless it refuses that. Then it is abandoned:
         * nobody waits for it any longer, and this runner, if it is dying, dies without it. Its id stays taken until it ends.
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
         * Sets how many different failures of one worker the runner remembers, to be asked for with
         * {@link WorkerRunner#recentFailures(String)}. The default is 8; of all workers together at most 1,000 are
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
         * @throws IllegalArgumentException if the name is blank, the queue of a listener has no room, or a
         *     number is negative
         */
        public RunnerParams build() {
            if (name.isBlank()) {
                throw new IllegalArgumentException("name not valid: a runner needs a name that is not blank");
            }
            Listeners.checkCapacity(listenerQueue);
            Journal.check(journal);
            return new RunnerParams(this);
        }

        private FailurePolicy failurePolicy() {
            return failurePolicy != null ? failurePolicy : new PredicatePolicy(isFatal, shouldRestart, moreImportant);
        }
    }
}
