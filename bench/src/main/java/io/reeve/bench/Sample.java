// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One measured value.
 *
 * @param value nanoseconds, bytes or a ratio
 * @param cpu nanoseconds of processor time of the whole process for each worker or operation, which other processes
 *     disturb less than the clock; negative if not known
 * @param bytes bytes allocated for each worker or operation; negative if not known
 * @param calls calls of a start function for each worker; negative if not counted
 */
record Sample(double value, double cpu, double bytes, double calls) {
    private static final String PREFIX = "sample ";

    static Sample of(double value) {
        return new Sample(value, -1, -1, -1);
    }

    /** The value divided among operations. */
    Sample per(int operations) {
        return new Sample(value / operations, share(cpu, operations), share(bytes, operations), calls);
    }

    /** Only what it cost divided. */
    Sample costing(int operations) {
        return new Sample(value, share(cpu, operations), share(bytes, operations), calls);
    }

    /** With so many calls of a start function for each worker. */
    Sample calling(double calls) {
        return new Sample(value, cpu, bytes, calls);
    }

    private static double share(double whole, int operations) {
        return whole < 0 ? whole : whole / operations;
    }

    /** How it goes from one process to the other. */
    String line() {
        return String.format(Locale.ROOT, PREFIX + "%.3f %.1f %.1f %.4f", value, cpu, bytes, calls);
    }

    static Optional<Sample> parse(String line) {
        if (!line.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = line.substring(PREFIX.length()).split(" ", -1);
        return Optional.of(new Sample(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3])));
    }
}
