// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.ready;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.catacomb.Workers;
import io.reeve.testkit.VirtualClock;
import io.reeve.testkit.WorkerContract;
import io.reeve.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Every kind of ready worker keeps the contract of a worker. */
final class ReadyContractTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Nested
    final class Running implements WorkerContract {
        @Override
        public Worker newWorker() {
            return Workers.running("running", () -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException told) {
                    throw new IllegalStateException(told);
                }
            });
        }
    }

    @Nested
    final class CallingThatFailsWhenKilled implements WorkerContract {
        @Override
        public Worker newWorker() {
            return Workers.calling("calling", () -> {
                try {
                    new CountDownLatch(1).await();
                    return "never";
                } catch (InterruptedException told) {
                    throw new IOException("could not save", told);
                }
            });
        }
    }

    @Nested
    final class EveryBetweenTicks implements WorkerContract {
        private final VirtualClock clock = new VirtualClock();

        @Override
        public Worker newWorker() throws Exception {
            Worker worker = Workers.every("every", HOUR, () -> {}, clock);
            clock.awaitTimers(1);
            return worker;
        }

        @Override
        public void checkReleased(Worker worker) {
            assertThat(clock.pending()).isZero();
        }
    }

    @Nested
    final class EveryInATick implements WorkerContract {
        private final VirtualClock clock = new VirtualClock();

        @Override
        public Worker newWorker() throws Exception {
            Signal begun = new Signal();
            Worker worker = Workers.every(
                    "every",
                    HOUR,
                    () -> {
                        begun.set();
                        new CountDownLatch(1).await();
                    },
                    clock);
            begun.await();
            return worker;
        }

        @Override
        public void checkReleased(Worker worker) {
            assertThat(clock.pending()).isZero();
        }
    }

    @Nested
    final class AtRate implements WorkerContract {
        @Override
        public Worker newWorker() {
            return Workers.atRate("rate", Duration.ofMillis(1), () -> {});
        }
    }

    @Nested
    final class Closing implements WorkerContract {
        private final Signal closed = new Signal();

        @Override
        public Worker newWorker() {
            CompletableFuture<String> ended = new CompletableFuture<>();
            return Workers.closing(
                    () -> {
                        ended.complete("bye");
                        closed.set();
                    },
                    ended);
        }

        @Override
        public void checkReleased(Worker worker) {
            assertThat(closed.isSet()).isTrue();
        }
    }

    @Nested
    final class Owning implements WorkerContract {
        private final ExecutorService executor = Executors.newFixedThreadPool(2);

        @Override
        public Worker newWorker() {
            var unused = executor.submit(() -> {
                new CountDownLatch(1).await();
                return "never";
            });
            return Workers.owning(executor);
        }

        @Override
        public void checkReleased(Worker worker) {
            assertThat(executor.isTerminated()).isTrue();
        }
    }

    @Nested
    @DisabledOnOs(OS.WINDOWS)
    final class OfAProcess implements WorkerContract {
        private Process process;

        @Override
        public Worker newWorker() throws Exception {
            process = new ProcessBuilder("cat").start();
            return Workers.process(process, HOUR);
        }

        @Override
        public void checkReleased(Worker worker) {
            assertThat(process.isAlive()).isFalse();
        }
    }
}
