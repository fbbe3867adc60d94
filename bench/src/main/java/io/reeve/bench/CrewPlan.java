// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a crew is to be like.
 *
 * @param ids one for each worker; made before anything is measured
 * @param restartDelay how long a failed worker waits; null if none ever fails or is stopped, so that the floor need
 *     not watch it
 * @param listeners how many listeners of events there are
 */
record CrewPlan(List<String> ids, @Nullable Duration restartDelay, int listeners) {
    static CrewPlan unwatched(int size) {
        return new CrewPlan(ids(size), null, 0);
    }

    static CrewPlan restarting(int size, Duration delay) {
        return new CrewPlan(ids(size), delay, 0);
    }

    static CrewPlan observed(int size, int listeners) {
        return new CrewPlan(ids(size), null, listeners);
    }

    int size() {
        return ids.size();
    }

    private static List<String> ids(int size) {
        return IntStream.range(0, size).mapToObj(number -> "worker-" + number).toList();
    }
}
