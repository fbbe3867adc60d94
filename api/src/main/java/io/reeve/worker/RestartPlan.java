// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The decision to start an ended worker again: after how long, and by which rule.
 *
 * @param policy the restart policy by which it was decided
 * @param attempt the number of this restart since the worker was registered or an operator restarted it; 1 for the first
 * @param failures how many failures in a row there were, the last one included; 0 after an end without error
 * @param failingSince when the first of these failures was; null if there is none
 * @param base the delay after a first failure: that of the policy, or the one that the failure asked for
 * @param delay the delay that was chosen, not negative
 * @param due when the worker is started again, unless something comes in between
 * @param used how many restarts count against the budget, this one included; 0 without a budget
 * @param slow whether the budget was used up, so that this is a slow retry
 */
public record RestartPlan(
        Restart policy,
        long attempt,
        long failures,
        @Nullable Instant failingSince,
        Duration base,
        Duration delay,
        Instant due,
        int used,
        boolean slow) {

    /**
     * The name of the rule, as configurations spell it.
     *
     * @return {@code on-failure}, {@code always}, {@code delay-for} if the failure asked for its delay, or
     *     {@code retry-slowly}
     */
    public String rule() {
        if (slow) {
            return "retry-slowly";
        }
        if (!base.equals(policy.delay())) {
            return "delay-for";
        }
        return failures > 0 ? "on-failure" : "always";
    }

    /**
     * How the delay came about, in words.
     *
     * @return for example {@code delay 8 s = 1 s × 2³, rule on-failure}
     */
    public String text() {
        StringBuilder text = new StringBuilder("delay ").append(words(delay));
        if (slow) {
            text.append(", as its budget of ")
                    .append(policy.budget())
                    .append(" restarts in ")
                    .append(words(policy.window()))
                    .append(" is used up");
        } else if (failures > 1 && policy.factor() > 1 && !base.isZero()) {
            appendProduct(text);
        } else if (policy.jitter() > 0 && !base.isZero()) {
            text.append(" = ").append(words(base)).append(" ± ").append(percent());
        }
        return text.append(", rule ").append(rule()).toString();
    }

    private void appendProduct(StringBuilder text) {
        String product = words(base) + " × " + number(policy.factor()) + power(failures - 1);
        boolean limited = delay.equals(policy.maxDelay());
        text.append(limited ? ", the longest, instead of " : " = ").append(product);
        if (policy.jitter() > 0 && !limited) {
            text.append(" ± ").append(percent());
        }
    }

    private String percent() {
        return number(policy.jitter() * 100) + " %";
    }

    private static String number(double number) {
        return number == Math.rint(number) && number < 1e6
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, "%.3g", number);
    }

    private static String power(long exponent) {
        if (exponent == 1) {
            return "";
        }
        StringBuilder power = new StringBuilder();
        for (char digit : Long.toString(exponent).toCharArray()) {
            power.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0'));
        }
        return power.toString();
    }

    /**
     * A duration as people say it.
     *
     * @param duration a duration, not negative
     * @return for example {@code 250 ms}, {@code 8 s}, {@code 1 min 30 s} or {@code 2 h}: two units at the most
     */
    public static String words(Duration duration) {
        long seconds = duration.getSeconds();
        if (seconds < 10 && duration.getNano() != 0) {
            long micros = duration.toNanos() / 1_000;
            if (micros == 0) {
                return duration.toNanos() + " ns";
            }
            return micros % 1_000 == 0 || micros >= 10_000 ? micros / 1_000 + " ms" : micros + " µs";
        }
        if (seconds < 60) {
            return seconds + " s";
        } else if (seconds < 3_600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        } else if (seconds < 86_400) {
            return two(seconds / 3_600, "h", seconds % 3_600 / 60, "min");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
    }

    private static String two(long big, String bigUnit, long small, String smallUnit) {
        return big + " " + bigUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }
}
