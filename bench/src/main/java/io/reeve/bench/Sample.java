// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One measured value.
 *
 * @param value nanoseconds, bytes or a ratio
 * @param bytes bytes allocated for each worker or operation; negative if not known
 */
record Sample(double value, double bytes) {
    private static final String PREFIX = "sample ";

    static Sample of(double value) {
        return new Sample(value, -1);
    }

    /** The value divided among operations. */
    Sample per(int operations) {
        return new Sample(value / operations, bytes < 0 ? bytes : bytes / operations);
    }

    /** Only the bytes divided. */
    Sample allocatedFor(int operations) {
        return new Sample(value, bytes < 0 ? bytes : bytes / operations);
    }

    /** How it goes from one process to the other. */
    String line() {
        return String.format(Locale.ROOT, PREFIX + "%.3f %.1f", value, bytes);
    }

    static Optional<Sample> parse(String line) {
        if (!line.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = line.substring(PREFIX.length()).split(" ", -1);
        return Optional.of(new Sample(Double.parseDouble(parts[0]), Double.parseDouble(parts[1])));
    }
}
