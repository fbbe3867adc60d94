// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.simulation;

/** An error of simulated code, which says itself what it means. */
final class Boom extends Exception {
    private static final long serialVersionUID = 1L;

    final boolean isFatal;
    final int weight;

    Boom(String what, boolean isFatal, int weight) {
        super(what + (isFatal ? " (fatal, weight " + weight + ")" : ""), null, true, false);
        this.isFatal = isFatal;
        this.weight = weight;
    }

    static boolean isFatal(Throwable error) {
        return error instanceof Boom boom && boom.isFatal;
    }

    static int weight(Throwable error) {
        return error instanceof Boom boom ? boom.weight : 0;
    }
}
