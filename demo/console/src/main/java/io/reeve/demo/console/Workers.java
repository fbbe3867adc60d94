// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.console;

import io.reeve.dependency.Engine;
import io.reeve.dependency.Manifold;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The workers of the example bundles, as the console needs to know them. */
final class Workers {
    private static final long PERIOD_MILLIS = 10;

    private Workers() {}

    /** The ids of all published factories. */
    static List<String> ids(BundleContext context) {
        return references(context, WorkerFactory.class).stream()
                .map(reference -> String.valueOf(reference.getProperty(WorkerFactory.WORKER_ID)))
                .sorted()
                .toList();
    }

    /** The names of the bundles that publish them. */
    static List<String> bundles(BundleContext context) {
        return references(context, WorkerFactory.class).stream()
                .map(reference -> reference.getBundle().getSymbolicName())
                .distinct()
                .sorted()
                .toList();
    }

    /** The names of all published manifolds. */
    static List<String> manifolds(BundleContext context) {
        return references(context, Manifold.class).stream()
                .map(reference -> String.valueOf(reference.getProperty(Manifold.MANIFOLD_NAME)))
                .sorted()
                .toList();
    }

    /** Waits until the first command finds all workers started; after the given time it goes on without. */
    static void awaitStarted(BundleContext context, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!isEverythingStarted(context) && System.nanoTime() - deadline < 0) {
            Thread.sleep(PERIOD_MILLIS);
        }
    }

    private static boolean isEverythingStarted(BundleContext context) {
        return started(context).containsAll(ids(context)) && running(context).containsAll(manifolds(context));
    }

    private static Set<String> running(BundleContext context) {
        Set<String> running = new HashSet<>();
        for (ServiceReference<Engine> reference : references(context, Engine.class)) {
            Engine engine = context.getService(reference);
            if (engine != null) {
                engine.statuses().stream()
                        .filter(status -> status.state() == WorkerStatus.State.STARTED)
                        .forEach(status -> running.add(status.name()));
                context.ungetService(reference);
            }
        }
        return running;
    }

    private static Set<String> started(BundleContext context) {
        return references(context, Runner.class).stream()
                .flatMap(reference -> statuses(context, reference).stream())
                .filter(status -> status.state() == WorkerStatus.State.STARTED)
                .map(WorkerStatus::id)
                .collect(Collectors.toSet());
    }

    private static List<WorkerStatus> statuses(BundleContext context, ServiceReference<Runner> reference) {
        Runner runner = context.getService(reference);
        try {
            return runner == null ? List.of() : runner.statuses();
        } finally {
            context.ungetService(reference);
        }
    }

    private static <S> Collection<ServiceReference<S>> references(BundleContext context, Class<S> type) {
        try {
            return context.getServiceReferences(type, null);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError("there is no filter", e);
        }
    }
}
