// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.itest.Container;
import io.reeve.itest.Shell;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.WorkerStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Ten thousand workers that crash as soon as they are started, and whom it must not concern. */
final class OverloadIT {
    private static final int CROWD = 10_000;
    private static final Duration TIME = Duration.ofSeconds(8);

    /** Only that nobody is starved; what it really takes is printed. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    /** Held strongly, since its level is set. */
    private final Logger root = Logger.getLogger("");

    @TempDir
    Path storage;

    private Container container;

    @BeforeEach
    void start() throws Exception {
        container = Container.start(storage, Map.of());
        container.addHealthBundles();
        // The tests' recorder keeps every line; who writes logs to a file has the folding of the log for that.
        root.setLevel(Level.OFF);
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
        root.setLevel(Level.INFO);
    }

    @Test
    @DisplayName("while 10 000 workers crash and are restarted without delay, shell, health and other workers answer")
    void crashLoops() throws Exception {
        crowd("0");
        long begun = System.nanoTime();
        container.bundle("io.reeve.impl").stop();
        departed("0", begun);
    }

    @Test
    @DisplayName("so do they with a delay of a hundredth of a second")
    void crashLoopsWithDelay() throws Exception {
        List<ServiceRegistration<WorkerFactory>> crowd = crowd("10ms");
        long begun = System.nanoTime();
        crowd.forEach(ServiceRegistration::unregister);
        eventually(
                "all but the steady one are gone",
                () -> runner().workerIds().size() == 1
                        && runner().status("steady").isPresent());
        departed("10ms", begun);
    }

    private List<ServiceRegistration<WorkerFactory>> crowd(String delay) throws Exception {
        LongAdder crashes = new LongAdder();
        publish("steady", "3s", context -> new Obedient());
        List<ServiceRegistration<WorkerFactory>> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(publish("crasher-" + i, delay, context -> {
                crashes.increment();
                throw new IllegalStateException("on purpose");
            }));
        }
        Percentiles list = new Percentiles("worker:list");
        Percentiles why = new Percentiles("worker:why");
        Percentiles health = new Percentiles("health check");
        Percentiles newcomer = new Percentiles("start of another worker");
        Percentiles restart = new Percentiles("restart of another one");
        Percentiles report = new Percentiles("report of another one");
        long before = crashes.sum();
        long begin = System.nanoTime();
        for (int i = 0; i < 10 || System.nanoTime() - begin < TIME.toNanos(); i++) {
            String id = "newcomer-" + i;
            String crasher = "crasher-" + i % CROWD;
            assertThat(list.measure(() -> type("worker:list")).lines().count()).isGreaterThan(CROWD);
            assertThat(why.measure(() -> type("worker:why " + crasher))).contains("on purpose");
            assertThat(health.measure(() -> service(HealthCheck.class).execute()))
                    .isNotNull();
            ServiceRegistration<WorkerFactory> service = newcomer.measure(() -> {
                ServiceRegistration<WorkerFactory> published = publish(id, "3s", context -> new Obedient());
                runner().worker(id).get(1, TimeUnit.MINUTES);
                return published;
            });
            restart.measure(() -> {
                long generation = runner().status(id).orElseThrow().generation();
                runner().restartWorker(id);
                return eventually(
                        id + " runs again",
                        () -> runner().status(id).orElseThrow(),
                        status -> status.state() == WorkerStatus.State.STARTED && status.generation() > generation);
            });
            assertThat(report.measure(
                            () -> ((Reporter) runner().worker("steady").get(1, TimeUnit.MINUTES)).report()))
                    .isNotEmpty();
            service.unregister();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<Percentiles> all = List.of(list, why, health, newcomer, restart, report);
        System.out.printf("overload, delay %s: %.0f crashes a second%n", delay, (crashes.sum() - before) / seconds);
        all.forEach(System.out::println);

        assertThat(all).allMatch(kind -> kind.percentile(95).compareTo(BOUND) < 0);
        assertThat(runner().status("steady").orElseThrow().generation()).isEqualTo(1);
        return crowd;
    }

    private static void departed(String delay, long begun) {
        System.out.printf("overload, delay %s: all gone after %.1f s%n", delay, (System.nanoTime() - begun) / 1e9);
    }

    private ServiceRegistration<WorkerFactory> publish(String id, String delay, WorkerFactory factory) {
        return container
                .context()
                .registerService(
                        WorkerFactory.class,
                        factory,
                        FrameworkUtil.asDictionary(
                                Map.of(WorkerFactory.WORKER_ID, id, WorkerFactory.WORKER_RESTART_DELAY, delay)));
    }

    private Runner runner() {
        return service(Runner.class);
    }

    private <S> S service(Class<S> type) {
        return container.context().getService(container.context().getServiceReference(type));
    }

    private String type(String line) throws Exception {
        return Shell.run(service(CommandProcessor.class), line);
    }

    /** Ends when it is killed, and reports. */
    private static final class Obedient implements Worker, Reporter {
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        @Override
        public void kill() {
            end.complete(null);
        }

        @Override
        public CompletionStage<Void> completion() {
            return end;
        }

        @Override
        public Map<String, Object> report() {
            return Map.of("well", true);
        }
    }
}
