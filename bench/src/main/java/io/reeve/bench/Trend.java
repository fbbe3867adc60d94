// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

/**
 * Whether something grew during a soak.
 *
 * @param series what
 * @param line the straight line through all of it, by hours
 * @param drift by what factor the floor of it changed, and so the machine
 * @param limit how much it may be in the last tenth; infinite if it is not judged
 */
record Trend(Series series, Line line, double drift, double limit) {
    /** How sure the rise has to be: so many standard errors of the slope. */
    private static final double SURE = 3;

    private static final double SECONDS_PER_HOUR = 3600;

    static Trend of(Series series, double[] seconds, double drift) {
        double[] hours = new double[seconds.length];
        for (int i = 0; i < hours.length; i++) {
            hours[i] = seconds[i] / SECONDS_PER_HOUR;
        }
        return new Trend(
                series,
                Line.through(hours, series.values()),
                drift,
                series.tolerance().limit(series.first()) * Math.max(1, drift));
    }

    Trend unjudged() {
        return new Trend(series, line, drift, Double.POSITIVE_INFINITY);
    }

    boolean isJudged() {
        return Double.isFinite(limit);
    }

    /** One bad sample, or a bad moment at the end, is no growth: it has to rise as a whole as well. */
    boolean grows() {
        return series.last() > limit && line.slope() > SURE * line.slopeError();
    }

    String verdict() {
        return grows() ? "grows" : isJudged() ? "flat" : "not judged";
    }
}
