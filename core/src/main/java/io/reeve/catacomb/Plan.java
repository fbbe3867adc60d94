// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import static java.util.Objects.requireNonNull;

import io.reeve.supervise.ForeignCall;
import io.reeve.time.Clock;
import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Catacomb} is to do: a name, a work function, and the workers that it is to own from the beginning.
 *
 * <p>Immutable. A plan may be invalid: {@link Catacomb#invoke} refuses it then, and has stopped the initial workers
 * when it does, so that whoever makes a plan never has to clean up.
 */
public final class Plan {
    private final String name;
    final Catacomb.@Nullable Work work;
    private final List<@Nullable Worker> initial;
    private final boolean interruptible;
    private final Clock clock;
    private final @Nullable ClassLoader contextClassLoader;
    private final @Nullable Worker owner;
    private final @Nullable Executor executor;

    private Plan(Plan plan) {
        this.name = plan.name;
        this.work = plan.work;
        this.initial = List.of();
        this.interruptible = plan.interruptible;
        this.clock = plan.clock;
        this.contextClassLoader = plan.contextClassLoader;
        this.owner = plan.owner;
        this.executor = plan.executor;
    }

    private Plan(Builder builder) {
        this.name = builder.name;
        this.work = builder.work;
        // A copy that may have nulls in it: it is invalid then, and says so.
        this.initial = new ArrayList<>(builder.initial);
        this.interruptible = builder.interruptible;
        this.clock = builder.clock;
        this.contextClassLoader = builder.contextClassLoader;
        this.owner = builder.owner;
        this.executor = builder.executor;
    }

    /**
     * A builder with the two things that every plan needs.
     *
     * @param name the name of the catacomb, for messages and the name of its thread
     * @param work the work function
     * @return a new builder
     */
    public static Builder builder(String name, Catacomb.Work work) {
        return new Builder(name, work);
    }

    /**
     * Checks this plan, in the order name, work, initial workers. Whether a catacomb can still be used is not looked
     * at.
     *
     * @throws IllegalArgumentException if it is not valid; the message names the part
     */
    public void validate() {
        if (name.isBlank()) {
            throw new IllegalArgumentException("plan not valid: the name is blank");
        }
        if (work == null) {
            throw new IllegalArgumentException("plan '" + name + "' not valid: the work is null");
        }
        int absent = initial.indexOf(null);
        if (absent >= 0) {
            throw new IllegalArgumentException("plan '" + name + "' not valid: initial worker " + absent + " is null");
        }
    }

    /**
     * The name of the catacomb.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /** Those that are there; in a valid plan, all. A new list. */
    List<Worker> initialWorkers() {
        List<Worker> present = new ArrayList<>();
        for (Worker worker : initial) {
            if (worker != null) {
                present.add(worker);
            }
        }
        return present;
    }

    /** This plan as a catacomb keeps it: without the workers, which may end long before the catacomb. */
    Plan withoutWorkers() {
        return new Plan(this);
    }

    boolean interruptible() {
        return interruptible;
    }

    Clock clock() {
        return clock;
    }

    ClassLoader contextClassLoader() {
        return contextClassLoader != null ? contextClassLoader : ForeignCall.loaderOf(work);
    }

    boolean isOwnedBy(Worker worker) {
        return owner == worker;
    }

    @Nullable
    Executor executor() {
        return executor;
    }

    /** Builds a {@link Plan}. Not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private final Catacomb.@Nullable Work work;
        private final List<@Nullable Worker> initial = new ArrayList<>();
        private boolean interruptible = true;
        private Clock clock = Clock.system();
        private @Nullable ClassLoader contextClassLoader;
        private @Nullable Worker owner;
        private @Nullable Executor executor;

        @SuppressWarnings("NullAway") // what is null here is complained of by validate()
        private Builder(String name, Catacomb.Work work) {
            this.name = name == null ? "" : name;
            this.work = work;
        }

        /**
         * Adds workers that the catacomb owns from the beginning, as if the work function had
         * {@linkplain Catacomb#add added} them. They are stopped when the plan cannot be invoked.
         *
         * @param workers the workers
         * @return this
         */
        public Builder initial(Worker... workers) {
            return initial(Arrays.asList(workers));
        }

        /**
         * Adds workers that the catacomb owns from the beginning.
         *
         * @param workers the workers; copied
         * @return this
         */
        public Builder initial(Collection<? extends Worker> workers) {
            initial.addAll(workers);
            return this;
        }

        /**
         * Sets whether the thread of the work function is interrupted when the catacomb begins to die. The default
         * is true; interrupting a thread closes the NIO channel that it is using.
         *
         * @param interruptible false to leave the thread alone
         * @return this
         */
        public Builder interruptible(boolean interruptible) {
            this.interruptible = interruptible;
            return this;
        }

        /**
         * Sets the clock by which the catacomb sleeps. The default is the wall clock.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets the context class loader of the thread of the work function. The default is the loader of the
         * function's class.
         *
         * @param loader the class loader
         * @return this
         */
        public Builder contextClassLoader(ClassLoader loader) {
            this.contextClassLoader = requireNonNull(loader, "loader");
            return this;
        }

        /**
         * Names the worker that is made of this catacomb, so that an attempt to add it to itself, which would never
         * end, can be refused.
         *
         * @param owner the worker
         * @return this
         */
        public Builder owner(Worker owner) {
            this.owner = requireNonNull(owner, "owner");
            return this;
        }

        /**
         * Sets the executor of all foreign code: the work function, kills, and what depends on the returned stages.
         * It must run tasks on other threads than the caller's, and go on while tasks block. By default the work
         * function has a thread of its own, virtual where the JVM has them, and everything else runs on daemon
         * threads of a pool that grows while its threads are blocked.
         *
         * @param executor the executor
         * @return this
         */
        public Builder executor(Executor executor) {
            this.executor = requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Builds the plan, without a look at whether it is valid.
         *
         * @return the plan
         */
        public Plan build() {
            return new Plan(this);
        }
    }
}
