// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.Manifold;
import io.reeve.supervise.ForeignCall;
import io.reeve.supervise.Timeouts;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an engine is told of a manifold that it shall install; what {@code Engine.install} leaves at its
 * default can be set here. Immutable.
 */
public final class ManifoldSpec {
    private final String name;
    private final Manifold manifold;
    private final ClassLoader contextClassLoader;
    private final boolean interruptible;
    private final Timeouts timeouts;
    private final @Nullable Consumer<@Nullable Throwable> onRemoved;

    private ManifoldSpec(Builder builder) {
        name = builder.name;
        manifold = builder.manifold;
        contextClassLoader = builder.contextClassLoader != null
                ? builder.contextClassLoader
                : ForeignCall.loaderOf(builder.manifold);
        interruptible = builder.interruptible;
        timeouts = builder.timeouts;
        onRemoved = builder.onRemoved;
    }

    /**
     * A builder with the two things that every manifold needs.
     *
     * @param name its name
     * @param manifold the manifold
     * @return a new builder
     */
    public static Builder builder(String name, Manifold manifold) {
        return new Builder(name, manifold);
    }

    /**
     * The name of the manifold.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    Manifold manifold() {
        return manifold;
    }

    ClassLoader contextClassLoader() {
        return contextClassLoader;
    }

    boolean interruptible() {
        return interruptible;
    }

    /** What it says of timeouts; for what it does not say, the engine's hold, also when they change. */
    Timeouts timeouts() {
        return timeouts;
    }

    @Nullable
    Consumer<@Nullable Throwable> onRemoved() {
        return onRemoved;
    }

    /** Builds a {@link ManifoldSpec}. Not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private final Manifold manifold;
        private @Nullable ClassLoader contextClassLoader;
        private boolean interruptible = true;
        private Timeouts timeouts = Timeouts.UNSAID;
        private @Nullable Consumer<@Nullable Throwable> onRemoved;

        private Builder(String name, Manifold manifold) {
            this.name = requireNonNull(name, "name of a manifold");
            this.manifold = requireNonNull(manifold, "manifold");
        }

        /**
         * Sets the context class loader of the threads that are in code of the manifold and its workers. The default
         * is the loader of the manifold's class.
         *
         * @param loader the loader
         * @return this
         */
        public Builder contextClassLoader(ClassLoader loader) {
            contextClassLoader = requireNonNull(loader, "loader");
            return this;
        }

        /**
         * Sets whether threads of the engine that are in code of the manifold or its workers may be interrupted: a start
         * in progress when it is cancelled, and what does not end in time. The default is that they may.
         *
         * @param interruptible false to leave the threads alone
         * @return this
         */
        public Builder interruptible(boolean interruptible) {
            this.interruptible = interruptible;
            return this;
        }

        /**
         * Sets how long the start function may take, in place of what the engine says. As
         * {@link EngineParams.Builder#startTimeout(Duration)}.
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
         * Sets how long a worker may take to end when it is asked to, in place of what the engine says: it is interrupted
         * when half of that time is over, and abandoned when all of it is. As {@link #stopTimeout(Duration, Duration)}.
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
         * Sets how long a worker may take to end when it is asked to, in place of what the engine says. As
         * {@link EngineParams.Builder#stopTimeout(Duration, Duration)}.
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
         * Sets what to do once the manifold is out of the engine and its last worker has ended: called once for each
         * successful installation, on a thread of the engine, with the error that last ended a worker, or null.
         *
         * @param action what to do; what it throws is reported and otherwise ignored
         * @return this
         */
        public Builder onRemoved(Consumer<@Nullable Throwable> action) {
            onRemoved = requireNonNull(action, "action");
            return this;
        }

        /**
         * Builds the spec.
         *
         * @return the spec
         */
        public ManifoldSpec build() {
            return new ManifoldSpec(this);
        }
    }
}
