// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** What a {@link WorkerFactory} is told about the start that it is asked for. All methods may be called from any thread. */
@ProviderType
public interface StartContext {
    /**
     * The name of the runner or engine that starts the worker.
     *
     * @return the name, never empty
     */
    String runner();

    /**
     * The id under which the worker is started; in an engine, the name of its manifold.
     *
     * @return the id, never empty
     */
    String id();

    /**
     * The number of this incarnation: 1 for the first start of the id, one more for each start after it. Starts at
     * 1 again when the id has been removed and is registered anew.
     *
     * @return a positive number
     */
    long generation();

    /**
     * The failure that ended the incarnation before this one.
     *
     * @return the failure with its identity kept, or nothing for a first start, an operator's restart or a
     *     replacement
     */
    Optional<Throwable> previousFailure();

    /**
     * Whether this start is no longer wanted, because the worker was stopped or restarted, the runner is dying, or the
     * start takes longer than it may.
     * A worker that is returned all the same is killed at once.
     *
     * @return true once cancelled, for ever
     */
    boolean isCancelled();

    /**
     * Completed normally when this start is cancelled, on a thread of the runner; never completed if the start
     * function returns before.
     *
     * @return always the same stage; completing it has no effect on the start
     */
    CompletionStage<Void> cancelled();
}
