// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.Runner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HostServicesTest {
    private final FakeFramework framework = new FakeFramework();
    private final WhiteboardThread thread = new WhiteboardThread("test-whiteboard");
    private final HostServices services = new HostServices(framework.context, thread);

    private static Host runner(String name) {
        return new RunnerHost(WorkerRunner.start(RunnerParams.of(name)));
    }

    @AfterEach
    void close() {
        thread.close();
    }

    private void whenDone() {
        CountDownLatch done = new CountDownLatch(1);
        thread.execute(done::countDown);
        Eventually.is("done", () -> done.getCount() == 0);
    }

    @Test
    void aRunnerIsAServiceUnderItsName() {
        Host runner = runner("r");
        services.offer(runner);
        whenDone();

        assertThat(framework.registered).singleElement().satisfies(entry -> {
            assertThat(entry.service()).isSameAs(runner.service());
            assertThat(entry.properties().get(Runner.RUNNER_NAME)).isEqualTo("r");
        });
    }

    @Test
    void aRunnerThatIsOfferedAndWithdrawnAtOnceIsNoService() {
        Host runner = runner("r");
        services.offer(runner);
        services.withdraw(runner);
        services.withdraw(runner);
        whenDone();

        assertThat(framework.registered).isEmpty();
    }

    @Test
    void aRunnerThatWasNeverOfferedIsWithdrawnWithoutEffect() {
        services.offer(runner("r"));
        services.withdraw(runner("r"));
        whenDone();

        assertThat(framework.registered).hasSize(1);
    }

    @Test
    void foreignListenersAreCalledOnTheOneThreadOfThisBundleWhoeverOffers() {
        Set<Thread> callers = ConcurrentHashMap.newKeySet();
        framework.serviceListener = () -> callers.add(Thread.currentThread());
        List<Thread> threads = new ArrayList<>();
        List<Object> kept = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            String name = "r" + i;
            threads.add(Eventually.inBackground(() -> {
                Host stays = runner(name);
                kept.add(stays.service());
                services.offer(stays);
                for (int round = 0; round < 50; round++) {
                    Host goes = runner(name);
                    services.offer(goes);
                    services.withdraw(goes);
                }
                return null;
            }));
        }
        threads.forEach(Eventually::ends);
        whenDone();

        assertThat(framework.registered).extracting(entry -> entry.service()).hasSameElementsAs(kept);
        assertThat(callers).hasSize(1).allMatch(caller -> caller.getName().equals("test-whiteboard"));
    }

    @Test
    void aListenerThatThrowsSpoilsOnlyItsOwnRunner() {
        framework.serviceListener = () -> {
            throw new IllegalStateException("listener");
        };
        services.offer(runner("r"));
        whenDone();
        framework.serviceListener = () -> {};
        services.offer(runner("s"));
        whenDone();

        assertThat(framework.registered)
                .extracting(entry -> ((Runner) entry.service()).name())
                .contains("s");
    }
}
