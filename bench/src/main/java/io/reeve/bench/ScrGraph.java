// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Components of Declarative Services in a real Felix; each needs the services of others. */
final class ScrGraph implements Graph {
    private final Starts starts;
    private final ComponentBundle components = new ComponentBundle(ScrNode.class);
    private final Container container;
    private final ServiceComponentRuntime runtime;

    private @Nullable Bundle bundle;

    ScrGraph(GraphPlan plan, Starts starts) throws Exception {
        this.starts = starts;
        ScrNode.tell(starts);
        plan.order().forEach(node -> components.add(node, plan.inputs(node)));
        container = Container.start(Container.SCR);
        runtime = container.service(ServiceComponentRuntime.class);
    }

    @Override
    public void installAll() throws Exception {
        bundle = container.install(components);
        bundle.start();
        starts.await();
    }

    @Override
    public void bounce(int node) throws InterruptedException, InvocationTargetException {
        ComponentDescriptionDTO component =
                runtime.getComponentDescriptionDTO(requireNonNull(bundle), ComponentBundle.name(node));
        runtime.disableComponent(component).getValue();
        runtime.enableComponent(component).getValue();
        starts.await();
    }

    @Override
    public void stopAll() throws Exception {
        requireNonNull(bundle).stop();
        ScrNode.requireNoneActive();
    }

    @Override
    public void close() throws Exception {
        container.close();
    }
}
