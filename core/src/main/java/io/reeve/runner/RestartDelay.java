// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Delay;
import io.reeve.worker.RestartPlan;
import org.jspecify.annotations.Nullable;

/** The delay before a restart. */
final class RestartDelay extends Delay {
    final Entry entry;

    final RestartPlan plan;

    /** What ended the incarnation before it; null if that ended without error. */
    final @Nullable Throwable cause;

    RestartDelay(Entry entry, RestartPlan plan, @Nullable Throwable cause) {
        super(plan.delay());
        this.entry = entry;
        this.plan = plan;
        this.cause = cause;
    }
}
