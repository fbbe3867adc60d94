// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.itest.fixture.beacon.BeaconActivator;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

/** The class loaders of factory bundles: when they are the context, and that they are let go. */
final class ClassLoaderIT {

    private static final int CYCLES = 100;

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("OC-27 after 100 updates and refreshes of a factory bundle every old class loader is collected "
            + "and no thread of ours is left in its name")
    void oldLoadersAreCollected() throws Exception {
        FixtureBundle beacon = FixtureBundle.activatedBy("test.beacon", BeaconActivator.class);
        Bundle bundle = felix.bundle(beacon);
        OldLoaders old = new OldLoaders();
        for (int i = 0; i < CYCLES; i++) {
            felix.awaitStarted("test.beacon");
            eventually(
                    "the other one fails",
                    () -> felix.runner()
                            .status("test.beacon-dark")
                            .filter(dark -> dark.lastFailure() != null)
                            .isPresent());
            assertThat(felix.runner().report().toString()).contains("GREEN");
            old.add(bundle);

            bundle.update(beacon.jar());
            felix.refresh(bundle);
        }
        bundle.uninstall();
        felix.refresh(bundle);

        old.awaitCollected();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("beacon"));
    }

    @Test
    @DisplayName("OC-28 the context class loader in start, kill and report is that of the factory's bundle")
    void contextIsTheBundles() throws Exception {
        Bundle bundle = felix.bundle();
        Map<String, ClassLoader> seen = new ConcurrentHashMap<>();
        WorkerFactory factory = context -> {
            seen.put("start", Thread.currentThread().getContextClassLoader());
            return new Witness(seen);
        };
        ServiceRegistration<WorkerFactory> service = felix.publish(bundle, factory, Map.of("worker.id", "witness"));
        felix.awaitStarted("witness");
        felix.runner().report();
        ClassLoader expected = OldLoaders.loaderOf(bundle);

        service.unregister();
        felix.awaitGone("witness");

        assertThat(seen)
                .containsOnly(Map.entry("start", expected), Map.entry("report", expected), Map.entry("kill", expected));
    }

    @Test
    @DisplayName("OC-28 the context class loader of whoever announces, asks or stops is as it was")
    void callersContextIsPutBack() throws Exception {
        ClassLoader mine = new ClassLoader(null) {};
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(mine);
        try {
            ServiceRegistration<WorkerFactory> service =
                    felix.publish(context -> new Witness(new ConcurrentHashMap<>()), Map.of("worker.id", "witness"));
            felix.awaitStarted("witness");
            assertThat(current.getContextClassLoader()).isSameAs(mine);
            felix.runner().report();
            assertThat(current.getContextClassLoader()).isSameAs(mine);
            felix.runner().restartWorker("witness");
            assertThat(current.getContextClassLoader()).isSameAs(mine);
            service.unregister();
            assertThat(current.getContextClassLoader()).isSameAs(mine);
        } finally {
            current.setContextClassLoader(before);
        }
    }

    @Test
    @DisplayName("OC-28 no thread keeps the context class loader of its creator or of a factory")
    void noThreadKeepsAContext() throws Exception {
        ClassLoader mine = new ClassLoader(null) {};
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(mine);
        Bundle bundle = felix.bundle();
        ClassLoader bundles = OldLoaders.loaderOf(bundle);
        try {
            for (int i = 0; i < 20; i++) {
                felix.publish(
                        bundle,
                        context -> {
                            Thread.currentThread().setContextClassLoader(bundles);
                            return new Witness(new ConcurrentHashMap<>());
                        },
                        Map.of("worker.id", "witness-" + i));
            }
            for (int i = 0; i < 20; i++) {
                felix.awaitStarted("witness-" + i);
            }
        } finally {
            current.setContextClassLoader(before);
        }

        eventually(
                "no thread has either as context",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getContextClassLoader)
                        .noneMatch(loader -> loader == mine || loader == bundles));
    }

    /** Remembers the context class loader with which it was called. */
    private static final class Witness implements Worker, Reporter {
        private final Map<String, ClassLoader> seen;
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        Witness(Map<String, ClassLoader> seen) {
            this.seen = seen;
        }

        @Override
        public void kill() {
            seen.put("kill", Thread.currentThread().getContextClassLoader());
            end.complete(null);
        }

        @Override
        public CompletionStage<Void> completion() {
            return end;
        }

        @Override
        public Map<String, Object> report() {
            seen.put("report", Thread.currentThread().getContextClassLoader());
            return Map.of();
        }
    }
}
