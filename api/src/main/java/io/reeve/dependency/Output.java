// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import static java.util.Objects.requireNonNull;

import io.reeve.worker.Worker;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that a manifold offers to those that have it as an input, and how to get it from its worker.
 *
 * @param <T> the type under which it is offered
 * @param type that type
 * @param from called with the running worker that the manifold started, by whoever asks, on his thread, possibly
 *     concurrently; what it throws is thrown to him. It must not return null
 */
public record Output<T>(Class<T> type, Function<Worker, ? extends @Nullable T> from) {
    /**
     * Creates an output.
     *
     * @param type the type under which it is offered
     * @param from how to get it from the worker
     */
    public Output {
        requireNonNull(type, "type of an output");
        requireNonNull(from, "function of an output");
    }

    /**
     * An output that is the worker itself.
     *
     * @param <T> its type
     * @param type an interface or class that all workers of the manifold have
     * @return the output
     */
    public static <T> Output<T> worker(Class<T> type) {
        return new Output<>(type, type::cast);
    }
}
