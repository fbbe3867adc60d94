// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import io.reeve.supervise.Abandonment;
import io.reeve.supervise.Deadline;
import io.reeve.supervise.Run;
import io.reeve.supervise.Timeouts;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of the worker of a manifold, against certain runs of its inputs. */
final class Incarnation extends Run {
    final Node node;
    final Blueprint blueprint;

    /**
     * What it was started from: one for each input of the blueprint, null for those that did not run. Empty once it has
     * ended, or is abandoned. Written under the engine's lock.
     */
    volatile List<@Nullable Incarnation> inputs;

    /** How many others were started from it and have neither ended nor been abandoned. Guarded by the engine's lock. */
    int holders;

    /** Whether it counts as live in its engine. Guarded by the engine's lock. */
    boolean counted;

    /** Whether it is to be killed when there are no holders any more. Guarded by the engine's lock. */
    boolean killWhenFree;

    /** The time that it has for what it is doing; null if that is not limited. Guarded by the engine's lock. */
    @Nullable
    Deadline<Incarnation> deadline;

    /** Whether its start was cancelled since it took too long. Guarded by the engine's lock. */
    boolean startOverdue;

    /** When it was asked to end: with ordered stop later than that was decided. Guarded by the engine's lock. */
    @Nullable
    Instant asked;

    /** Whether it was asked to end, and did not in time. Guarded by the engine's lock. */
    boolean stopOverdue;

    /** Null unless it was abandoned. Guarded by the engine's lock. */
    @Nullable
    Abandonment abandonment;

    /** What the start function returned, for the outputs; the worker may stand for it. Written before that is known. */
    volatile @Nullable Worker product;

    Incarnation(
            Node node,
            Blueprint blueprint,
            List<@Nullable Incarnation> inputs,
            long generation,
            @Nullable Throwable previousFailure) {
        super(generation, previousFailure, blueprint.spec().interruptible());
        this.node = node;
        this.blueprint = blueprint;
        this.inputs = inputs;
    }

    /** It is over, and nothing of what it ran may stay reachable. */
    void forget() {
        product = null;
        abandonment = null;
        forgetWorker();
    }

    /** Whether it takes longer than it may. With the engine's lock held. */
    boolean isOverdue() {
        return startOverdue || stopOverdue;
    }

    /** How long ago it was asked to end. With the engine's lock held. */
    Duration waited(Instant now) {
        return asked == null ? Duration.ZERO : Duration.between(asked, now);
    }

    /** How long it may take, in an engine that says {@code common}. */
    Timeouts timeouts(Timeouts common) {
        return blueprint.spec().timeouts().within(common);
    }

    @Override
    public String id() {
        return node.name;
    }

    @Override
    public ClassLoader contextClassLoader() {
        return blueprint.spec().contextClassLoader();
    }
}
