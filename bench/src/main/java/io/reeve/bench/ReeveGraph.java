// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import io.reeve.dependency.Manifold;
import io.reeve.dependency.ManifoldBuilder;
import io.reeve.engine.DependencyEngine;
import io.reeve.engine.EngineParams;
import io.reeve.worker.WorkerStatus;
import java.time.Duration;
import java.util.stream.IntStream;

/** Manifolds of a {@link DependencyEngine} with its default executors; a change of an input is acted upon at once. */
final class ReeveGraph implements Graph {
    private final GraphPlan plan;
    private final Starts starts;
    private final Manifold[] manifolds;
    private final int[] leaves;
    private final DependencyEngine engine = DependencyEngine.start(
            EngineParams.builder("bench").bounceDelay(Duration.ZERO).build());

    ReeveGraph(GraphPlan plan, Starts starts) {
        this.plan = plan;
        this.starts = starts;
        manifolds = IntStream.range(0, plan.size()).mapToObj(this::manifold).toArray(Manifold[]::new);
        leaves = plan.leaves();
    }

    private Manifold manifold(int node) {
        ManifoldBuilder<IdleWorker> manifold = Manifold.starting(inputs -> {
            starts.called(node);
            return new IdleWorker();
        });
        plan.inputs(node).forEach(input -> manifold.needs(plan.name(input)));
        return manifold.build();
    }

    @Override
    public void installAll() throws InterruptedException {
        plan.order().forEach(node -> engine.install(plan.name(node), manifolds[node]));
        starts.await();
        awaitStarted(leaves);
    }

    /** A start function that was called need not have returned. */
    private void awaitStarted(int... nodes) {
        for (int i = nodes.length - 1; i >= Math.max(0, nodes.length - ReeveCrew.TAIL); i--) {
            String name = plan.name(nodes[i]);
            while (engine.status(name).orElseThrow().state() != WorkerStatus.State.STARTED) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void bounce(int node) throws InterruptedException {
        engine.bounce(plan.name(node));
        starts.await();
        awaitStarted(node == plan.root() ? leaves : new int[] {node});
    }

    @Override
    public void stopAll() throws Exception {
        engine.stop();
    }

    @Override
    public void close() throws Exception {
        engine.stop();
    }
}
