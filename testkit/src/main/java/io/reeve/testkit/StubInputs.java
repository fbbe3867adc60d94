// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.Inputs;
import io.reeve.dependency.MissingInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a start function in a test that has no engine: whatever the test says.
 *
 * <pre>{@code
 * Inputs inputs = StubInputs.of("client")
 *         .with("db", dataSource)
 *         .without("cache")
 *         .failing("clock", new MissingInputException("clock"));
 * Worker worker = manifold.start(inputs);
 * }</pre>
 *
 * <p>A name that the test did not mention is an {@link AssertionError}, and so is a type that none of its outputs has:
 * unlike in an engine, where both are signals of something missing, which a start function may handle. So a test finds
 * inputs that were not declared. Safe for use by any thread, once built.
 */
public final class StubInputs implements Inputs {
    private final String id;
    private final Map<String, Source> sources = new TreeMap<>();
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

    /** What is known of one name: an error, or its outputs, or that it does not run. */
    private record Source(boolean isRunning, @Nullable RuntimeException error, List<Object> outputs) {}

    private StubInputs(String id) {
        this.id = requireNonNull(id, "id");
    }

    /**
     * Inputs of a manifold, none yet.
     *
     * @param id the name of the manifold
     * @return the inputs
     */
    public static StubInputs of(String id) {
        return new StubInputs(id);
    }

    /**
     * Adds a running input.
     *
     * @param name its name
     * @param outputs its outputs, none of them null; the first one that has the type that is asked for is taken
     * @return this
     */
    public StubInputs with(String name, Object... outputs) {
        sources.put(name, new Source(true, null, List.of(outputs)));
        return this;
    }

    /**
     * Adds an input that is declared, but does not run.
     *
     * @param name its name
     * @return this
     */
    public StubInputs without(String name) {
        sources.put(name, new Source(false, null, List.of()));
        return this;
    }

    /**
     * Adds an input that fails when it is used.
     *
     * @param name its name
     * @param error what its use throws
     * @return this
     */
    public StubInputs failing(String name, RuntimeException error) {
        sources.put(name, new Source(true, requireNonNull(error, "error"), List.of()));
        return this;
    }

    /** Cancels the start, as an engine does when the manifold is to stop. */
    public void cancel() {
        cancelled.complete(null);
    }

    @Override
    public <T> T get(String name, Class<T> type) {
        return output(name, running(name), type);
    }

    @Override
    public <T> Optional<T> find(String name, Class<T> type) {
        Source source = source(name);
        return source.isRunning ? Optional.of(output(name, source, type)) : Optional.empty();
    }

    @Override
    public void require(String name) {
        running(name);
    }

    @Override
    public boolean isRunning(String name) {
        return source(name).isRunning;
    }

    private Source source(String name) {
        Source source = sources.get(name);
        if (source == null) {
            throw new AssertionError("unexpected input \"" + name + "\" of manifold '" + id + "'; the test has "
                    + (sources.isEmpty() ? "none" : String.join(", ", sources.keySet())));
        }
        if (source.error != null) {
            throw source.error;
        }
        return source;
    }

    private Source running(String name) {
        Source source = source(name);
        if (!source.isRunning) {
            throw new MissingInputException('"' + name + "\" not running");
        }
        return source;
    }

    private static <T> T output(String name, Source source, Class<T> type) {
        for (Object output : source.outputs) {
            if (type.isInstance(output)) {
                return type.cast(output);
            }
        }
        throw new AssertionError(
                "none of the outputs of \"" + name + "\" is a " + type.getName() + ": " + source.outputs);
    }

    @Override
    public String runner() {
        return "stub";
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long generation() {
        return 1;
    }

    @Override
    public Optional<Throwable> previousFailure() {
        return Optional.empty();
    }

    @Override
    public boolean isCancelled() {
        return cancelled.isDone();
    }

    @Override
    public CompletionStage<Void> cancelled() {
        return cancelled.minimalCompletionStage();
    }
}
