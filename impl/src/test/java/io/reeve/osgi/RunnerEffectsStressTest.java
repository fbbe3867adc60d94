// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.runner.RunnerParams;
import io.reeve.runner.WorkerRunner;
import io.reeve.runner.WorkerSpec;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The board revises workers on one thread while others arrive on another: neither may disturb the other. */
@Timeout(120)
class RunnerEffectsStressTest {
    private static final int WORKERS = 10_000;

    private final WorkerRunner runner = WorkerRunner.start(RunnerParams.of("r"));

    @Test
    @DisplayName("R-23 no start function is called twice while another thread does things that change nothing")
    void eachStartHappensOnce() throws Exception {
        WorkerFactory steady = new Puppets();
        WorkerSpec spec = WorkerSpec.builder("steady", steady).build();
        runner.startWorker(spec);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread reviser = Eventually.inBackground(() -> {
            try {
                while (!done.get()) {
                    runner.reviseWorker(spec);
                }
            } catch (RuntimeException e) {
                thrown.set(e);
            }
            return null;
        });
        List<Counting> all = new ArrayList<>();
        AtomicInteger started = new AtomicInteger();
        for (int i = 0; i < WORKERS; i++) {
            Counting factory = new Counting(started);
            all.add(factory);
            runner.startWorker("w" + i, factory);
        }
        Eventually.is("all started", () -> started.get() >= WORKERS);
        done.set(true);
        Eventually.ends(reviser);
        runner.stop();

        assertThat(thrown.get()).isNull();
        assertThat(all).allMatch(factory -> factory.calls.get() == 1);
    }

    private static final class Counting implements WorkerFactory {
        final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger all;

        Counting(AtomicInteger all) {
            this.all = all;
        }

        @Override
        public Worker start(StartContext context) throws Exception {
            calls.incrementAndGet();
            all.incrementAndGet();
            return new Puppets().start(context);
        }
    }
}
