// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.whiteboard;

import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerNotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The {@code WorkerFactory} services of an OSGi framework and what became of each. Registered as a service; all
 * methods may be called from any thread and none waits for foreign code.
 */
@ProviderType
public interface Whiteboard {
    /**
     * All factory services, also those that were refused, are shadowed or wait for a runner.
     *
     * @return a copy, by service id
     */
    List<FactoryStatus> factories();

    /**
     * Why a factory service is in the state that it is in: one chain from there to the root cause, which may be another
     * service, a worker, or the end of the runner.
     *
     * @param serviceId the {@code service.id} of the service
     * @return the explanation; nothing for a service that is not among {@link #factories()}
     */
    Optional<Why> why(long serviceId);

    /**
     * Starts, as an operator does, the factory of a worker that was stopped, has ended or was given up. Does nothing if
     * it is active.
     *
     * @param runner the name of the runner
     * @param id the id of the worker
     * @return false if it was active already
     * @throws WorkerNotFoundException if no factory service offers this id to this runner
     * @throws RunnerDeadException if the runner is dying or dead
     */
    boolean start(String runner, String id);

    /**
     * Stops, as an operator does, the worker of an id; its factory stays {@link FactoryStatus.State#STOPPED} until
     * it is started or its service goes.
     *
     * @param runner the name of the runner
     * @param id the id of the worker
     * @return as {@code Runner.stopWorker}
     * @throws WorkerNotFoundException if no factory service offers this id to this runner
     */
    CompletionStage<Void> stop(String runner, String id);
}
