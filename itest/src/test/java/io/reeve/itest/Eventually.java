// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for conditions. */
public final class Eventually {
    /** Long enough for a loaded machine; only a test that fails ever waits for it. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private Eventually() {}

    /** Waits until the value is as wanted, and returns it. */
    public static <T> T eventually(String what, Callable<T> value, Predicate<? super T> wanted) {
        return await(what)
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(value, wanted);
    }

    /** Waits until it holds. */
    public static void eventually(String what, Callable<Boolean> holds) {
        eventually(what, holds, Boolean.TRUE::equals);
    }
}
