// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * When, after how long and how often an ended worker is started again. Immutable.
 *
 * <p>The n-th failure in a row is followed by a delay of {@code delay × factor}<sup>n − 1</sup>, at most
 * {@code maxDelay}, made longer or shorter at random by the part of it that {@code jitter} allows, but never longer
 * than {@code maxDelay}. A worker that ran for at least {@code resetTime} before it failed begins to count anew.
 *
 * <p>A budget limits how often a worker is restarted: at most {@code budget} times in any span of {@code window}. There
 * is no other limit, and each worker has a budget of its own. What happens when it is used up is said by
 * {@link Exhausted}. An operator's restart gives a worker its whole budget back.
 */
public final class Restart {
    /** The delay of the origin: three seconds. */
    public static final Duration DEFAULT_DELAY = Duration.ofSeconds(3);

    /** How long a worker runs before its earlier failures are forgotten: one minute. */
    public static final Duration DEFAULT_RESET_TIME = Duration.ofMinutes(1);

    /** The delay of restarts that are over the budget, if that is not the end: five minutes. */
    public static final Duration DEFAULT_SLOW_DELAY = Duration.ofMinutes(5);

    /** The largest budget: each restart in the window is remembered. */
    public static final int MAX_BUDGET = 10_000;

    private static final Restart DEFAULT = new Restart(new Builder());

    private final When when;
    private final Duration delay;
    private final double factor;
    private final Duration maxDelay;
    private final double jitter;
    private final Duration resetTime;
    private final @Nullable Function<? super Throwable, Optional<Duration>> delayFor;
    private final int budget;
    private final Duration window;
    private final Exhausted exhausted;
    private final Duration slowDelay;

    private Restart(Builder builder) {
        this.when = builder.when;
        this.delay = builder.delay;
        this.factor = builder.factor == 0 ? 1 : builder.factor;
        this.maxDelay = builder.maxDelay;
        this.jitter = builder.jitter;
        this.resetTime = builder.resetTime;
        this.delayFor = builder.delayFor;
        this.budget = builder.budget;
        this.window = builder.window;
        this.exhausted = builder.exhausted;
        this.slowDelay = builder.slowDelay;
    }

    /** The ends after which a worker is started again. Being asked to stop and fatal errors always end it for good. */
    public enum When {
        /** After an error; a worker that ends without error is removed. The default. */
        ON_FAILURE,
        /** After an error and after an end without error. */
        ALWAYS,
        /** Never: the worker is removed however it ends. */
        NEVER
    }

    /** What happens instead of a restart that is over the budget. */
    public enum Exhausted {
        /**
         * The worker is given up: it is not started again before somebody asks for it, but stays registered, so that
         * everybody sees it. The default.
         */
        GIVE_UP,
        /** The worker is restarted after {@code slowDelay}, or after its ordinary delay if that is longer. */
        RETRY_SLOWLY,
        /** The failure counts as fatal and ends the runner. */
        ESCALATE
    }

    /**
     * The default policy: on failure, after {@link #DEFAULT_DELAY}.
     *
     * @return the default policy
     */
    public static Restart defaults() {
        return DEFAULT;
    }

    /**
     * The default policy with another delay.
     *
     * @param delay the delay, not negative
     * @return the policy
     * @throws IllegalArgumentException if the delay is negative
     */
    public static Restart after(Duration delay) {
        return builder().delay(delay).build();
    }

    /**
     * The policy that never restarts.
     *
     * @return the policy
     */
    public static Restart never() {
        return builder().when(When.NEVER).build();
    }

    /**
     * A builder that starts from the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The ends after which a worker is started again.
     *
     * @return the ends
     */
    public When when() {
        return when;
    }

    /**
     * The time between the end of a worker and its next start, after its first failure.
     *
     * @return zero, to restart at once, or a positive duration
     */
    public Duration delay() {
        return delay;
    }

    /**
     * By how much each delay is longer than the one before it.
     *
     * @return 1 for a constant delay, or a greater number
     */
    public double factor() {
        return factor;
    }

    /**
     * The longest delay.
     *
     * @return zero if there is no limit, or a positive duration
     */
    public Duration maxDelay() {
        return maxDelay;
    }

    /**
     * The part of a delay by which it may be longer or shorter, at random.
     *
     * @return a number from 0 to 1: 0.1 is ten per cent in either direction
     */
    public double jitter() {
        return jitter;
    }

