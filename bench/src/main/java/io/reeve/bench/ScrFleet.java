// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import static java.util.Objects.requireNonNull;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** Components of Declarative Services that need nothing, all of them in one bundle that comes and goes. */
final class ScrFleet implements Fleet {
    private final int size;
    private final Starts starts;
    private final ComponentBundle components = new ComponentBundle(ScrNode.class);
    private final Container container;

    private @Nullable Bundle bundle;

    ScrFleet(int size, Starts starts) throws Exception {
        this.size = size;
        this.starts = starts;
        ScrNode.tell(starts);
        for (int i = 0; i < size; i++) {
            components.add(i, IntStream.empty());
        }
        container = Container.start(Container.SCR);
    }

    @Override
    public void arrive() throws Exception {
        starts.expect(IntStream.range(0, size).toArray());
        bundle = container.install(components);
        bundle.start();
        starts.await();
    }

    @Override
    public void depart() throws Exception {
        requireNonNull(bundle).uninstall();
        ScrNode.requireNoneActive();
    }

    @Override
    public void close() throws Exception {
        container.close();
    }
}
