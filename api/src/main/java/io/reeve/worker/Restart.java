// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Objects;

/**
 * When and after how long an ended worker is started again. Immutable.
 *
 * <p>The n-th failure in a row is followed by a delay of {@code delay × factor}<sup>n − 1</sup>, at most
 * {@code maxDelay}, made longer or shorter at random by the part of it that {@code jitter} allows, but never longer
 * than {@code maxDelay}. A worker that ran for at least {@code resetTime} before it failed begins to count anew.
 */
public final class Restart {
    /** The delay of the origin: three seconds. */
    public static final Duration DEFAULT_DELAY = Duration.ofSeconds(3);

    /** How long a worker runs before its earlier failures are forgotten: one minute. */
    public static final Duration DEFAULT_RESET_TIME = Duration.ofMinutes(1);

    private static final Restart DEFAULT = new Restart(new Builder());

    private final When when;
    private final Duration delay;
    private final double factor;
    private final Duration maxDelay;
    private final double jitter;
    private final Duration resetTime;

    private Restart(Builder builder) {
        this.when = builder.when;
        this.delay = builder.delay;
        this.factor = builder.factor == 0 ? 1 : builder.factor;
        this.maxDelay = builder.maxDelay;
        this.jitter = builder.jitter;
        this.resetTime = builder.resetTime;
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Restart that
                && when == that.when
                && delay.equals(that.delay)
                && factor == that.factor
                && maxDelay.equals(that.maxDelay)
                && jitter == that.jitter
                && resetTime.equals(that.resetTime);
    }

    @Override
    public int hashCode() {
        return Objects.hash(when, delay, factor, maxDelay, jitter, resetTime);
    }

    @Override
    public String toString() {
        return "Restart[when=" + when + ", delay=" + delay + ", factor=" + factor + ", maxDelay=" + maxDelay
                + ", jitter=" + jitter + ", resetTime=" + resetTime + "]";
    }

    /** Builds a {@link Restart}. Not safe for use by several threads. */
    public static final class Builder {
        private When when = When.ON_FAILURE;
        private Duration delay = DEFAULT_DELAY;
        private double factor = 1;
        private Duration maxDelay = Duration.ZERO;
        private double jitter;
        private Duration resetTime = DEFAULT_RESET_TIME;

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
         * Builds the policy.
         *
         * @return the policy
         * @throws IllegalArgumentException if a duration is negative, the factor is below 1 and not zero, or the jitter
         *     is not from 0 to 1
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
            return new Restart(this);
        }
    }
}
