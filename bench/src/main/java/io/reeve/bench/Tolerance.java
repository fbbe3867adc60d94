// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

/**
 * How far a value may rise during a soak and still be called flat.
 *
 * @param factor times what it was at the beginning
 * @param more and so much more
 */
record Tolerance(double factor, double more) {
    /** For what is not judged. */
    static final Tolerance ANY = new Tolerance(1, Double.POSITIVE_INFINITY);

    double limit(double before) {
        return before * factor + more;
    }
}
