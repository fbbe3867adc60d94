// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import io.reeve.worker.Runner;
import java.util.List;
import java.util.stream.Stream;

/** Factories on the whiteboard of our bundles, under the runner that is there without any configuration. */
final class ReeveFleet implements Fleet {
    private final Container container;
    private final Runner runner;
    private final Published published;

    ReeveFleet(int size, Starts starts) throws Exception {
        List<String> bundles =
                Stream.concat(Container.SCR.stream(), Container.REEVE.stream()).toList();
        container = Container.start(bundles);
        runner = container.service(Runner.class);
        published = new Published(container.context(), size, starts);
    }

    @Override
    public void arrive() throws Exception {
        published.publish();
        List<String> ids = published.ids();
        for (String id : ids.subList(Math.max(0, ids.size() - ReeveCrew.TAIL), ids.size())) {
            runner.worker(id).get();
        }
    }

    @Override
    public void depart() throws InterruptedException {
        published.withdraw();
        while (!runner.workerIds().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws Exception {
        container.close();
    }
}
