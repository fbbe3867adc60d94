// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Starts workers: the start function that a {@link Runner} calls for each incarnation of an id.
 *
 * <p>In OSGi it is also the whiteboard service: register one with the property {@link #WORKER_ID}, and the runner
 * named by {@link #WORKER_RUNNER} keeps its worker alive for as long as the service is registered.
 */
@ConsumerType
@FunctionalInterface
public interface WorkerFactory {
    /**
     * Service property: the id of the worker, a string. Without it {@code service.pid} is taken, then
     * {@code component.name}; a service with none of them is refused.
     */
    String WORKER_ID = "worker.id";

    /** Service property: the name of the runner that takes this factory, a string; {@value #DEFAULT_RUNNER} if absent. */
    String WORKER_RUNNER = "worker.runner";

    /** The name of the runner that takes factories which name none. */
    String DEFAULT_RUNNER = "default";

    /** Service property: when the worker is restarted; the name of a {@link Restart.When} in any case, or with hyphens. */
    String WORKER_RESTART_WHEN = "worker.restart.when";

    /**
     * Service property: the time between the end of the worker and its restart; a number of milliseconds, a number
     * with a unit ({@code 250ms}, {@code 3s}, {@code 2m}, {@code 1h}) or an ISO-8601 duration ({@code PT3S}).
     */
    String WORKER_RESTART_DELAY = "worker.restart.delay";

    /**
     * Service property: whether a start in progress may be interrupted when it is cancelled, a boolean; true if absent.
     * Interrupting a thread closes the NIO channel that it is using.
     */
    String WORKER_INTERRUPT = "worker.interrupt";

    /**
     * Starts a worker. Called on a thread of the runner, which this method may block for as long as it needs;
     * other workers are not held up. The thread is interrupted when the start is
     * {@linkplain StartContext#isCancelled() cancelled}.
     *
     * <p>For one id there is never more than one incarnation at a time: this is not called again before the worker
     * that it returned has ended. It may call the runner back, except that it must not wait for its own id.
     *
     * @param context what the runner knows of this start; good only until this method returns, except for
     *     {@link StartContext#cancelled()}
     * @return the running worker; null is a failure of this start
     * @throws Exception if the worker cannot be started: treated as if a worker had ended with that error
     */
    Worker start(StartContext context) throws Exception;
}
