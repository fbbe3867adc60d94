// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import io.reeve.supervise.Delay;
import java.time.Duration;
import java.time.Instant;

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

    StartDelay(Node node, Kind kind, Duration length, Instant due) {
        super(length);
        this.node = node;
        this.kind = kind;
        this.due = due;
    }
}
