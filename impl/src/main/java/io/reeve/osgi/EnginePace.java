// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.time.Duration;
import java.util.Set;

/**
 * How an engine goes about its graph. Nothing of it concerns a runner.
 *
 * @param bounceDelay how long a start after a change of inputs is put off
 * @param settle how long changes are collected before they lead to a restart
 * @param orderedStop whether a worker is killed only after all that run against it have ended
 */
record EnginePace(Duration bounceDelay, Duration settle, boolean orderedStop) {
    static final String BOUNCE_DELAY = "bounce.delay";
    static final String SETTLE = "settle";
    static final String STOP_ORDERED = "stop.ordered";

    /** In a container bundles that know nothing of each other depend on each other, so the order of stops counts. */
    static final EnginePace DEFAULT = new EnginePace(Duration.ofMillis(10), Duration.ZERO, true);

    static final Set<String> KEYS = Set.of(BOUNCE_DELAY, SETTLE, STOP_ORDERED);

    static EnginePace in(PropertyReader reader) {
        return new EnginePace(
                reader.duration(BOUNCE_DELAY, DEFAULT.bounceDelay),
                reader.duration(SETTLE, DEFAULT.settle),
                reader.flag(STOP_ORDERED, DEFAULT.orderedStop));
    }
}
