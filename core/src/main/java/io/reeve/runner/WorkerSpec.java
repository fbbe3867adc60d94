// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static java.util.Objects.requireNonNull;

import io.reeve.supervise.ForeignCall;
import io.reeve.worker.Restart;
import io.reeve.worker.WorkerFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a runner is told of a worker that it shall supervise; what {@code Runner.startWorker} leaves at
 * its default can be set here. Immutable.
 */
public final class WorkerSpec {
    private final String id;
    private final WorkerFactory factory;
    private final @Nullable Restart restart;
    private final @Nullable ClassLoader contextClassLoader;
    private final boolean interruptible;
    private final @Nullable Consumer<@Nullable Throwable> onRemoved;

    private WorkerSpec(Builder builder) {
        this.id = builder.id;
        this.factory = builder.factory;
        this.restart = builder.restart;
        this.contextClassLoader = builder.contextClassLoader;
        this.interruptible = builder.interruptible;
        this.onRemoved = builder.onRemoved;
    }

    /**
     * A builder with the two things that every worker needs.
     *
     * @param id the id
     * @param factory the start function
     * @return a new builder
     */
    public static Builder builder(String id, WorkerFactory factory) {
        return new Builder(id, factory);
    }

    /**
     * The id of the worker.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    WorkerFactory factory() {
        return factory;
    }

    /** The worker's own restart policy; null to follow the runner's, also when that changes. */
    @Nullable
    Restart restart() {
        return restart;
    }

    ClassLoader contextClassLoader() {
        return contextClassLoader != null ? contextClassLoader : ForeignCall.loaderOf(factory);
    }

    boolean interruptible() {
        return interruptible;
    }

    @Nullable
    Consumer<@Nullable Throwable> onRemoved() {
        return onRemoved;
    }

    /** Builds a {@link WorkerSpec}. Not safe for use by several threads. */
    public static final class Builder {
        private final String id;
        private final WorkerFactory factory;
        private @Nullable Restart restart;
        private @Nullable ClassLoader contextClassLoader;
        private boolean interruptible = true;
        private @Nullable Consumer<@Nullable Throwable> onRemoved;

        private Builder(String id, WorkerFactory factory) {
            this.id = requireNonNull(id, "id");
            this.factory = requireNonNull(factory, "factory");
        }

        /**
         * Sets when to restart the worker. If this is not called, the runner's own policy holds, also when that is
         * changed later.
         *
         * @param restart the policy
         * @return this
         */
        public Builder restart(Restart restart) {
            this.restart = requireNonNull(restart, "restart");
            return this;
        }

        /**
         * Sets the context class loader of threads while they run code of this worker. The default is the loader
         * of the factory's class.
         *
         * @param loader the class loader
         * @return this
         */
        public Builder contextClassLoader(ClassLoader loader) {
            this.contextClassLoader = requireNonNull(loader, "loader");
            return this;
        }

        /**
         * Sets whether a start in progress is interrupted when it is cancelled. The default is true.
         *
         * @param interruptible false to leave the thread alone
         * @return this
         */
        public Builder interruptible(boolean interruptible) {
            this.interruptible = interruptible;
            return this;
        }

        /**
         * Sets an action to run once this registration is over: the worker has ended and its factory will not be
         * called again, because the id was removed or another factory has replaced this one. Runs exactly once, on
         * a thread of the runner; never if the registration was not accepted.
         *
         * @param action the action; is given the error that ended the last incarnation, or null if that ended
         *     without one or there was none
         * @return this
         */
        public Builder onRemoved(Consumer<@Nullable Throwable> action) {
            this.onRemoved = requireNonNull(action, "action");
            return this;
        }

        /**
         * Builds the specification. The id is checked by the runner that it is handed to, whose name its complaint
         * carries.
         *
         * @return the specification
         */
        public WorkerSpec build() {
            return new WorkerSpec(this);
        }
    }
}
