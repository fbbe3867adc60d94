// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
final class WorkerChecksTest {
    private static final Duration SHORT = ofMillis(20);
    private final Exception error = new Exception("scripted");

    @Test
    @DisplayName("H-1 checkAlive is content with a worker that does not end")
    void checkAlivePasses() {
        assertThatCode(() -> WorkerChecks.checkAlive(ScriptedWorker.obedient())).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("H-1 checkAlive fails for a worker that has ended, and says with which error")
    void checkAliveFails() {
        assertThatThrownBy(() -> WorkerChecks.checkAlive(ScriptedWorker.dead(error)))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("scripted")
                .hasCause(error);
        assertThatThrownBy(() -> WorkerChecks.checkAlive(ScriptedWorker.dead()))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("without error");
    }

    @Test
    @DisplayName("H-2 checkKilled returns the error of a worker that ends, also later and on another thread")
    void checkKilledPasses() throws Exception {
        ScriptedWorker worker = ScriptedWorker.deaf();
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> worker.end(error));
        assertThat(WorkerChecks.checkKilled(worker)).containsSame(error);
        ended.get();
        assertThat(WorkerChecks.checkKilled(ScriptedWorker.dead())).isEmpty();
    }

    @Test
    @DisplayName("H-2 checkKilled fails for a worker that does not end")
    void checkKilledFails() {
        assertThatThrownBy(() -> WorkerChecks.checkKilled(ScriptedWorker.deaf(), SHORT))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("not stopping")
                .hasMessageContaining("PT0.02S");
    }

    @Test
    @DisplayName("H-3 checkKill kills once, then waits and returns the error")
    void checkKillKills() throws Exception {
        ScriptedWorker worker = ScriptedWorker.failing(error);
        assertThat(WorkerChecks.checkKill(worker)).containsSame(error);
        assertThat(worker.kills()).isEqualTo(1);
        assertThatThrownBy(() -> WorkerChecks.checkKill(ScriptedWorker.deaf(), SHORT))
                .isInstanceOf(AssertionFailedError.class);
    }

    @Test
    @DisplayName("H-3 checkKill fails when kill throws")
    void checkKillFailsWhenKillThrows() {
        ScriptedWorker worker = new ScriptedWorker(self -> {
            self.end();
            throw error;
        });
        assertThatThrownBy(() -> WorkerChecks.checkKill(worker))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("kill()")
                .hasCause(error);
    }

    @Test
    @DisplayName("H-3 checkKill fails when kill does not return, and shows where it is")
    void checkKillFailsWhenKillBlocks() {
        ScriptedWorker worker = new ScriptedWorker(Worker::await);
        assertThatThrownBy(() -> WorkerChecks.checkKill(worker, SHORT))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("kill()")
                .hasMessageContaining("did not return")
                .satisfies(failure -> assertThat(failure.getSuppressed()[0].getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(ScriptedWorker.class.getName())));
        worker.end();
    }

    @Test
    @DisplayName("H-3 cleanKill passes when the worker ends without error, and fails with the error as cause")
    void cleanKill() throws Exception {
        WorkerChecks.cleanKill(ScriptedWorker.obedient());
        assertThatThrownBy(() -> WorkerChecks.cleanKill(ScriptedWorker.failing(error)))
                .isInstanceOf(AssertionFailedError.class)
                .hasCause(error);
        assertThatThrownBy(() -> WorkerChecks.cleanKill(ScriptedWorker.deaf(), SHORT))
                .isInstanceOf(AssertionFailedError.class);
    }

    @Test
    @DisplayName("H-3 dirtyKill does not mind the error, only that the worker does not end")
    void dirtyKill() throws Exception {
        WorkerChecks.dirtyKill(ScriptedWorker.failing(error));
        WorkerChecks.dirtyKill(ScriptedWorker.dead(error));
        assertThatThrownBy(() -> WorkerChecks.dirtyKill(ScriptedWorker.deaf(), SHORT))
                .isInstanceOf(AssertionFailedError.class);
    }

