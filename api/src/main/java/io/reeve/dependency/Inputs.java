// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import io.reeve.worker.StartContext;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a start function of a manifold can reach: the outputs of the inputs that its manifold declared, and what
 * every start function is told. As a {@link StartContext}, {@link #runner()} is the name of the engine and
 * {@link #id()} the name of the manifold.
 *
 * <p>All inputs are those that ran when the start was decided. One that ends meanwhile stays what it is here; the
 * start is cancelled then, and made anew when its inputs are there again.
 *
 * <p><b>Threads.</b> May be used by any thread until the start function has returned; from then on every access to an
 * input fails with {@link InputsExpiredException}. A worker that wants something for longer keeps what it got.
 */
@ProviderType
public interface Inputs extends StartContext {
    /**
     * An output of a running input.
     *
     * @param <T> the type of the output
     * @param name a declared input
     * @param type the type of the output: one that the input offers, or a supertype of one
     * @return the output, never null
     * @throws MissingInputException if the name was not declared, the input does not run (which happens only to
     *     optional ones), or it offers no such output; a start that lets it through waits for a change of its inputs
     * @throws InputsExpiredException if the start function has returned
     * @throws RuntimeException what the function of the output threw
     */
    <T> T get(String name, Class<T> type);

    /**
     * An output of an optional input, if that runs.
     *
     * @param <T> the type of the output
     * @param name a declared input
     * @param type the type of the output
     * @return the output, or nothing if the input does not run
     * @throws MissingInputException if the name was not declared, or the running input offers no such output
     * @throws InputsExpiredException if the start function has returned
     */
    <T> Optional<T> find(String name, Class<T> type);

    /**
     * Demands that an input runs, without taking anything from it.
     *
     * @param name a declared input
     * @throws MissingInputException if the name was not declared or the input does not run
     * @throws InputsExpiredException if the start function has returned
     */
    void require(String name);

    /**
     * Whether an input runs.
     *
     * @param name a declared input
     * @return true if it does
     * @throws MissingInputException if the name was not declared
     * @throws InputsExpiredException if the start function has returned
     */
    boolean isRunning(String name);
}
