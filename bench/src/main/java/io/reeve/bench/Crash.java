// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

/** The error with which workers fail: on every side one without a stack trace. */
final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crash() {
        super("crash", null, false, false);
    }
}
