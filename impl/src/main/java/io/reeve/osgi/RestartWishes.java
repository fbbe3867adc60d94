// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Restart;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The part of a restart policy that properties spell out; the rest is as elsewhere.
 *
 * @param when the ends after which to restart; null if nothing is said of them
 * @param delay the restart delay; null if nothing is said of it
 */
record RestartWishes(Restart.@Nullable When when, @Nullable Duration delay) {
    boolean isEmpty() {
        return when == null && delay == null;
    }

    /** The whole policy: these wishes, and what they leave open as in {@code base}. */
    Restart over(Restart base) {
        return Restart.builder()
                .when(when == null ? base.when() : when)
                .delay(delay == null ? base.delay() : delay)
                .build();
    }
}
