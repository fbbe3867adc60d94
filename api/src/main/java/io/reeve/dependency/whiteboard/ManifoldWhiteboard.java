// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency.whiteboard;

import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerNotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The {@code Manifold} services of an OSGi framework and what became of each. Registered as a service; all methods may be
 * called from any thread and none waits for foreign code.
 */
@ProviderType
public interface ManifoldWhiteboard {
    /**
     * All manifold services, also those that were refused, are shadowed or wait for an engine.
     *
     * @return a copy, by service id
     */
    List<ManifoldServiceStatus> manifolds();

    /**
     * Why a manifold service is in the state that it is in: one chain from there to the root cause, which may be another
     * service, a worker, or the end of the engine.
     *
     * @param serviceId the {@code service.id} of the service
     * @return the explanation; nothing for a service that is not among {@link #manifolds()}
     */
    Optional<Why> why(long serviceId);

    /**
     * Installs, as an operator does, a manifold that was stopped or asked to be uninstalled, and starts one that was given
     * up. Does nothing if it is active.
     *
     * @param engine the name of the engine
     * @param name the name of the manifold
     * @return false if it was active already
     * @throws WorkerNotFoundException if no manifold service offers this name to this engine
     * @throws RunnerDeadException if the engine is dying or dead
     */
    boolean start(String engine, String name);

    /**
     * Uninstalls, as an operator does, the manifold of a name; it stays stopped until it is started or its service goes.
     *
     * @param engine the name of the engine
     * @param name the name of the manifold
     * @return as {@code Engine.uninstall}
     * @throws WorkerNotFoundException if no manifold service offers this name to this engine
     */
    CompletionStage<Void> stop(String engine, String name);
}
