// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.Manifold;
import io.reeve.worker.WorkerFactory;
import java.util.List;
import org.osgi.framework.ServiceReference;

/**
 * The runners and engines that a service is for, as it names them itself.
 *
 * @param runners the names of the runners
 * @param engines the names of the engines
 */
record HostNames(List<String> runners, List<String> engines) {
    static HostNames in(ServiceReference<?> service) {
        PropertyReader reader = new PropertyReader(service::getProperty);
        return new HostNames(reader.list(WorkerFactory.WORKER_RUNNER), reader.list(Manifold.MANIFOLD_ENGINE));
    }

    boolean isEmpty() {
        return runners.isEmpty() && engines.isEmpty();
    }

    boolean contains(HostKind kind, String name) {
        return (switch (kind) {
                    case RUNNER -> runners;
                    case ENGINE -> engines;
                })
                .contains(name);
    }
}
