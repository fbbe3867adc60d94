// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong in a schedule.
 *
 * @param rule the rule that does not hold: two schedules fail alike if this is the same
 * @param detail what was seen
 * @param cause what was thrown; null if nothing was
 */
record Violation(String rule, String detail, @Nullable Throwable cause) {
    /** That something threw that must not. */
    static Violation thrown(String where, Throwable thrown) {
        if (thrown instanceof BrokenRule broken) {
            return new Violation(broken.rule(), broken.detail(), null);
        }
        return new Violation(where + " threw " + thrown.getClass().getName(), String.valueOf(thrown), thrown);
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? rule : rule + ": " + detail;
    }
}
