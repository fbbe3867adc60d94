// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a manifold needs of another one.
 *
 * @param name the name of the manifold that it needs
 * @param type the type of the output that it takes from it; null if it only needs it to run
 * @param isOptional whether it can be started without it
 */
public record Input(String name, @Nullable Class<?> type, boolean isOptional) {
    /**
     * Creates an input; the factory methods read better.
     *
     * @param name the name of the manifold that is needed
     * @param type the type of the output, or null
     * @param isOptional whether it can be done without
     */
    public Input {
        requireNonNull(name, "name of an input");
    }

    /**
     * A manifold that must run, whatever it offers.
     *
     * @param name its name
     * @return the input
     */
    public static Input of(String name) {
        return new Input(name, null, false);
    }

    /**
     * A manifold that must run and offer an output.
     *
     * @param name its name
     * @param type the type of the output
     * @return the input
     */
    public static Input of(String name, Class<?> type) {
        return new Input(name, requireNonNull(type, "type of an input"), false);
    }

    /**
     * The same input, but one that can be done without: the worker is started also while there is none, and started
     * again when it comes.
     *
     * @return the optional input
     */
    public Input optional() {
        return new Input(name, type, true);
    }
}
