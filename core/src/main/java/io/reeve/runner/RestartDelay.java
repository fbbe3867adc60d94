// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Delay;
import io.reeve.worker.RestartPlan;
import org.jspecify.annotations.Nullable;

/** The delay before a restart. */
final class RestartDelay extends Delay {
    /** What it follows. */
    final Incarnation last;

    final RestartPlan plan;

    /** What ended the incarnation before it; null if that ended without error. */
    final @Nullable Throwable cause;

    RestartDelay(Incarnation last, RestartPlan plan, @Nullable Throwable cause) {
        super(plan.delay());
        this.last = last;
        this.plan = plan;
        this.cause = cause;
    }
}
