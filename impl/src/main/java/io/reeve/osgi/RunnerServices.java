// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.event.FailureJournal;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * Runners as services. Registration calls foreign listeners, so it happens on a thread of its own; the order of
 * calls is kept.
 */
final class RunnerServices {
    private final BundleContext context;
    private final Executor executor;

    /** Owned by the executor's one thread. */
    private final Map<WorkerRunner, ServiceRegistration<?>> registrations = new HashMap<>();

    RunnerServices(BundleContext context, Executor executor) {
        this.context = context;
        this.executor = executor;
    }

    void offer(WorkerRunner runner) {
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(Map.of(
                Runner.RUNNER_NAME,
                runner.name(),
                Constants.SERVICE_DESCRIPTION,
                "Reeve runner '" + runner.name() + "'",
                Constants.SERVICE_VENDOR,
                "Reeve"));
        String[] interfaces = {Runner.class.getName(), Reporter.class.getName(), FailureJournal.class.getName()};
        executor.execute(() -> registrations.put(runner, context.registerService(interfaces, runner, properties)));
    }

    void withdraw(WorkerRunner runner) {
        executor.execute(() -> {
            ServiceRegistration<?> registration = registrations.remove(runner);
            if (registration != null) {
                registration.unregister();
            }
        });
    }
}
