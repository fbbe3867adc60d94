// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import io.reeve.supervise.Run;
import io.reeve.worker.Worker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of the worker of a manifold, against certain runs of its inputs. */
final class Incarnation extends Run {
    final Node node;
    final Blueprint blueprint;

    /**
     * What it was started from: one for each input of the blueprint, null for those that did not run. Empty once it has
     * ended. Written under the engine's lock.
     */
    volatile List<@Nullable Incarnation> inputs;

    /** How many others were started from it and have not ended. Guarded by the engine's lock. */
    int holders;

    /** Whether it is to be killed when there are no holders any more. Guarded by the engine's lock. */
    boolean killWhenFree;

    /** What the start function returned, for the outputs; the worker may stand for it. Written before that is known. */
    volatile @Nullable Worker product;

    Incarnation(
            Node node,
            Blueprint blueprint,
            List<@Nullable Incarnation> inputs,
            long generation,
            @Nullable Throwable previousFailure) {
        super(generation, previousFailure);
        this.node = node;
        this.blueprint = blueprint;
        this.inputs = inputs;
    }

    /** It is over, and nothing of what it ran may stay reachable. */
    void forget() {
        product = null;
        forgetWorker();
    }

    @Override
    public String id() {
        return node.name;
    }

    @Override
    public ClassLoader contextClassLoader() {
        return blueprint.spec().contextClassLoader();
    }

    @Override
    public boolean interruptible() {
        return blueprint.spec().interruptible();
    }
}
