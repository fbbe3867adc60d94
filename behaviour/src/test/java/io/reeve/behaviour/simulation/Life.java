// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How one incarnation of a worker behaves, from the call of its start function to its end. Drawn by chance. */
record Life(
        Start start,
        Duration startTime,
        @Nullable Duration lifeTime,
        boolean fails,
        Obedience obedience,
        Duration stopTime,
        boolean failsOnStop,
        boolean isFatal,
        int weight,
        Talk talk,
        boolean isReentrant) {
    /** What its start function does. */
    enum Start {
        RETURNS,
        RETURNS_LATE,
        RETURNS_ENDED,
        WAITS_FOR_ANOTHER,
        HANGS_UNTIL_CANCELLED,
        IGNORES_CANCEL,
        THROWS,
        THROWS_LATE,
        THROWS_ERROR,
        RETURNS_NULL
    }

    /** What it does when it is killed. */
    enum Obedience {
        AT_ONCE,
        SOON,
        SLOWLY,
        BLOCKS,
        THROWS,
        DEAF
    }

    /** What it says of itself. */
    enum Talk {
        ANSWERS,
        THROWS,
        HANGS,
        ASKS_BACK
    }

    private static final Duration[] TIMES = {
        Duration.ZERO,
        Duration.ofMillis(1),
        Duration.ofMillis(700),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(8)
    };

    /** A worker that is deaf ends nevertheless: a minute after it was killed. */
    static final Duration DEAF = Duration.ofMinutes(1);

    /** The start functions as often as they are drawn. */
    private static final List<Start> STARTS = weighted(Start.values(), 60, 8, 4, 5, 5, 3, 8, 3, 2, 2);

    private static final List<Obedience> OBEDIENCES = weighted(Obedience.values(), 30, 35, 15, 7, 6, 7);

    private static <T> List<T> weighted(T[] values, int... weights) {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            all.addAll(Collections.nCopies(weights[i], values[i]));
        }
        return all;
    }

    static Life of(RandomGenerator random) {
        int end = random.nextInt(100);
        return new Life(
                STARTS.get(random.nextInt(STARTS.size())),
                time(random),
                end < 50 ? null : time(random),
                end >= 65,
                OBEDIENCES.get(random.nextInt(OBEDIENCES.size())),
                time(random),
                random.nextInt(100) < 25,
                random.nextInt(100) < 12,
                random.nextInt(4),
                Talk.values()[random.nextInt(Talk.values().length)],
                random.nextInt(100) < 8);
    }

    private static Duration time(RandomGenerator random) {
        return TIMES[random.nextInt(TIMES.length)];
    }

    Boom error(String of) {
        return new Boom(of, isFatal, weight);
    }
}
