// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.Manifold;
import io.reeve.supervise.ForeignCall;
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
    private final @Nullable Consumer<@Nullable Throwable> onRemoved;

    private ManifoldSpec(Builder builder) {
        name = builder.name;
        manifold = builder.manifold;
        contextClassLoader = builder.contextClassLoader != null
                ? builder.contextClassLoader
                : ForeignCall.loaderOf(builder.manifold);
        interruptible = builder.interruptible;
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
         * Sets whether a start in progress may be interrupted when it is cancelled. The default is that it may.
         *
         * @param interruptible whether it may
         * @return this
         */
        public Builder interruptible(boolean interruptible) {
            this.interruptible = interruptible;
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
