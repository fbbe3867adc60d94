// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import static java.util.Objects.requireNonNull;

import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Manifold} around a start function. Not safe for use by several threads.
 *
 * @param <W> the class of the workers
 */
public final class ManifoldBuilder<W extends Worker> {
    private final Manifold.Start<W> start;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Output<?>> outputs = new ArrayList<>();
    private UnaryOperator<@Nullable Throwable> filter = error -> error;

    ManifoldBuilder(Manifold.Start<W> start) {
        this.start = requireNonNull(start, "start function");
    }

    /**
     * Adds a manifold that must run.
     *
     * @param name its name
     * @return this
     */
    public ManifoldBuilder<W> needs(String name) {
        return needs(Input.of(name));
    }

    /**
     * Adds a manifold that must run and offer an output.
     *
     * @param name its name
     * @param type the type of the output
     * @return this
     */
    public ManifoldBuilder<W> needs(String name, Class<?> type) {
        return needs(Input.of(name, type));
    }

    /**
     * Adds a manifold whose output is used while it runs.
     *
     * @param name its name
     * @param type the type of the output
     * @return this
     */
    public ManifoldBuilder<W> uses(String name, Class<?> type) {
        return needs(Input.of(name, type).optional());
    }

    /**
     * Adds an input.
     *
     * @param input the input
     * @return this
     */
    public ManifoldBuilder<W> needs(Input input) {
        inputs.add(requireNonNull(input, "input"));
        return this;
    }

    /**
     * Adds an output.
     *
     * @param <T> its type
     * @param type the type under which it is offered
     * @param from how to get it from a worker
     * @return this
     */
    @SuppressWarnings("unchecked") // every worker it is called with came from the start function
    public <T> ManifoldBuilder<W> offers(Class<T> type, Function<? super W, ? extends T> from) {
        requireNonNull(from, "function of an output");
        outputs.add(new Output<>(type, worker -> from.apply((W) worker)));
        return this;
    }

    /**
     * Sets what an end really means, as {@link Manifold#filter}.
     *
     * @param filter from the error that was met, or null, to the one that counts, or null
     * @return this
     */
    public ManifoldBuilder<W> filter(UnaryOperator<@Nullable Throwable> filter) {
        this.filter = requireNonNull(filter, "filter");
        return this;
    }

    /**
     * Builds the manifold.
     *
     * @return the manifold
     */
    public Manifold build() {
        return new BuiltManifold(start, List.copyOf(inputs), List.copyOf(outputs), filter);
    }

    private record BuiltManifold(
            Manifold.Start<?> function,
            List<Input> inputs,
            List<Output<?>> outputs,
            UnaryOperator<@Nullable Throwable> errorFilter)
            implements Manifold {
        @Override
        public Worker start(Inputs inputs) throws Exception {
            return function.start(inputs);
        }

        @Override
        public @Nullable Throwable filter(@Nullable Throwable error) {
            return errorFilter.apply(error);
        }
    }
}
