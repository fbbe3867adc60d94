// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.WorkerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of workers that do not end, seen in the log of a board whose factories depart. */
@Timeout(120)
class SurvivorsTest {
    private final Scene scene = new Scene();
    private final Puppets deaf = Puppets.deaf();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        scene.close();
    }

    private String reportAfterDeparture(List<FakeService<WorkerFactory>> services) {
        scene.configures("io.reeve.runner", "stop.grace", "20ms");
        scene.stops(scene.bundle, services);
        scene.expectComplaint("not ended");
        return scene.complaintsWith("not ended").get(0);
    }

    private void busyThread(String name, ClassLoader loader) {
        Thread thread = Eventually.inBackground(() -> {
            Thread.currentThread().setName(name);
            Thread.currentThread().setContextClassLoader(loader);
            end.await();
            return null;
        });
        Eventually.is("busy", () -> Eventually.isWaiting(thread));
    }

    @Test
    void aStartFunctionThatIgnoresItsInterruptIsShownWithTheNameOfItsThread() {
        CountDownLatch inside = new CountDownLatch(1);
        deaf.onStart = context -> {
            inside.countDown();
            boolean over = false;
            while (!over) {
                try {
                    end.await();
                    over = true;
                } catch (InterruptedException ignored) {
                    // Deaf.
                }
            }
        };
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        Eventually.is("inside", () -> inside.getCount() == 0);

        String report = reportAfterDeparture(List.of(service));

        assertThat(report).contains("worker 'a' of runner 'default'", "thread 'reeve/default/a#1'", "Puppets.start");
    }

    @Test
    void threadsOfOtherBundlesAreNotShown() {
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        deaf.running();
        busyThread("ours", scene.bundle.loader);
        busyThread("not ours", scene.framework.bundle("other").loader);
        busyThread("nobody's", null);

        String report = reportAfterDeparture(List.of(service));

        assertThat(report).contains("'ours'").doesNotContain("not ours", "nobody's");
    }

    @Test
    void whoHasEndedInTimeIsNotShown() {
        FakeService<WorkerFactory> late = scene.arrives(deaf, "worker.id", "late");
        Puppets obedient = new Puppets();
        FakeService<WorkerFactory> intime = scene.arrives(obedient, "worker.id", "in-time");
        deaf.running();
        obedient.running();
        scene.configures("io.reeve.runner", "stop.grace", "2s");
        scene.stops(scene.bundle, List.of(late, intime));

        scene.expectComplaint("not ended");
        assertThat(scene.complaintsWith("not ended"))
                .singleElement()
                .asString()
                .contains("'late'")
                .doesNotContain("'in-time'");
    }

    @Test
    void manySurvivorsMakeABoundedText() {
        List<FakeService<WorkerFactory>> services = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            services.add(scene.arrives(deaf, "worker.id", "a" + i));
            busyThread("thread " + i, scene.bundle.loader);
        }
        Eventually.is("all run", () -> deaf.started() == 30);

        String report = reportAfterDeparture(services);

        assertThat(report).contains("and 10 more workers", "and 10 more threads");
        assertThat(report.lines().count()).isLessThan(20 + 20 * 31 + 10);
    }

    @Test
    void threadsOfTheSameNameAreAllShown() {
        FakeService<WorkerFactory> service = scene.arrives(deaf, "worker.id", "a");
        deaf.running();
        busyThread("pool-1", scene.bundle.loader);
        busyThread("pool-1", scene.bundle.loader);

        String report = reportAfterDeparture(List.of(service));

        assertThat(report.split("thread 'pool-1'", -1)).hasSize(3);
    }
}
