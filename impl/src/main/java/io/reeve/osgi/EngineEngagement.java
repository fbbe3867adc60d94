// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.Manifold;
import io.reeve.engine.ManifoldSpec;

/**
 * A service in the hands of an engine. An engine asks a manifold for its inputs and outputs when it is installed, and
 * the board may not call foreign code when it installs one: so the service is got and asked before, on a thread for that.
 */
abstract class EngineEngagement extends Engagement implements Manifold {
    private final EngineHost engine;

    EngineEngagement(Board board, Offer offer, Place place, EngineHost engine) {
        super(board, offer, place, engine);
        this.engine = engine;
    }

    /** Gets the service, and asks it for all that {@link #inputs()} and {@link #outputs()} are to say. */
    abstract void ask() throws Exception;

    @Override
    void begin() {
        board.callers().execute(loader, this::introduce);
    }

    private void introduce() {
        try {
            warned("inputs and outputs have", () -> {
                ask();
                return true;
            });
        } catch (Throwable thrown) {
            board.unready(this, thrown);
            return;
        }
        board.ready(this);
    }

    @Override
    boolean handOver() {
        engine.engine.install(spec());
        return true;
    }

    @Override
    void revise() {
        engine.engine.revise(spec());
    }

    /** What the engine is told. */
    private ManifoldSpec spec() {
        Supervision supervision = supervision();
        return ManifoldSpec.builder(place.id, this)
                .contextClassLoader(loader)
                .startTimeout(supervision.startTimeout())
                .stopTimeout(supervision.stopTimeout())
                .interruptible(supervision.interruptible())
                .onRemoved(this::end)
                .build();
    }
}
