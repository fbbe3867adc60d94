// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A catacomb as code sees it that knows nothing of catacombs: an executor, and a signal to stop. Safe for use by any
 * thread.
 *
 * <p>Tasks belong to the catacomb: they are interrupted when it dies, unless its plan refuses that, it is not dead
 * before they have ended, and what one of them throws is an error of the catacomb.
 */
public final class CatacombContext implements Executor {
    private final Catacomb catacomb;

    CatacombContext(Catacomb catacomb) {
        this.catacomb = catacomb;
    }

    /**
     * Runs a task on a thread of its own, virtual where the JVM has them.
     *
     * @param task the task
     * @throws RejectedExecutionException if the catacomb is dying or dead
     */
    @Override
    public void execute(Runnable task) {
        if (!catacomb.run(requireNonNull(task, "task"))) {
            throw new RejectedExecutionException(catacomb + " takes no more tasks");
        }
    }

    /**
     * Whether to stop.
     *
     * @return true once the catacomb is dying, for ever
     */
    public boolean isCancelled() {
        return catacomb.isDying();
    }

    /**
     * The signal to stop.
     *
     * @return completed normally when the catacomb is dying; always the same stage
     */
    public CompletionStage<Void> cancelled() {
        return catacomb.dying();
    }

    @Override
    public String toString() {
        return "context of " + catacomb;
    }
}
