// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

/** Of latencies: so many in a hundred are shorter. */
enum Percentile {
    /** The one in the middle. */
    P50(50, 1.5),
    /** One in a hundred is longer. */
    P99(99, 2),
    /** One in a thousand is longer: a handful of them decide, so that it varies much. */
    P999(99.9, 3);

    private final double percent;
    private final double factor;

    Percentile(double percent, double factor) {
        this.percent = percent;
        this.factor = factor;
    }

    double percent() {
        return percent;
    }

    Tolerance tolerance() {
        return new Tolerance(factor, 0);
    }

    /** The name in the tables. */
    @Override
    public String toString() {
        return "p" + (percent == Math.rint(percent) ? String.valueOf((int) percent) : String.valueOf(percent));
    }
}
