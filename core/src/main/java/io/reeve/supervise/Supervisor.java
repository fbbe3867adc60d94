// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.Worker;
import org.jspecify.annotations.Nullable;

/**
 * What foreign calls report back to. The methods may be called by any thread.
 *
 * @param <R> the runs that it supervises
 */
public interface Supervisor<R extends Run> {
    /**
     * Its name.
     *
     * @return the name
     */
    String name();

    /**
     * What it is, for messages.
     *
     * @return {@code runner} or {@code engine}
     */
    String kind();

    /**
     * What it calls the things that it runs, for messages.
     *
     * @return {@code worker} or {@code manifold}
     */
    String subject();

    /**
     * The start function returned a worker.
     *
     * @param run the run
     * @param worker the worker
     */
    void started(R run, Worker worker);

    /**
     * The start function failed, or the worker ended.
     *
     * @param run the run
     * @param error the unwrapped error; null for an end without one
     */
    void ended(R run, @Nullable Throwable error);

    /**
     * Foreign code did something that it must not, without ending its worker.
     *
     * @param run the run
     * @param what which rule was broken
     * @param error what was thrown; null if nothing was
     */
    void misbehaved(R run, String what, @Nullable Throwable error);

    /**
     * The name of a thread that works for a run.
     *
     * @param run the run
     * @return the name
     */
    default String threadName(R run) {
        return "reeve/" + name() + "/" + run.id() + "#" + run.generation();
    }

    /**
     * A run as messages name it.
     *
     * @param run the run
     * @return its id and where it runs
     */
    default String describe(R run) {
        return subject() + " " + Ids.quote(run.id()) + " of " + kind() + " '" + name() + "'";
    }
}
