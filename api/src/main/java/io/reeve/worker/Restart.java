// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Objects;

/** When and after how long an ended worker is started again. Immutable. */
public final class Restart {
    /** The delay of the origin: three seconds. */
    public static final Duration DEFAULT_DELAY = Duration.ofSeconds(3);

    private static final Restart DEFAULT = new Restart(new Builder());

    private final When when;
    private final Duration delay;

    private Restart(Builder builder) {
        this.when = builder.when;
        this.delay = builder.delay;
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
     * The time between the end of a worker and its next start.
     *
     * @return zero, to restart at once, or a positive duration
     */
    public Duration delay() {
        return delay;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Restart that && when == that.when && delay.equals(that.delay);
    }

    @Override
    public int hashCode() {
        return Objects.hash(when, delay);
    }

    @Override
    public String toString() {
        return "Restart[when=" + when + ", delay=" + delay + "]";
    }

    /** Builds a {@link Restart}. Not safe for use by several threads. */
    public static final class Builder {
        private When when = When.ON_FAILURE;
        private Duration delay = DEFAULT_DELAY;

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
         * Sets the time between the end of a worker and its next start. Zero restarts at once.
         *
         * @param delay the delay, not negative
         * @return this
         */
        public Builder delay(Duration delay) {
            this.delay = requireNonNull(delay, "delay");
            return this;
        }

        /**
         * Builds the policy.
         *
         * @return the policy
         * @throws IllegalArgumentException if the delay is negative
         */
        public Restart build() {
            if (delay.isNegative()) {
                throw new IllegalArgumentException(
                        "restart delay must not be negative, but is " + delay + "; use zero to restart at once");
            }
            return new Restart(this);
        }
    }
}
