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
     * with a unit ({@code 250ms}, {@code 3s}, {@code 2m}, {@code 1h}) or an ISO-8601 duration ({@code PT3S}). So are all
     * durations in properties. This one, and each other property of the restart policy, is as the runner says if it is
     * absent or makes no sense.
     */
    String WORKER_RESTART_DELAY = "worker.restart.delay";

    /** Service property: by how much each delay is longer than the one before it, a number from 1 on. */
    String WORKER_RESTART_FACTOR = "worker.restart.factor";

    /** Service property: the longest delay, a duration not shorter than the first one; 0 for no limit. */
    String WORKER_RESTART_MAX_DELAY = "worker.restart.max-delay";

    /** Service property: the part of a delay by which it is longer or shorter at random, a number from 0 to 1. */
    String WORKER_RESTART_JITTER = "worker.restart.jitter";

    /** Service property: how long the worker runs before its earlier failures are forgotten, a duration. */
    String WORKER_RESTART_RESET_TIME = "worker.restart.reset-time";

    /**
     * Service property: how often the worker is restarted at most in {@link #WORKER_RESTART_WINDOW}, without which it
     * makes no sense; a whole number, 0 for no limit.
     */
    String WORKER_RESTART_BUDGET = "worker.restart.budget";

    /** Service property: the span of time that {@link #WORKER_RESTART_BUDGET} is for, a duration longer than 0. */
    String WORKER_RESTART_WINDOW = "worker.restart.window";

    /**
     * Service property: what happens when the budget is used up; the name of a {@link Restart.Exhausted} in any case, or
     * with hyphens.
     */
    String WORKER_RESTART_EXHAUSTED = "worker.restart.exhausted";

    /** Service property: the delay of restarts over the budget, where these are slow; a duration longer than 0. */
    String WORKER_RESTART_SLOW_DELAY = "worker.restart.slow-delay";

    /**
     * Service property: how long {@link #start} may take, a duration; 0 for as long as it likes, and as the runner says if
     * absent. One that takes longer is cancelled, which is a failure, a {@link StartTimeoutException}, as soon as it has
     * returned.
     */
    String WORKER_START_TIMEOUT = "worker.start.timeout";

    /**
     * Service property: how long the worker may take to end when it is asked to, a duration; 0 for as long as it likes,
     * and as the runner says if absent. When half of it is over the worker is interrupted, unless it refuses; when all of
     * it is, the worker is abandoned.
     */
    String WORKER_STOP_TIMEOUT = "worker.stop.timeout";

    /**
     * Service property: whether threads of the runner that are in code of the worker may be interrupted, a boolean: a
     * start in progress when it is cancelled, and what does not end in time. As the runner says if absent, which is true
     * unless configured. Interrupting a thread closes the NIO channel that it is using.
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
