// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Delay;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The delay before a restart. */
final class RestartDelay extends Delay {
    final Entry entry;

    /** What ended the incarnation before it; null if that ended without error. */
    final @Nullable Throwable cause;

    RestartDelay(Entry entry, Duration length, @Nullable Throwable cause) {
        super(length);
        this.entry = entry;
        this.cause = cause;
    }
}
