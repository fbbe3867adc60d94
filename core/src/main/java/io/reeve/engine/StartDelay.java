// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import io.reeve.supervise.Delay;
import io.reeve.worker.RestartPlan;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A delay before a node is started, or started again. */
final class StartDelay extends Delay {
    /** Why there is a delay. */
    enum Kind {
        /** It failed by itself. */
        FAILURE,
        /** Something that it is started from has changed. */
        BOUNCE,
        /** It runs, and is to be restarted since an optional input came. */
        SETTLE
    }

    final Node node;
    final Kind kind;
    final Instant due;

    /** How the length came about; null if it was not a failure. */
    final @Nullable RestartPlan plan;

    StartDelay(Node node, Kind kind, Duration length, Instant due, @Nullable RestartPlan plan) {
        super(length);
        this.node = node;
        this.kind = kind;
        this.due = due;
        this.plan = plan;
    }
}
