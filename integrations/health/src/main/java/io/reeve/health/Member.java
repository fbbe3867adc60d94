// SPDX-License-Identifier: Apache-2.0
package io.reeve.health;

import io.reeve.dependency.ManifoldStatus;
import io.reeve.worker.WorkerStatus;
import org.apache.felix.hc.api.Result;

/**
 * A worker or manifold, as far as it matters here.
 *
 * @param id its id or name
 * @param state what it is doing
 * @param isFailing whether it failed the last time, and does not run again
 * @param isOverdue whether it takes longer to start or to stop than it may
 */
record Member(String id, WorkerStatus.State state, boolean isFailing, boolean isOverdue) {
    static Member of(WorkerStatus worker) {
        return new Member(worker.id(), worker.state(), worker.failures() > 0, worker.overdue());
    }

    static Member of(ManifoldStatus manifold) {
        return new Member(manifold.name(), manifold.state(), manifold.recentErrors() > 0, manifold.overdue());
    }

    /** One that runs is well, however often it has failed before. */
    Result.Status health() {
        return switch (state) {
            case GIVEN_UP, ABANDONED -> Result.Status.CRITICAL;
            case STARTING, STOPPED -> isFailing || isOverdue ? Result.Status.WARN : Result.Status.OK;
            case STOPPING -> isOverdue ? Result.Status.WARN : Result.Status.OK;
            case STARTED -> Result.Status.OK;
        };
    }
}
