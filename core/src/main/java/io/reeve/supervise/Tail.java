// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the outcome of a call leads to at once, and the thread of that call does when the call is over: it is awake, and another
 * one would have to be woken. Decision 35 says when that is allowed.
 *
 * <p>One task is kept; what else comes goes its ordinary way. Used by one thread.
 */
final class Tail {
    private static final ThreadLocal<@Nullable Tail> OPEN = new ThreadLocal<>();

    private @Nullable Runnable task;

    /**
     * An executor that leaves a task to the tail that is open on the thread that brings it.
     *
     * @param other where all other tasks run
     * @return the executor
     */
    static Executor or(Executor other) {
        return task -> {
            Tail open = OPEN.get();
            if (open != null && open.task == null) {
                open.task = task;
            } else {
                other.execute(task);
            }
        };
    }

    /** Does something while this tail is open. Calls no code that could keep the thread: what is left here waits for it. */
    void during(Runnable act) {
        OPEN.set(this);
        try {
            act.run();
        } finally {
            OPEN.remove();
        }
    }

    /** Does what has been left here. */
    void run() {
        Runnable left = task;
        if (left != null) {
            task = null;
            left.run();
        }
    }
}
