// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import static java.util.Objects.requireNonNull;

import io.reeve.supervise.ForeignCall;
import io.reeve.supervise.Threads;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One run of the work function, or of a task on behalf of its catacomb. */
final class WorkCall extends ForeignCall {
    private final Catacomb catacomb;
    private final Plan plan;
    private final String name;
    private final Catacomb.@Nullable Work body;

    WorkCall(Catacomb catacomb, Plan plan, String name, Catacomb.@Nullable Work body) {
        super(plan.contextClassLoader());
        this.catacomb = catacomb;
        this.plan = plan;
        this.name = name;
        this.body = body;
    }

    /** Whether it is the work function, with which the catacomb ends. */
    boolean isWork() {
        return body == plan.work;
    }

    void begin() {
        Executor given = plan.executor();
        // A JVM that can make no more threads may have one in the pool.
        Executor wanted = Threads.dependable(given == null ? Threads.forWork() : given);
        try {
            wanted.execute(this);
        } catch (Throwable noThread) {
            catacomb.ended(this, noThread);
        }
    }

    void interruptIfAllowed() {
        if (plan.interruptible()) {
            interrupt();
        }
    }

    @Override
    protected String threadName() {
        return "reeve/" + name;
    }

    @Override
    protected boolean isNamedAtOnce() {
        return true;
    }

    @Override
    protected void call() {
        // The end may have begun before there was a thread to interrupt.
        if (catacomb.isDying()) {
            interruptIfAllowed();
        }
        Throwable error = null;
        try {
            requireNonNull(body).run(catacomb);
        } catch (Throwable thrown) {
            error = thrown;
        }
        catacomb.ended(this, error);
    }
}
