// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import static java.util.Objects.requireNonNull;

/** Thrown by whoever sees that a rule of a simulated world does not hold; {@link World#fail} is how to. */
final class BrokenRule extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String rule;
    private final String detail;

    BrokenRule(String rule, String detail) {
        super(rule + ": " + detail);
        this.rule = requireNonNull(rule, "rule");
        this.detail = requireNonNull(detail, "detail");
    }

    String rule() {
        return rule;
    }

    String detail() {
        return detail;
    }
}
