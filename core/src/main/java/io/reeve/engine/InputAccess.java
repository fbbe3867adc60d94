// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.Input;
import io.reeve.dependency.InputsExpiredException;
import io.reeve.dependency.MissingInputException;
import io.reeve.dependency.Output;
import io.reeve.supervise.Ids;
import io.reeve.worker.BrokenWorkerException;
import io.reeve.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a start function can reach of its inputs. Once it has expired, nothing of them is reachable from here. May be
 * used by any thread.
 */
final class InputAccess {
    private final String owner;

    /** One for each input; null once expired. */
    private volatile @Nullable List<Source> sources;

    /** An input, with its worker and outputs if it ran when the start was decided. */
    private record Source(Input input, @Nullable Worker worker, List<Output<?>> outputs) {}

    InputAccess(String engine, Incarnation incarnation) {
        owner = "the inputs of manifold " + Ids.quote(incarnation.id()) + " of engine '" + engine + "'";
        List<Source> taken = new ArrayList<>();
        List<@Nullable Incarnation> inputs = incarnation.inputs;
        for (int i = 0; i < inputs.size(); i++) {
            Incarnation input = inputs.get(i);
            taken.add(new Source(
                    incarnation.blueprint.inputs().get(i),
                    input == null ? null : input.product,
                    input == null ? List.of() : input.blueprint.outputs()));
        }
        sources = taken;
    }

    void expire() {
        sources = null;
    }

    <T> T get(String name, Class<T> type) {
        return output(running(source(name)), type);
    }

    <T> Optional<T> find(String name, Class<T> type) {
        Source source = source(name);
        return source.worker == null ? Optional.empty() : Optional.of(output(source, type));
    }

    void require(String name) {
        running(source(name));
    }

    boolean isRunning(String name) {
        return source(name).worker != null;
    }

    static MissingInputException notRunning(String name) {
        return new MissingInputException('"' + name + "\" not running");
    }

    private Source source(String name) {
        List<Source> present = sources;
        if (present == null) {
            throw new InputsExpiredException(owner + " cannot be used any more, for " + Ids.quote(name)
                    + ": its start function has returned; keep what you get, not the inputs");
        }
        for (Source source : present) {
            if (source.input.name().equals(name)) {
                return source;
            }
        }
        throw new MissingInputException('"' + name + "\" not declared");
    }

    private static Source running(Source source) {
        if (source.worker == null) {
            throw notRunning(source.input.name());
        }
        return source;
    }

    private static <T> T output(Source source, Class<T> type) {
        Output<?> output = fitting(source, type);
        T value = type.cast(output.from().apply(requireNonNull(source.worker)));
        if (value == null) {
            throw new BrokenWorkerException(
                    "the output " + type.getName() + " of manifold " + Ids.quote(source.input.name()) + " is null",
                    null);
        }
        return value;
    }

    private static Output<?> fitting(Source source, Class<?> type) {
        Output<?> fitting = null;
        for (Output<?> output : source.outputs) {
            if (output.type() == type) {
                return output;
            }
            if (fitting == null && type.isAssignableFrom(output.type())) {
                fitting = output;
            }
        }
        if (fitting == null) {
            List<String> offered = source.outputs.stream()
                    .map(output -> output.type().getName())
                    .toList();
            throw new MissingInputException('"' + source.input.name() + "\" not exposed as " + type.getName()
                    + (offered.isEmpty() ? "; it has no outputs" : "; it offers " + String.join(", ", offered)));
        }
        return fitting;
    }
}
