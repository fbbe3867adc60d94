// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import io.reeve.worker.Worker;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A node in a graph of workers: what it needs, how its worker is started from that, and what it offers to others.
 *
 * <p>An {@link Engine} starts the worker when all its inputs run, stops it when one of them ends, and starts it again
 * when they run again; inputs and outputs are asked for once, when the manifold is installed. {@link #starting} is the
 * short way to make one; a class of its own is as good.
 *
 * <p>In OSGi it is also the whiteboard service: register one with the property {@link #MANIFOLD_NAME}, and the engine
 * named by {@link #MANIFOLD_ENGINE} has it installed for as long as the service is registered.
 *
 * <p><b>Threads.</b> All methods are called on threads of the engine, and for one manifold never concurrently, except
 * for the functions of its outputs.
 */
@ConsumerType
@FunctionalInterface
public interface Manifold {
    /**
     * Service property: the name of the manifold, a string. Without it {@code service.pid} is taken, then
     * {@code component.name}; a service with none of them is refused.
     */
    String MANIFOLD_NAME = "manifold.name";

    /** Service property: the name of the engine that takes this manifold, a string; {@value #DEFAULT_ENGINE} if absent. */
    String MANIFOLD_ENGINE = "manifold.engine";

    /**
     * Service property: the names of the interfaces under which outputs are published as OSGi services while the
     * worker runs, one string or several; each must be the type of an output.
     */
    String MANIFOLD_PUBLISH = "manifold.publish";

    /**
     * Prefix of service properties for the services that {@link #MANIFOLD_PUBLISH} makes: they get what follows it as a
     * property of their own, so {@code publish.db=main} becomes {@code db=main}.
     */
    String PUBLISH_PREFIX = "publish.";

    /**
     * Service property: how long {@link #start} may take, a duration such as {@code 30s}; 0 for as long as it likes, and as
     * the engine says if absent. A change holds from the next installation on.
     */
    String MANIFOLD_START_TIMEOUT = "manifold.start.timeout";

    /**
     * Service property: how long a worker may take to end when it is asked to, a duration such as {@code 30s}; 0 for as
     * long as it likes, and as the engine says if absent. A change holds from the next installation on.
     */
    String MANIFOLD_STOP_TIMEOUT = "manifold.stop.timeout";

    /**
     * Service property: whether threads of the engine that are in code of the manifold may be interrupted, a boolean. As
     * the engine says if absent, which is true unless configured. A change holds from the next installation on.
     */
    String MANIFOLD_INTERRUPT = "manifold.interrupt";

    /**
     * Prefix of inputs that are OSGi services: it is followed by the name of an interface and, if wanted, a filter in
     * parentheses, as in {@code service:javax.sql.DataSource(db=main)}. Such an input runs while a matching service is
     * registered, of several the one with the highest ranking, and another one in its place is a bounce.
     */
    String SERVICE_PREFIX = "service:";

    /** The name of the engine that takes manifolds which name none. */
    String DEFAULT_ENGINE = "default";

    /**
     * What has to run before the worker can be started. An input may be installed later, or never.
     *
     * @return the inputs; a name that occurs twice counts once, and is required if one of them is
     */
    default List<Input> inputs() {
        return List.of();
    }

    /**
     * Starts the worker. The contract is that of {@link io.reeve.worker.WorkerFactory#start}, with inputs.
     *
     * @param inputs the outputs of the inputs, until this method returns
     * @return the running worker; null is a failure of this start
     * @throws Exception if it cannot be started: one of the {@link ManifoldSignal}s, anywhere in a chain of causes,
     *     says what should happen then; any other error means another attempt after a delay
     */
    Worker start(Inputs inputs) throws Exception;

    /**
     * Says what an end really means. Called with each end of a worker and each failure of a start, before anybody
     * else judges the error.
     *
     * @param error the error, or null for an end without one
     * @return the error that counts, or null for none; throwing counts as returning what was thrown
     */
    default @Nullable Throwable filter(@Nullable Throwable error) {
        return error;
    }

    /**
     * What this manifold offers to others.
     *
     * @return the outputs; of several that fit what is asked for, one of exactly that type is taken, or else the first
     */
    default List<Output<?>> outputs() {
        return List.of();
    }

    /**
     * A builder of a manifold around a start function.
     *
     * @param <W> the class of the workers
     * @param start the start function
     * @return a builder without inputs and outputs
     */
    static <W extends Worker> ManifoldBuilder<W> starting(Start<W> start) {
        return new ManifoldBuilder<>(start);
    }

    /**
     * A start function.
     *
     * @param <W> the class of the workers
     */
    @ConsumerType
    @FunctionalInterface
    interface Start<W extends Worker> {
        /**
         * Starts the worker, as {@link Manifold#start}.
         *
         * @param inputs the outputs of the inputs, until this method returns
         * @return the running worker
         * @throws Exception if it cannot be started
         */
        W start(Inputs inputs) throws Exception;
    }
}
