// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.ready;

import static io.reeve.testkit.WorkerChecks.checkAlive;
import static io.reeve.testkit.WorkerChecks.checkKill;
import static io.reeve.testkit.WorkerChecks.checkKilled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reeve.catacomb.Workers;
import io.reeve.worker.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a worker from something that can be closed")
final class ClosingTest {
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final AtomicInteger closes = new AtomicInteger();

    @Test
    @DisplayName("is closed once, however many kill it, on a thread of the library with its class loader")
    void isClosedOnce() throws Exception {
        CompletableFuture<Thread> closer = new CompletableFuture<>();
        CompletableFuture<ClassLoader> loader = new CompletableFuture<>();
        CompletableFuture<String> name = new CompletableFuture<>();
        Worker worker = Workers.closing(
                () -> {
                    closes.incrementAndGet();
                    name.complete(Thread.currentThread().getName());
                    loader.complete(Thread.currentThread().getContextClassLoader());
                    closer.complete(Thread.currentThread());
                },
                ended);
        assertThat(worker.toString()).startsWith("worker closing " + ClosingTest.class.getName());
        List<Thread> killers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread killer = new Thread(worker::kill);
            killer.start();
            killers.add(killer);
        }
        for (Thread killer : killers) {
            killer.join();
        }
        checkAlive(worker);
        ended.complete("value");
        assertThat(checkKill(worker)).isEmpty();
        assertThat(closes).hasValue(1);
        assertThat(closer.join()).isNotIn(killers).isNotSameAs(Thread.currentThread());
        assertThat(name.join()).startsWith("reeve/closing ").contains("ClosingTest");
        assertThat(loader).isCompletedWithValue(ClosingTest.class.getClassLoader());
    }

    @Test
    @DisplayName("does not end before the close has returned")
    void waitsForTheClose() throws Exception {
        Signal open = new Signal();
        Worker worker = Workers.closing(open::awaitStubbornly, ended);
        worker.kill();
        ended.complete("value");
        checkAlive(worker);
        open.set();
        assertThat(checkKilled(worker)).isEmpty();
    }

    @Test
    @DisplayName("is closed when it ends by itself, too")
    void isClosedAtItsOwnEnd() throws Exception {
        Worker worker = Workers.closing(closes::incrementAndGet, ended);
        checkAlive(worker);
        ended.complete("value");
        assertThat(checkKill(worker)).isEmpty();
        assertThat(closes).hasValue(1);
        assertThat(checkKilled(Workers.closing(closes::incrementAndGet, CompletableFuture.completedFuture(1))))
                .isEmpty();
        assertThat(closes).hasValue(2);
    }

    @Test
    @DisplayName("what the close throws is the worker's error, an Error too")
    void theErrorOfTheCloseCounts() throws Exception {
        Error error = new AssertionError("close failed");
        Worker worker = Workers.closing(
                () -> {
                    ended.complete("value");
                    throw error;
                },
                ended);
        assertThat(checkKill(worker)).containsSame(error);
    }

    @Test
    @DisplayName("the error of the stage comes first and bare, that of the close is attached to it")
    void theFirstErrorWins() throws Exception {
        IOException first = new IOException("connection lost");
        IllegalStateException second = new IllegalStateException("cannot close");
        Worker worker = Workers.closing(
                () -> {
                    throw second;
                },
                ended.thenApply(value -> value));
        ended.completeExceptionally(first);
        assertThat(checkKilled(worker)).containsSame(first);
        assertThat(first).hasSuppressedException(second);
    }

    @Test
    @DisplayName("a stage that is cancelled is a clean end after a kill, and an error before")
    void cancellationAnswersAKill() throws Exception {
        assertThat(checkKill(Workers.closing(() -> ended.cancel(true), ended))).isEmpty();
        CompletableFuture<String> other = new CompletableFuture<>();
        Worker worker = Workers.closing(() -> {}, other);
        other.cancel(true);
        assertThat(checkKilled(worker)).containsInstanceOf(CancellationException.class);
    }

    @Test
    @DisplayName("may be killed by its own close and by what depends on the stage")
    void mayBeKilledFromInside() throws Exception {
        CompletableFuture<Worker> self = new CompletableFuture<>();
        Worker worker = Workers.closing(
                () -> {
                    self.join().kill();
                    closes.incrementAndGet();
                    ended.complete("value");
                },
                ended);
        var unused = ended.thenRun(worker::kill);
        self.complete(worker);
        assertThat(checkKill(worker)).isEmpty();
        assertThat(closes).hasValue(1);
    }

    @Test
    @DisplayName("null is refused, and what is not null is left open")
    void nullIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.closing(null, ended))
                .withMessage("resource");
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.closing(closes::incrementAndGet, null))
                .withMessage("ended");
        assertThat(closes).hasValue(0);
    }
}
