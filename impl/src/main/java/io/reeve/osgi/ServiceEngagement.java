// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.Inputs;
import io.reeve.dependency.Output;
import io.reeve.worker.Worker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A service that manifolds have as an input, in the hands of their engine: up for as long as it may be used. Its output
 * has the class of the service object, so it fits whatever interface of that a manifold asks for, and none of the same
 * name from another class space.
 */
final class ServiceEngagement extends EngineEngagement {
    /** Written once, before it is handed over. */
    private volatile List<Output<?>> outputs = List.of();

    ServiceEngagement(Board board, Offer offer, Place place, EngineHost engine) {
        super(board, offer, place, engine);
    }

    @Override
    void ask() {
        Object object = service();
        if (object == null) {
            throw new IllegalStateException("the framework does not give out " + offer.describe());
        }
        outputs = List.of(output(object.getClass(), object));
    }

    private static <T> Output<T> output(Class<T> type, Object object) {
        return new Output<>(type, use -> type.cast(object));
    }

    @Override
    public List<Output<?>> outputs() {
        return outputs;
    }

    @Override
    public Worker start(Inputs inputs) {
        return new Use();
    }

    /** That the service is there; the engine kills it when the service is to go and nobody runs against it. */
    private static final class Use implements Worker {
        private final CompletableFuture<Void> completion = new CompletableFuture<>();

        @Override
        public void kill() {
            completion.complete(null);
        }

        @Override
        public CompletionStage<Void> completion() {
            return completion;
        }
    }
}
