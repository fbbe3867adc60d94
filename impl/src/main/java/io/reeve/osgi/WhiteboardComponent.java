// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.Manifold;
import io.reeve.worker.FailurePolicy;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.event.RunnerListener;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Tells the board of the services that concern it. Immediate, so that they are noticed with nobody asking. */
@Component(
        name = "io.reeve.whiteboard",
        service = {},
        immediate = true)
public final class WhiteboardComponent {
    private final Board board;

    /** False once the component goes: then all services are unbound, which is no reason to wait for each. */
    private volatile boolean active = true;

    /**
     * For the component runtime.
     *
     * @param board the board
     */
    @Activate
    public WhiteboardComponent(@Reference Board board) {
        this.board = board;
    }

    @Deactivate
    void deactivate() {
        active = false;
        board.allDeparted();
    }

    @Reference(
            service = WorkerFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "changedFactory")
    void bindFactory(ServiceReference<WorkerFactory> factory) {
        board.arrived(WhiteboardChannel.FACTORIES, factory);
    }

    void changedFactory(ServiceReference<WorkerFactory> factory) {
        board.changed(WhiteboardChannel.FACTORIES, factory);
    }

    void unbindFactory(ServiceReference<WorkerFactory> factory) {
        board.departed(WhiteboardChannel.FACTORIES, factory, active);
    }

    @Reference(
            service = Manifold.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "changedManifold")
    void bindManifold(ServiceReference<Manifold> manifold) {
        board.arrived(WhiteboardChannel.MANIFOLDS, manifold);
    }

    void changedManifold(ServiceReference<Manifold> manifold) {
        board.changed(WhiteboardChannel.MANIFOLDS, manifold);
    }

    void unbindManifold(ServiceReference<Manifold> manifold) {
        board.departed(WhiteboardChannel.MANIFOLDS, manifold, active);
    }

    @Reference(
            service = FailurePolicy.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindPolicy(ServiceReference<FailurePolicy> policy) {
        board.policies().add(policy);
    }

    void unbindPolicy(ServiceReference<FailurePolicy> policy) {
        board.policies().remove(policy);
    }

    @Reference(
            service = RunnerListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "changedListener")
    void bindListener(ServiceReference<RunnerListener> listener) {
        board.listeners().add(listener);
    }

    void changedListener(ServiceReference<RunnerListener> listener) {
        board.listeners().changed(listener);
    }

    void unbindListener(ServiceReference<RunnerListener> listener) {
        board.listeners().remove(listener);
    }
}
