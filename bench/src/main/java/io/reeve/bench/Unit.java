// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.Locale;

/** How values are shown. */
enum Unit {
    MILLISECONDS("ms", 1e6),
    MICROSECONDS("µs", 1e3),
    NANOSECONDS("ns", 1),
    BYTES("B", 1),
    MEBIBYTES("MiB", 1 << 20),
    RATIO("×", 1),
    COUNT("", 1);

    private final String symbol;
    private final double size;

    Unit(String symbol, double size) {
        this.symbol = symbol;
        this.size = size;
    }

    String symbol() {
        return symbol;
    }

    /** Three digits, or all before the point. */
    String text(double value) {
        return digits(in(value));
    }

    /** The value as a number of this unit. */
    double in(double value) {
        return value / size;
    }

    /** The value that is so many of this unit. */
    double toBase(double number) {
        return number * size;
    }

    /** A whole number in groups of three digits. */
    static String whole(int number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }

    static String digits(double number) {
        double magnitude = Math.abs(number);
        int places = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + places + "f", number);
    }
}
