// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static java.util.Objects.requireNonNull;

import io.reeve.supervise.ForeignCall;
import io.reeve.supervise.Timeouts;
import io.reeve.worker.Restart;
import io.reeve.worker.WorkerFactory;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a runner is told of a worker that it shall supervise; what {@code Runner.startWorker} leaves at
 * its default can be set here. Immutable.
 */
public final class WorkerSpec {
    private final String id;
    private final WorkerFactory factory;
    private final Options options;

    private WorkerSpec(String id, WorkerFactory factory, Options options) {
        this.id = id;
        this.factory = factory;
        this.options = options;
    }

    /** What may be said of a worker and mostly is not: those of which nothing is said share one object. */
    private record Options(
            @Nullable Restart restart,
            @Nullable ClassLoader contextClassLoader,
            boolean interruptible,
            Timeouts timeouts,
            @Nullable Consumer<@Nullable Throwable> onRemoved) {
        static final Options NONE = new Options(null, null, true, Timeouts.UNSAID, null);
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
        return options.restart;
    }

    ClassLoader contextClassLoader() {
        ClassLoader given = options.contextClassLoader;
        return given != null ? given : ForeignCall.loaderOf(factory);
    }

    /** What it says of timeouts; for what it does not say, the runner's hold, also when they change. */
    Timeouts timeouts() {
        return options.timeouts;
    }

    boolean interruptible() {
        return options.interruptible;
    }

    @Nullable
    Consumer<@Nullable Throwable> onRemoved() {
        return options.onRemoved;
    }

    /** Builds a {@link WorkerSpec}. Not safe for use by several threads. */
    public static final class Builder {
        private final String id;
        private final WorkerFactory factory;
        private @Nullable Restart restart;
        private @Nullable ClassLoader contextClassLoader;
        private boolean interruptible = true;
        private Timeouts timeouts = Timeouts.UNSAID;
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
         * Sets whether threads of the runner that are in code of this worker may be interrupted: a start in progress
         * when it is cancelled, and what does not end in time. The default is true.
         *
         * @param interruptible false to leave the thread alone
         * @return this
         */
        public Builder interruptible(boolean interruptible) {
            this.interruptible = interruptible;
            return this;
        }

        /**
         * Sets how long the start function may take, in place of what the runner says. One that takes longer is
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
         * Sets how long the worker may take to end when it is asked to, in place of what the runner says: it is
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
         * Sets how long the worker may take to end when it is asked to, in place of what the runner says. First the
         * threads of the runner that are in its code are interrupted, unless it refuses that. Then it is abandoned:
         * nobody waits for it any longer, and a runner that is dying dies without it. Its id stays taken until it ends.
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
            boolean isNothingSaid = restart == null
                    && contextClassLoader == null
                    && interruptible
                    && timeouts.areUnsaid()
                    && onRemoved == null;
            return new WorkerSpec(
                    id,
                    factory,
                    isNothingSaid
                            ? Options.NONE
                            : new Options(restart, contextClassLoader, interruptible, timeouts, onRemoved));
        }
    }
}
