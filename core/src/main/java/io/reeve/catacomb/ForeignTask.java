// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import io.reeve.supervise.ForeignCall;
import org.jspecify.annotations.Nullable;

/** A piece of somebody's code that is called once, under a name and with the class loader of its owner. */
final class ForeignTask extends ForeignCall {
    private final String name;
    private final Workers.Task body;

    /** Written by the thread that runs the task, read by that thread afterwards. */
    private @Nullable Throwable error;

    /**
     * Creates a task.
     *
     * @param name becomes the name of the thread, behind {@code reeve/}
     * @param owner the object to whose class the code belongs
     * @param body the code
     */
    ForeignTask(String name, Object owner, Workers.Task body) {
        super(loaderOf(owner));
        this.name = name;
        this.body = body;
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
        try {
            body.run();
        } catch (Throwable thrown) {
            error = thrown;
        }
    }

    /** Runs the code on this thread, which is itself again afterwards, and returns what the code threw. */
    @Nullable
    Throwable outcome() {
        run();
        return error;
    }
}
