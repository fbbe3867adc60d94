// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Moments and durations as an operator reads them: {@code 3m12s}, {@code in 2s}. */
public final class TimeText {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    /** A moment after this is meant as never: a delay that was as long as could be. */
    private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    /** No formatter takes all that is before. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private TimeText() {}

    /**
     * How long ago something was.
     *
     * @param moment the past moment; one in the future counts as now
     * @param now the present moment
     * @return the two greatest units
     */
    public static String age(Instant moment, Instant now) {
        return moment.isAfter(now) ? "0s" : coarse(Duration.between(moment, now));
    }

    /**
     * When something will be.
     *
     * @param moment the future moment; one in the past is due now
     * @param now the present moment
     * @return {@code in 2s}, {@code now} or {@code never}
     */
    public static String until(Instant moment, Instant now) {
        if (moment.isAfter(NEVER)) {
            return "never";
        }
        // Up to the next second: "in 0s" would be neither now nor later.
        return moment.isAfter(now)
                ? "in " + coarse(Duration.between(now, moment).plusNanos(999_999_999))
                : "now";
    }

    /**
     * A moment on the calendar, in UTC.
     *
     * @param moment the moment
     * @return date and time to the second, or {@code never}
     */
    public static String moment(Instant moment) {
        if (moment.isAfter(NEVER)) {
            return "never";
        }
        return moment.isBefore(FIRST) ? moment.toString() : MOMENT.format(moment);
    }

    /**
     * A moment for programs.
     *
     * @param moment the moment, or null for none
     * @return in ISO-8601; null for none
     */
    public static @Nullable String json(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    /**
     * A duration to the full, as in a configuration.
     *
     * @param duration not negative
     * @return {@code 250ms}, {@code 1.5s}, {@code 2m30s}
     */
    public static String duration(Duration duration) {
        if (duration.toNanosPart() == 0 || duration.toMinutes() > 0) {
            return coarse(duration);
        }
        boolean underASecond = duration.toSeconds() == 0;
        BigDecimal number = BigDecimal.valueOf(duration.toNanos(), underASecond ? 6 : 9);
        return number.stripTrailingZeros().toPlainString() + (underASecond ? "ms" : "s");
    }

    private static String coarse(Duration duration) {
        long days = duration.toDays();
        if (days > 0) {
            return two(days, "d", duration.toHoursPart(), "h");
        }
        if (duration.toHours() > 0) {
            return two(duration.toHours(), "h", duration.toMinutesPart(), "m");
        }
        if (duration.toMinutes() > 0) {
            return two(duration.toMinutes(), "m", duration.toSecondsPart(), "s");
        }
        return duration.toSeconds() + "s";
    }

    private static String two(long great, String greatUnit, int small, String smallUnit) {
        return great + greatUnit + (small == 0 ? "" : small + smallUnit);
    }
}
