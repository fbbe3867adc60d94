// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/** How long calls of one kind took. */
final class Percentiles {
    private final String name;
    private final List<Long> nanos = new ArrayList<>();

    Percentiles(String name) {
        this.name = name;
    }

    /** Calls, and remembers how long it took. */
    <T> T measure(Callable<T> call) throws Exception {
        long begin = System.nanoTime();
        T result = call.call();
        nanos.add(System.nanoTime() - begin);
        return result;
    }

    /** The time that so many of a hundred calls did not exceed. */
    Duration percentile(int percent) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return Duration.ofNanos(sorted.get((sorted.size() - 1) * percent / 100));
    }

    @Override
    public String toString() {
        return "%-24s %4d calls: half in %.1f ms, 95 %% in %.1f ms, 99 %% in %.1f ms, all in %.1f ms"
                .formatted(name, nanos.size(), millis(50), millis(95), millis(99), millis(100));
    }

    private double millis(int percent) {
        return percentile(percent).toNanos() / 1e6;
    }
}
