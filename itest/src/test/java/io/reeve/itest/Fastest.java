// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import java.time.Duration;

/** The shortest of several calls: other load on the machine can only make a call longer. */
final class Fastest {
    private Fastest() {}

    /** A call to be timed, given the number of the attempt. */
    @FunctionalInterface
    interface Call {
        void run(int attempt) throws Exception;
    }

    static Duration of(int attempts, Call call) throws Exception {
        Duration fastest = Duration.ofDays(1);
        for (int attempt = 1; attempt <= attempts; attempt++) {
            Duration time = timeOf(attempt, call);
            fastest = time.compareTo(fastest) < 0 ? time : fastest;
        }
        return fastest;
    }

    /** How long one call takes. */
    static Duration once(Call call) throws Exception {
        return timeOf(1, call);
    }

    private static Duration timeOf(int attempt, Call call) throws Exception {
        long begin = System.nanoTime();
        call.run(attempt);
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
