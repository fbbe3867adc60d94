// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Judges the errors with which workers end.
 *
 * <p>A runner calls its policy once per error, with real errors only and never concurrently; while the policy
 * thinks, the failures of other workers wait. It may call the runner back.
 *
 * <p>In OSGi it is a service: the runner named by the property {@link WorkerFactory#WORKER_RUNNER}, or every
 * runner if there is none, asks the policy with the highest ranking instead of its configuration.
 */
@ConsumerType
@FunctionalInterface
public interface FailurePolicy {
    /**
     * Whether this error ends the whole runner.
     *
     * @param id the id of the worker
     * @param error the error
     * @return true to end the runner; throwing counts as true
     */
    boolean isFatal(String id, Throwable error);

    /**
     * Whether a worker is started again after this error; asked only after {@link #isFatal} said no.
     *
     * @param id the id of the worker
     * @param error the error
     * @return false to remove the worker; throwing counts as true
     */
    default boolean shouldRestart(String id, Throwable error) {
        return true;
    }

    /**
     * Whether a later fatal error is the better result of the runner than the best one so far.
     *
     * @param error the later fatal error
     * @param best the best fatal error so far
     * @return true to take the later one; throwing counts as false
     */
    default boolean moreImportant(Throwable error, Throwable best) {
        return false;
    }
}
