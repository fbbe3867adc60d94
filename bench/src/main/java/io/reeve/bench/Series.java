// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.Arrays;

/** What was seen of one thing, sample by sample. Its memory is taken at the beginning, so that it does not grow itself. */
final class Series {
    private final String name;
    private final Unit unit;
    private final Tolerance tolerance;
    private final double[] values;
    private int size;

    Series(String name, Unit unit, Tolerance tolerance, int most) {
        this.name = name;
        this.unit = unit;
        this.tolerance = tolerance;
        values = new double[most];
    }

    void add(double value) {
        values[size++] = value;
    }

    String name() {
        return name;
    }

    Unit unit() {
        return unit;
    }

    Tolerance tolerance() {
        return tolerance;
    }

    double[] values() {
        return Arrays.copyOf(values, size);
    }

    /** Numbers of the unit. */
    double[] inUnit() {
        return Arrays.stream(values()).map(unit::in).toArray();
    }

    /** The median of the first tenth. */
    double first() {
        return median(0, tenth());
    }

    /** The median of the last tenth. */
    double last() {
        return median(size - tenth(), size);
    }

    /** By what factor the last tenth differs from the first. */
    double growth() {
        return first() > 0 ? last() / first() : 1;
    }

    private int tenth() {
        return Math.max(1, size / 10);
    }

    private double median(int from, int to) {
        double[] sorted = Arrays.copyOfRange(values, from, to);
        Arrays.sort(sorted);
        return Result.middle(sorted);
    }
}
