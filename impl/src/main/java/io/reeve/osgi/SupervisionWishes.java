// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link Supervision} that properties spell out; null for what they say nothing of, which is then as
 * elsewhere.
 *
 * @param restart what is said of restarts
 * @param startTimeout how long the start function may take; zero for as long as it likes
 * @param stopTimeout how long the worker may take to stop; zero for as long as it likes
 * @param interruptible whether threads that are in its code may be interrupted
 */
record SupervisionWishes(
        RestartWishes restart,
        @Nullable Duration startTimeout,
        @Nullable Duration stopTimeout,
        @Nullable Boolean interruptible) {
    static final SupervisionWishes NONE = new SupervisionWishes(RestartWishes.NONE, null, null, null);

    /** The whole: these wishes, and what they leave open as in {@code base}. */
    Supervision over(Supervision base) {
        return new Supervision(
                restart.over(base.restart()),
                startTimeout == null ? base.startTimeout() : startTimeout,
                stopTimeout == null ? base.stopTimeout() : stopTimeout,
                interruptible == null ? base.interruptible() : interruptible);
    }
}
