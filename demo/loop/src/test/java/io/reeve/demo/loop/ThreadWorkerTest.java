// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ThreadWorkerTest {

    @FunctionalInterface
    private interface Run extends Task {
        @Override
        default Map<String, Object> report() {
            return Map.of("answer", 42);
        }
    }

    @Test
    @DisplayName("W-1 it ends without error when its task returns, and reports what the task reports")
    void endsWithItsTask() throws Exception {
        ThreadWorker worker = start(() -> {});

        worker.await();
        assertThat(worker.report()).containsEntry("answer", 42);
    }

    @Test
    @DisplayName("W-3 it ends with the very error of its task, for everyone who waits")
    void endsWithTheErrorOfItsTask() {
        Error error = new AssertionError("boom");
        ThreadWorker worker = start(() -> {
            throw error;
        });

        assertThatThrownBy(worker::await).cause().isSameAs(error);
        assertThatThrownBy(worker::await).cause().isSameAs(error);
    }

    @Test
    @DisplayName("W-2 killed, it ends without error, but not before its task has let go of everything")
    void endsAfterCleaningUp() throws Exception {
        AtomicBoolean clean = new AtomicBoolean();
        ThreadWorker worker = start(() -> {
            try {
                new CountDownLatch(1).await();
            } finally {
                clean.set(true);
            }
        });

        worker.kill();
        worker.await();

        assertThat(clean).isTrue();
    }

    @Test
    @DisplayName("W-2 killing it again does not disturb its cleaning up")
    void interruptsOnce() throws Exception {
        Semaphore cleaning = new Semaphore(0);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger interrupts = new AtomicInteger();
        ThreadWorker worker = start(() -> {
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupts.incrementAndGet();
                cleaning.release();
                goOn.await();
            }
        });

        worker.kill();
        cleaning.acquire();
        worker.kill();
        goOn.countDown();
        worker.await();

        assertThat(interrupts).hasValue(1);
    }

    @Test
    @DisplayName("an interruption that nobody asked for is a failure")
    void unexpectedInterruption() {
        ThreadWorker worker = start(() -> {
            throw new InterruptedException("by itself");
        });

        assertThatThrownBy(worker::await).cause().isInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("a kill that comes after the task reaches nobody who waits for the end")
    void noInterruptAfterTheEnd() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch seen = new CountDownLatch(1);
        ThreadWorker worker = start(end::await);
        worker.completion().whenComplete((nothing, error) -> {
            worker.kill();
            interrupted.set(Thread.currentThread().isInterrupted());
            seen.countDown();
        });

        end.countDown();
        seen.await();

        assertThat(interrupted).isFalse();
    }

    private static ThreadWorker start(Run task) {
        return ThreadWorker.start("test", task);
    }
}