    @Test
    @DisplayName("H-4 checkNilOrKill passes for null")
    void checkNilOrKillPasses() throws Exception {
        WorkerChecks.checkNilOrKill(null);
    }

    @Test
    @DisplayName("H-4 checkNilOrKill fails for a worker, which it kills first")
    void checkNilOrKillKills() {
        ScriptedWorker worker = ScriptedWorker.obedient();
        assertThatThrownBy(() -> WorkerChecks.checkNilOrKill(worker))
                .isInstanceOf(AssertionFailedError.class)
                .hasNoSuppressedExceptions();
        assertThat(worker.hasEnded()).isTrue();
        assertThatThrownBy(() -> WorkerChecks.checkNilOrKill(ScriptedWorker.failing(error)))
                .satisfies(failure -> assertThat(failure.getSuppressed()[0]).hasCause(error));
    }

    @Test
    @DisplayName("H-5 all may be used on any thread, from which the failure can be passed on")
    void anyThread() {
        CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(() -> {
            try {
                WorkerChecks.checkKilled(ScriptedWorker.deaf(), SHORT);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThatThrownBy(elsewhere::join).hasCauseInstanceOf(AssertionFailedError.class);
    }

    @Test
    @DisplayName("B-70 no check leaves a thread behind")
    void leavesNoThread() throws Exception {
        ScriptedWorker deaf = ScriptedWorker.deaf();
        WorkerChecks.checkAlive(deaf);
        assertThatThrownBy(() -> WorkerChecks.checkKill(deaf, SHORT)).isInstanceOf(AssertionFailedError.class);
        WorkerChecks.cleanKill(ScriptedWorker.obedient());
        ScriptedWorker blocked = new ScriptedWorker(Worker::await);
        assertThatThrownBy(() -> WorkerChecks.checkKill(blocked, SHORT)).isInstanceOf(AssertionFailedError.class);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("reeve/testkit")) {
                // The one that was interrupted in kill may need a moment.
                thread.join(10_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    @DisplayName("any error is returned as it is, also one that futures treat in a way of their own")
    void returnsAnyError() throws Exception {
        for (Throwable each : List.of(
                new CancellationException(),
                new CompletionException("no cause", null),
                new UncheckedIOException(new IOException()),
                new StackOverflowError())) {
            assertThat(WorkerChecks.checkKill(ScriptedWorker.failing(each))).containsSame(each);
        }
    }

    @Test
    @DisplayName("what a dependent stage wraps around an error is taken off")
    void unwrapsErrors() throws Exception {
        CompletableFuture<Void> source = new CompletableFuture<>();
        CompletionStage<Void> dependent = source.thenRun(() -> {});
        Worker worker = new Worker() {
            @Override
            public void kill() {
                source.completeExceptionally(error);
            }

            @Override
            public CompletionStage<Void> completion() {
                return dependent;
            }
        };
        assertThat(WorkerChecks.checkKill(worker)).containsSame(error);
    }

    @Test
    @DisplayName("a worker without a completion stage fails the check")
    void refusesNullStage() {
        Worker broken = new Worker() {
            @Override
            public void kill() {}

            @Override
            public CompletionStage<Void> completion() {
                return null;
            }
        };
        assertThatThrownBy(() -> WorkerChecks.checkAlive(broken))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("null");
    }

    @Test
    @DisplayName("waiting can be interrupted")
    void canBeInterrupted() throws Exception {
        CountDownLatch there = new CountDownLatch(1);
        BoundedCall<Boolean> waiting = BoundedCall.begin("checkKilled", () -> {
            there.countDown();
            return WorkerChecks.checkKilled(ScriptedWorker.deaf()).isEmpty();
        });
        there.await();
        waiting.interrupt();
        assertThatThrownBy(() -> waiting.outcome(Duration.ofSeconds(10)))
                .hasCauseInstanceOf(InterruptedException.class);
    }
}