    /**
     * How long a worker runs before its earlier failures are forgotten.
     *
     * @return a duration, not negative; zero if every successful start makes them so
     */
    public Duration resetTime() {
        return resetTime;
    }

    /**
     * The delay that a failure asks for in place of {@link #delay()}. Called by runners and engines, which make up for
     * a function that throws or returns null; what it returns is multiplied, limited and varied as the delay would be.
     *
     * @return the function; nothing if every failure has the same delay
     */
    public Optional<Function<? super Throwable, Optional<Duration>>> delayFor() {
        return Optional.ofNullable(delayFor);
    }

    /**
     * How often a worker is restarted in any span of {@link #window()}.
     *
     * @return zero if there is no limit, or a positive number
     */
    public int budget() {
        return budget;
    }

    /**
     * The span of time that the budget is for.
     *
     * @return zero if there is no budget, or a positive duration
     */
    public Duration window() {
        return window;
    }

    /**
     * What happens when the budget is used up.
     *
     * @return what happens
     */
    public Exhausted exhausted() {
        return exhausted;
    }

    /**
     * The delay of restarts that are over the budget, with {@link Exhausted#RETRY_SLOWLY}.
     *
     * @return a positive duration
     */
    public Duration slowDelay() {
        return slowDelay;
    }

    /**
     * A builder that starts from this policy.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.when = when;
        builder.delay = delay;
        builder.factor = factor;
        builder.maxDelay = maxDelay;
        builder.jitter = jitter;
        builder.resetTime = resetTime;
        builder.delayFor = delayFor;
        builder.budget = budget;
        builder.window = window;
        builder.exhausted = exhausted;
        builder.slowDelay = slowDelay;
        return builder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Restart that
                && when == that.when
                && delay.equals(that.delay)
                && factor == that.factor
                && maxDelay.equals(that.maxDelay)
                && jitter == that.jitter
                && resetTime.equals(that.resetTime)
                && Objects.equals(delayFor, that.delayFor)
                && budget == that.budget
                && window.equals(that.window)
                && exhausted == that.exhausted
                && slowDelay.equals(that.slowDelay);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                when, delay, factor, maxDelay, jitter, resetTime, delayFor, budget, window, exhausted, slowDelay);
    }

    @Override
    public String toString() {
        return "Restart[when=" + when + ", delay=" + delay + ", factor=" + factor + ", maxDelay=" + maxDelay
                + ", jitter=" + jitter + ", resetTime=" + resetTime
                + (delayFor == null ? "" : ", delayFor=a function")
                + (budget == 0
                        ? ""
                        : ", budget=" + budget + " in " + window + ", exhausted=" + exhausted
                                + (exhausted == Exhausted.RETRY_SLOWLY ? " after " + slowDelay : ""))
                + "]";
    }

    /** Builds a {@link Restart}. Not safe for use by several threads. */
    public static final class Builder {
        private When when = When.ON_FAILURE;
        private Duration delay = DEFAULT_DELAY;
        private double factor = 1;
        private Duration maxDelay = Duration.ZERO;
        private double jitter;
        private Duration resetTime = DEFAULT_RESET_TIME;
        private @Nullable Function<? super Throwable, Optional<Duration>> delayFor;
        private int budget;
        private Duration window = Duration.ZERO;
        private Exhausted exhausted = Exhausted.GIVE_UP;
        private Duration slowDelay = DEFAULT_SLOW_DELAY;

        private Builder() {}

        /**
         * Sets the ends after which a worker is started again.
         *
         * @param when the ends
         * @return this
         */
        public Builder when(When when) {
            this.when = requireNonNull(when, "when");
            return this;
        }

        /**
         * Sets the time between the end of a worker and its next start, after its first failure. Zero restarts at once.
         *
         * @param delay the delay, not negative
         * @return this
         */
        public Builder delay(Duration delay) {
            this.delay = requireNonNull(delay, "delay");
            return this;
        }

        /**
         * Sets by how much each delay is longer than the one before it. The default is 1: a constant delay.
         *
         * @param factor at least 1; zero means 1
         * @return this
         */
        public Builder factor(double factor) {
            this.factor = factor;
            return this;
        }

