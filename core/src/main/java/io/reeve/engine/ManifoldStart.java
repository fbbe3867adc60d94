// SPDX-License-Identifier: Apache-2.0
package io.reeve.engine;

import io.reeve.dependency.Inputs;
import io.reeve.supervise.Calls;
import io.reeve.supervise.StartCall;
import io.reeve.supervise.Supervisor;
import io.reeve.worker.Worker;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One call of the start function of a manifold; at once the inputs that it is given. */
final class ManifoldStart extends StartCall<Incarnation> implements Inputs {
    private final InputAccess access;
    private final UnaryOperator<Worker> stand;

    /** {@code stand} gives what is supervised in place of a worker. */
    ManifoldStart(
            Supervisor<Incarnation> supervisor, Calls calls, Incarnation incarnation, UnaryOperator<Worker> stand) {
        super(supervisor, calls, incarnation);
        this.access = new InputAccess(supervisor.name(), incarnation);
        this.stand = stand;
    }

    @Override
    protected @Nullable Worker start() throws Exception {
        try {
            Worker product = incarnation().blueprint.spec().manifold().start(this);
            incarnation().product = product;
            return product == null ? null : stand.apply(product);
        } finally {
            access.expire();
        }
    }

    @Override
    public <T> T get(String name, Class<T> type) {
        return access.get(name, type);
    }

    @Override
    public <T> Optional<T> find(String name, Class<T> type) {
        return access.find(name, type);
    }

    @Override
    public void require(String name) {
        access.require(name);
    }

    @Override
    public boolean isRunning(String name) {
        return access.isRunning(name);
    }
}
