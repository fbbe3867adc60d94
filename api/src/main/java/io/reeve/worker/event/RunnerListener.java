// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told what happens in a runner.
 *
 * <p>Events arrive in the order in which they happened, one at a time, on a thread of the runner and off its
 * critical path: a listener that is slow or blocks delays only itself. It may call the runner. What it throws is
 * ignored.
 */
@ConsumerType
@FunctionalInterface
public interface RunnerListener {
    /**
     * Receives one event.
     *
     * @param event the event
     */
    void onEvent(RunnerEvent event);
}