        /**
         * Sets the longest delay. The default is zero: no limit.
         *
         * @param maxDelay the limit, not negative; zero for none
         * @return this
         */
        public Builder maxDelay(Duration maxDelay) {
            this.maxDelay = requireNonNull(maxDelay, "maxDelay");
            return this;
        }

        /**
         * Sets the part of a delay by which it may be longer or shorter, at random. The default is 0.
         *
         * @param jitter a number from 0 to 1
         * @return this
         */
        public Builder jitter(double jitter) {
            this.jitter = jitter;
            return this;
        }

        /**
         * Sets how long a worker runs before its earlier failures are forgotten. The default is one minute.
         *
         * @param resetTime the time, not negative
         * @return this
         */
        public Builder resetTime(Duration resetTime) {
            this.resetTime = requireNonNull(resetTime, "resetTime");
            return this;
        }

        /**
         * Sets the delay that a failure asks for in place of {@link #delay(Duration)}: a server that says when to come
         * back, say. What the function returns is multiplied, limited and varied as the delay would be.
         *
         * @param delayFor called with each failure after which the worker may be restarted, on a thread of the runner
         *     and never concurrently. Returns the delay, not negative, or nothing for the ordinary one; throwing, null
         *     and a negative delay count as nothing and are reported
         * @return this
         */
        public Builder delayFor(Function<? super Throwable, Optional<Duration>> delayFor) {
            this.delayFor = requireNonNull(delayFor, "delayFor");
            return this;
        }

        /**
         * Sets how often a worker is restarted at most in any span of time. The default is no limit.
         *
         * @param restarts the number of restarts, at most {@value Restart#MAX_BUDGET}; zero for no limit
         * @param window the span, positive unless there is no limit
         * @return this
         */
        public Builder budget(int restarts, Duration window) {
            this.budget = restarts;
            this.window = requireNonNull(window, "window");
            return this;
        }

        /**
         * Sets what happens when the budget is used up. The default is to give the worker up.
         *
         * @param exhausted what happens
         * @return this
         */
        public Builder exhausted(Exhausted exhausted) {
            this.exhausted = requireNonNull(exhausted, "exhausted");
            return this;
        }

        /**
         * Sets the delay of restarts that are over the budget, with {@link Exhausted#RETRY_SLOWLY}. The default is five
         * minutes.
         *
         * @param slowDelay the delay, positive
         * @return this
         */
        public Builder slowDelay(Duration slowDelay) {
            this.slowDelay = requireNonNull(slowDelay, "slowDelay");
            return this;
        }

        /**
         * Builds the policy.
         *
         * @return the policy
         * @throws IllegalArgumentException if a duration is negative, the factor is below 1 and not zero, the jitter is
         *     not from 0 to 1, the budget is negative or too large, or it has no window
         */
        public Restart build() {
            if (delay.isNegative()) {
                throw new IllegalArgumentException(
                        "restart delay must not be negative, but is " + delay + "; use zero to restart at once");
            }
            // Written so that what is not a number is refused as well.
            if (factor != 0 && !(factor >= 1 && factor <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "restart factor must be at least 1, but is " + factor + "; use 1 for a constant delay");
            }
            if (maxDelay.isNegative()) {
                throw new IllegalArgumentException(
                        "longest restart delay must not be negative, but is " + maxDelay + "; use zero for no limit");
            }
            if (!(jitter >= 0 && jitter <= 1)) {
                throw new IllegalArgumentException("restart jitter must be from 0 to 1, but is " + jitter);
            }
            if (resetTime.isNegative()) {
                throw new IllegalArgumentException("restart reset time must not be negative, but is " + resetTime
                        + "; use zero to count anew after every successful start");
            }
            if (budget < 0 || budget > MAX_BUDGET) {
                throw new IllegalArgumentException("restart budget must be from 0 to " + MAX_BUDGET + ", but is "
                        + budget + "; use zero for no limit");
            }
            if (window.isNegative() || (window.isZero() && budget > 0)) {
                throw new IllegalArgumentException("window of the restart budget must be positive, but is " + window
                        + "; use zero restarts for no limit");
            }
            if (slowDelay.isNegative() || slowDelay.isZero()) {
                throw new IllegalArgumentException("slow restart delay must be positive, but is " + slowDelay);
            }
            if (budget == 0) {
                // A policy without a budget has no window either: two that mean the same are equal.
                window = Duration.ZERO;
            }
            return new Restart(this);
        }
    }
}
