// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static java.util.Objects.requireNonNull;

import io.reeve.dependency.Input;
import io.reeve.dependency.Inputs;
import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldSignal;
import io.reeve.dependency.Output;
import io.reeve.worker.Worker;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A manifold service in the hands of an engine; publishes outputs while the worker runs. */
final class ManifoldEngagement extends EngineEngagement {
    /** What the manifold said when it was asked; written once, before it is handed over. */
    private volatile List<Input> inputs = List.of();

    private volatile List<Output<?>> outputs = List.of();

    /** What is published of the present worker. */
    private volatile @Nullable Publication publication;

    ManifoldEngagement(Board board, Offer offer, Place place, EngineHost engine) {
        super(board, offer, place, engine);
    }

    @Override
    void ask() {
        Manifold manifold = manifold();
        List<Input> askedInputs = List.copyOf(requireNonNull(manifold.inputs(), "inputs() returned null"));
        List<Output<?>> askedOutputs = List.copyOf(requireNonNull(manifold.outputs(), "outputs() returned null"));
        for (String type : offer.properties.publishing().types()) {
            if (askedOutputs.stream()
                    .noneMatch(output -> output.type().getName().equals(type))) {
                throw new IllegalArgumentException(Manifold.MANIFOLD_PUBLISH + " names " + Log.quote(type)
                        + ", which is not the type of an output; these are "
                        + askedOutputs.stream()
                                .map(output -> output.type().getName())
                                .toList());
            }
        }
        inputs = askedInputs;
        outputs = askedOutputs;
    }

    private Manifold manifold() {
        if (service() instanceof Manifold manifold) {
            return manifold;
        }
        throw new IllegalStateException("the framework does not give out the service of " + offer.describe());
    }

    /** The class that is declared for an input. */
    Optional<Class<?>> typeOf(String input) {
        return inputs.stream()
                .filter(declared -> declared.name().equals(input))
                .<Class<?>>mapMulti((declared, types) -> {
                    Class<?> type = declared.type();
                    if (type != null) {
                        types.accept(type);
                    }
                })
                .findFirst();
    }

    @Override
    void revise() {
        super.revise();
        Publication present = publication;
        if (present != null) {
            board.callers().execute(loader, present::revise);
        }
    }

    // ---- what the engine sees

    @Override
    public List<Input> inputs() {
        return inputs;
    }

    @Override
    public List<Output<?>> outputs() {
        return outputs.stream()
                .<Output<?>>map(ManifoldEngagement::ofWorkerInside)
                .toList();
    }

    private static <T> Output<T> ofWorkerInside(Output<T> output) {
        return new Output<>(
                output.type(),
                worker ->
                        output.from().apply(worker instanceof PublishedWorker published ? published.inside() : worker));
    }

    @Override
    public Worker start(Inputs inputs) throws Exception {
        Worker worker;
        try {
            worker = warned("start function has", () -> manifold().start(inputs));
        } catch (Throwable thrown) {
            if (!inputs.isCancelled() && ManifoldSignal.in(thrown) == null) {
                complain("its start function failed", thrown);
            }
            throw thrown;
        }
        if (worker == null) {
            complain("its start function returned null instead of a worker", null);
        }
        return worker == null || offer.properties.publishing().isNothing() ? worker : published(worker);
    }

    private Worker published(Worker worker) {
        Publication started = new Publication(this);
        PublishedWorker published = PublishedWorker.of(worker, started);
        publication = started;
        try {
            started.publish(worker, outputs);
        } catch (Throwable thrown) {
            complain("its outputs could not be published", thrown);
            published.fail(thrown);
        }
        return published;
    }

    @Override
    public @Nullable Throwable filter(@Nullable Throwable error) {
        return manifold().filter(error);
    }
}
