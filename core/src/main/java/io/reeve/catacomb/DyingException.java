// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

/**
 * Says that a {@link Catacomb} is dying, and nothing else: to let it leave the work function is a clean end of that
 * catacomb. Each catacomb has one of its own, without a stack trace; to another catacomb it is a misuse.
 */
public final class DyingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Catacomb catacomb;

    DyingException(Catacomb catacomb, String name) {
        super("catacomb '" + name + "' is dying", null, false, false);
        this.catacomb = catacomb;
    }

    boolean isOf(Catacomb other) {
        return catacomb == other;
    }
}
