// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.Arrays;

/**
 * The straight line through points by least squares.
 *
 * @param slope how much it rises per unit of x
 * @param intercept its height where x is zero
 * @param slopeError the standard error of the slope; zero for two points
 */
record Line(double slope, double intercept, double slopeError) {
    static Line through(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double together = 0;
        double alone = 0;
        for (int i = 0; i < x.length; i++) {
            together += (x[i] - meanX) * (y[i] - meanY);
            alone += (x[i] - meanX) * (x[i] - meanX);
        }
        double slope = together / alone;
        double intercept = meanY - slope * meanX;
        double rest = 0;
        for (int i = 0; i < x.length; i++) {
            double off = y[i] - intercept - slope * x[i];
            rest += off * off;
        }
        return new Line(slope, intercept, x.length > 2 ? Math.sqrt(rest / (x.length - 2) / alone) : 0);
    }

    double at(double x) {
        return intercept + slope * x;
    }
}
