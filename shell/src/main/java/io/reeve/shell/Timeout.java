// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.text.SafeText;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time that an operator is willing to wait, as typed: {@code 500ms}, {@code 2s}, {@code 1m}; a mere number is in seconds. */
final class Timeout {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\s*(ms|s|m|)");

    private Timeout() {}

    static Duration parse(String typed) {
        Matcher form = FORM.matcher(typed.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "timeout " + SafeText.quote(typed) + " is no time; write it like 500ms, 2s or 1m");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
