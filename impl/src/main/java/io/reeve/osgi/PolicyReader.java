// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Restart;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the properties of one service or configuration say of how workers are supervised. What is nonsense by
 * itself, or contradicts something that stands beside it, is complained of once and counts as unsaid.
 */
final class PolicyReader {
    /** More than that is a mistyped percentage. */
    private static final double MOST_FACTOR = 1_000;

    private static final String NO_LIMIT = "0 for no limit";

    private final PropertyReader reader;
    private final String prefix;
    private final Fallback fallback;

    /** What holds if nothing is said, in words: it is all the same for reading. */
    @FunctionalInterface
    private interface Fallback {
        String of(PolicyKey key);
    }

    private PolicyReader(PropertyReader reader, String prefix, Fallback fallback) {
        this.reader = reader;
        this.prefix = prefix;
        this.fallback = fallback;
    }

    /** For the configuration of a runner or an engine. */
    static SupervisionWishes ofHost(PropertyReader reader, HostKind kind) {
        Supervision defaults = kind.supervision();
        return new PolicyReader(reader, kind.policyPrefix, key -> "the default, " + valueOf(key, defaults) + ",").all();
    }

    /** For a service with restarts of its own. */
    static SupervisionWishes ofService(PropertyReader reader, HostKind kind) {
        return new PolicyReader(reader, kind.servicePrefix, key -> "what its " + kind.noun + " says").all();
    }

    /** For a service that its host restarts as all others. */
    static SupervisionWishes limitsOfService(PropertyReader reader, HostKind kind) {
        return new PolicyReader(reader, kind.servicePrefix, key -> "what its " + kind.noun + " says")
                .limits(RestartWishes.NONE);
    }

    private static String valueOf(PolicyKey key, Supervision defaults) {
        Restart restart = defaults.restart();
        return switch (key) {
            case WHEN -> PropertyReader.spelling(restart.when());
            case DELAY -> PropertyReader.words(restart.delay());
            case FACTOR -> Double.toString(restart.factor());
            case MAX_DELAY -> orNone(restart.maxDelay());
            case JITTER -> Double.toString(restart.jitter());
            case RESET_TIME -> PropertyReader.words(restart.resetTime());
            case BUDGET, WINDOW ->
                restart.budget() == 0 ? "no limit" : restart.budget() + " in " + PropertyReader.words(restart.window());
            case EXHAUSTED -> PropertyReader.spelling(restart.exhausted());
            case SLOW_DELAY -> PropertyReader.words(restart.slowDelay());
            case START_TIMEOUT -> orNone(defaults.startTimeout());
            case STOP_TIMEOUT -> orNone(defaults.stopTimeout());
            case INTERRUPT -> Boolean.toString(defaults.interruptible());
        };
    }

    private static String orNone(Duration limit) {
        return limit.isZero() ? "no limit" : PropertyReader.words(limit);
    }

    private SupervisionWishes all() {
        Duration delay = duration(PolicyKey.DELAY);
        return limits(new RestartWishes(
                reader.choice(key(PolicyKey.WHEN), Restart.When.class, kept(PolicyKey.WHEN)),
                delay,
                growth(delay),
                budget()));
    }

    private SupervisionWishes limits(RestartWishes restart) {
        return new SupervisionWishes(
                restart,
                duration(PolicyKey.START_TIMEOUT),
                duration(PolicyKey.STOP_TIMEOUT),
                reader.flag(key(PolicyKey.INTERRUPT), kept(PolicyKey.INTERRUPT)));
    }

    private RestartWishes.Growth growth(@Nullable Duration delay) {
        return new RestartWishes.Growth(
                reader.number(key(PolicyKey.FACTOR), 1, MOST_FACTOR, kept(PolicyKey.FACTOR)),
                maxDelay(delay),
                reader.number(key(PolicyKey.JITTER), 0, 1, kept(PolicyKey.JITTER)),
                duration(PolicyKey.RESET_TIME));
    }

    private @Nullable Duration maxDelay(@Nullable Duration delay) {
        Duration max = duration(PolicyKey.MAX_DELAY);
        if (max == null || delay == null || max.isZero() || max.compareTo(delay) >= 0) {
            return max;
        }
        refuse(
                PolicyKey.MAX_DELAY,
                "shorter than " + key(PolicyKey.DELAY) + ", " + reader.quoted(key(PolicyKey.DELAY))
                        + "; allowed are that and longer ones, and " + NO_LIMIT);
        return null;
    }

    private RestartWishes.Budget budget() {
        return new RestartWishes.Budget(
                limit(),
                reader.choice(key(PolicyKey.EXHAUSTED), Restart.Exhausted.class, kept(PolicyKey.EXHAUSTED)),
                positive(PolicyKey.SLOW_DELAY));
    }

    /** Null also if one of the two is nonsense: half a limit may be far from what was meant. */
    private RestartWishes.@Nullable Limit limit() {
        boolean hasBudget = reader.isSaid(key(PolicyKey.BUDGET));
        boolean hasWindow = reader.isSaid(key(PolicyKey.WINDOW));
        Integer budget = reader.count(key(PolicyKey.BUDGET), Restart.MAX_BUDGET, kept(PolicyKey.BUDGET));
        if (hasBudget && budget == null) {
            return null;
        }
        if (budget != null && budget == 0) {
            return RestartWishes.Limit.NONE;
        }
        Duration window = positive(PolicyKey.WINDOW);
        if (budget != null && !hasWindow) {
            refuse(
                    PolicyKey.BUDGET,
                    "but there is no " + key(PolicyKey.WINDOW) + "; allowed are both together, and " + NO_LIMIT);
        } else if (budget == null && window != null) {
            refuse(PolicyKey.WINDOW, "but there is no " + key(PolicyKey.BUDGET) + "; allowed are both together");
        }
        return budget == null || window == null ? null : new RestartWishes.Limit(budget, window);
    }

    private @Nullable Duration duration(PolicyKey key) {
        return reader.duration(key(key), kept(key));
    }

    private @Nullable Duration positive(PolicyKey key) {
        Duration duration = duration(key);
        if (duration != null && duration.isZero()) {
            refuse(key, "but must be longer than 0");
            return null;
        }
        return duration;
    }

    private void refuse(PolicyKey key, String why) {
        reader.refuse(key(key), why, kept(key));
    }

    private String key(PolicyKey key) {
        return key.under(prefix);
    }

    private String kept(PolicyKey key) {
        return fallback.of(key);
    }
}
