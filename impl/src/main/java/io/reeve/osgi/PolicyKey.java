// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The properties by which people say how workers are supervised. Services and configurations have the same ones, each kind
 * of them with a prefix of its own.
 */
enum PolicyKey {
    WHEN("restart.when"),
    DELAY("restart.delay"),
    FACTOR("restart.factor"),
    MAX_DELAY("restart.max-delay"),
    JITTER("restart.jitter"),
    RESET_TIME("restart.reset-time"),
    BUDGET("restart.budget"),
    WINDOW("restart.window"),
    EXHAUSTED("restart.exhausted"),
    SLOW_DELAY("restart.slow-delay"),
    START_TIMEOUT("start.timeout"),
    STOP_TIMEOUT("stop.timeout"),
    INTERRUPT("interrupt");

    static final Set<PolicyKey> ALL = EnumSet.allOf(PolicyKey.class);

    /** Those that do not concern restarts. */
    static final Set<PolicyKey> LIMITS = EnumSet.of(START_TIMEOUT, STOP_TIMEOUT, INTERRUPT);

    private final String suffix;

    PolicyKey(String suffix) {
        this.suffix = suffix;
    }

    String under(String prefix) {
        return prefix + suffix;
    }

    static List<String> under(String prefix, Collection<PolicyKey> keys) {
        return keys.stream().map(key -> key.under(prefix)).toList();
    }
}
