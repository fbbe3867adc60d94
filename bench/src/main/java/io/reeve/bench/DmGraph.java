// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.felix.dm.Component;
import org.apache.felix.dm.DependencyManager;
import org.osgi.framework.FrameworkUtil;

/** Components of a {@link DependencyManager} in a real Felix; each needs the services of others. */
final class DmGraph implements Graph {
    private final GraphPlan plan;
    private final Starts starts;
    private final Container container;
    private final DependencyManager manager;
    private final Component[] components;
    private final AtomicInteger active = new AtomicInteger();

    DmGraph(GraphPlan plan, Starts starts) throws Exception {
        this.plan = plan;
        this.starts = starts;
        container = Container.start(List.of());
        manager = new DependencyManager(container.context());
        components = IntStream.range(0, plan.size()).mapToObj(this::component).toArray(Component[]::new);
    }

    /** The manager finds its methods by their names. */
    private final class Node {
        private final int number;

        Node(int number) {
            this.number = number;
        }

        @SuppressWarnings("unused")
        void start() {
            active.incrementAndGet();
            starts.called(number);
        }

        @SuppressWarnings("unused")
        void stop() {
            active.decrementAndGet();
        }
    }

    private Component component(int node) {
        Component component = manager.createComponent()
                .setImplementation(new Node(node))
                .setInterface(Node.class.getName(), FrameworkUtil.asDictionary(Map.of(ComponentBundle.NODE, node)));
        plan.inputs(node)
                .forEach(input -> component.add(manager.createServiceDependency()
                        .setService(Node.class, "(" + ComponentBundle.NODE + "=" + input + ")")
                        .setAutoConfig(false)
                        .setRequired(true)));
        return component;
    }

    @Override
    public void installAll() throws InterruptedException {
        plan.order().forEach(node -> manager.add(components[node]));
        starts.await();
    }

    @Override
    public void bounce(int node) throws InterruptedException {
        manager.remove(components[node]);
        manager.add(components[node]);
        starts.await();
    }

    @Override
    public void stopAll() {
        manager.clear();
        if (active.get() != 0) {
            throw new IllegalStateException(active + " are still active");
        }
    }

    @Override
    public void close() throws Exception {
        container.close();
    }
}
