// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/**
 * What Reeve is to reach: a median of at most so many times a yardstick.
 *
 * @param factor how many times
 * @param yardstick what it is measured against
 */
record Target(double factor, Yardstick yardstick) {
    /** What a median can be measured against. */
    enum Yardstick {
        /** The unit of the workload. */
        UNIT(""),
        /** The floor, in the same run. */
        FLOOR("floor"),
        /** The best peer, in the same run. */
        BEST_PEER("best peer"),
        /** The same work with the least {@code N}. */
        LEAST_N("least N");

        private final String text;

        Yardstick(String text) {
            this.text = text;
        }
    }

    String text(Unit unit) {
        String number = new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(factor);
        if (yardstick == Yardstick.UNIT) {
            return "≤ " + number + (unit == Unit.RATIO ? "" : " " + unit.symbol());
        }
        return "≤ " + number + " × " + yardstick.text;
    }
}
