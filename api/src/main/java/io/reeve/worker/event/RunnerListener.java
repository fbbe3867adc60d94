// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told what happens in a runner or an engine.
 *
 * <p>Events arrive in the order in which they happened, one at a time for each runner, on a thread of the runner and
 * off its critical path: a listener that is slow or blocks delays only itself. It may call the runner, add and remove
 * listeners, itself among them. What it throws is ignored.
 *
 * <p>A bounded number of events waits for each listener. When there are more the <em>oldest</em> of them are dropped,
 * so that a listener which was held up sees the newest ones and ends with what is true now; it is told how many it has
 * missed, in {@link #onMissed}, and the report of the runner shows it under {@link #KEY_MISSED}.
 *
 * <p>There may be more kinds of events in later versions: a listener ignores those that it does not know.
 *
 * <p>In OSGi a listener is a service: it is told of the runners that the property
 * {@link io.reeve.worker.WorkerFactory#WORKER_RUNNER} names, or of all if there is none. One that listens to several
 * runners may be called by each of them at the same time.
 */
@ConsumerType
@FunctionalInterface
public interface RunnerListener {
    /** Key in the report of a runner: a map from those listeners that have missed events to how many these were. */
    String KEY_MISSED = "missed-events";

    /**
     * Receives one event.
     *
     * @param event the event
     */
    void onEvent(RunnerEvent event);

    /**
     * Learns that events were dropped, since too many were waiting. Called in their place: after the last event before
     * the gap, and before the first one behind it. Does nothing unless overridden.
     *
     * @param runner the name of the runner or engine
     * @param count how many events are missing here, at least 1
     */
    default void onMissed(String runner, long count) {}
}
