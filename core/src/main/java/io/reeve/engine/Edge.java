// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import io.reeve.dependency.Input;
import org.jspecify.annotations.Nullable;

/** That one node has another one as an input. Stands in the list of the input's dependents, where it leaves at once. */
final class Edge {
    final Node input;
    final Node dependent;
    final Input declared;

    /** Its place among the inputs of the dependent. */
    final int index;

    // Both guarded by the engine's lock.
    private @Nullable Edge previous;
    private @Nullable Edge next;

    Edge(Node input, Node dependent, Input declared, int index) {
        this.input = input;
        this.dependent = dependent;
        this.declared = declared;
        this.index = index;
    }

    boolean isOptional() {
        return declared.isOptional();
    }

    @Nullable
    Edge next() {
        return next;
    }

    void link() {
        next = input.dependents;
        if (next != null) {
            next.previous = this;
        }
        input.dependents = this;
    }

    void unlink() {
        if (previous == null) {
            input.dependents = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        previous = null;
        next = null;
    }
}
