// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link Worker} does by itself. */
@Timeout(30)
class WorkerTest {
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final List<String> calls = new ArrayList<>();
    private final Exception error = new Exception("error");

    private final Worker worker = new Worker() {
        @Override
        public void kill() {
            calls.add("kill");
            end.complete(null);
        }

        @Override
        public CompletionStage<Void> completion() {
            calls.add("completion");
            return end;
        }
    };

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    @DisplayName("W-5: stop kills once, then waits")
    void stopKillsThenWaits() throws Exception {
        worker.stop();
        assertThat(calls).containsExactly("kill", "completion");
    }

    @Test
    @DisplayName("W-3: waiting for what has ended returns at once, always with the same result")
    void waitingAfterTheEnd() {
        end.completeExceptionally(error);
        for (int time = 0; time < 3; time++) {
            assertThatThrownBy(worker::await)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(error);
            assertThatThrownBy(worker::stop)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(error);
        }
    }

    @Test
    @DisplayName("W-1: waiting does not kill")
    void waitingDoesNotKill() throws Exception {
        end.complete(null);
        worker.await();
        assertThat(calls).doesNotContain("kill");
    }

    @Test
    @DisplayName("W-2: any number of threads may wait")
    void manyWait() throws Exception {
        List<CompletableFuture<Void>> waits = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            waits.add(done);
            new Thread(() -> {
                        try {
                            ((Worker) new Worker() {
                                        @Override
                                        public void kill() {}

                                        @Override
                                        public CompletionStage<Void> completion() {
                                            return end;
                                        }
                                    })
                                    .await();
                            done.complete(null);
                        } catch (Exception broken) {
                            done.completeExceptionally(broken);
                        }
                    })
                    .start();
        }
        end.complete(null);
        for (CompletableFuture<Void> wait : waits) {
            wait.get();
        }
    }

    @Test
    @DisplayName("A stage that is no CompletableFuture can be waited for")
    void minimalStage() throws Exception {
        end.completeExceptionally(error);
        CompletionStage<Void> minimal = new NoFuture();
        assertThatThrownBy(() -> ending(minimal).await()).cause().isSameAs(error);
    }

    /** A stage that refuses {@link #toCompletableFuture()}, as stages may. */
    private final class NoFuture extends CompletableFuture<Void> {
        NoFuture() {
            super.completeExceptionally(error);
        }

        @Override
        public CompletableFuture<Void> toCompletableFuture() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    @DisplayName("An interrupt ends the wait, and stop has killed the worker before")
    void interrupt() {
        Worker deaf = ending(new CompletableFuture<>());
        Thread.currentThread().interrupt();
        assertThatThrownBy(deaf::await).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(deaf::stop).isInstanceOf(InterruptedException.class);
        assertThat(calls).containsExactly("killed");
    }

    @Test
    @DisplayName("B-18: the wrappers of java.util.concurrent are taken off, the error inside keeps its identity")
    void unwraps() {
        assertThat(Worker.unwrap(error)).isSameAs(error);
        assertThat(Worker.unwrap(new CompletionException(new ExecutionException(error))))
                .isSameAs(error);
    }

    @Test
    @DisplayName("A wrapper around nothing, and one that means something of its own, stay")
    void keeps() {
        Throwable empty = new CompletionException("nothing inside", null);
        Throwable own = new CompletionException(error) {
            private static final long serialVersionUID = 1L;
        };
        assertThat(Worker.unwrap(empty)).isSameAs(empty);
        assertThat(Worker.unwrap(own)).isSameAs(own);
    }

    @Test
    @DisplayName("Wrappers that go round in a circle come to an end")
    void circle() {
        Throwable[] inner = new Throwable[1];
        Throwable outer = new Exception();
        ExecutionException one = new ExecutionException("one", null) {
            private static final long serialVersionUID = 1L;
        };
        assertThat(Worker.unwrap(one)).isSameAs(one);
        inner[0] = new CompletionException(outer);
        outer.initCause(inner[0]);
        assertThat(Worker.unwrap(inner[0])).isSameAs(outer);
        Throwable deep = error;
        for (int depth = 0; depth < 1_000; depth++) {
            deep = new CompletionException(deep);
        }
        assertThat(Worker.unwrap(deep)).as("an accident").isSameAs(deep);
    }

    @Test
    @DisplayName(
            "B-18: any error may be a worker's error: a CancellationException, too, is the cause of what is thrown")
    void cancellationAsError() {
        CancellationException cancelled = new CancellationException();
        Worker failed = ending(CompletableFuture.failedFuture(cancelled));
        assertThatThrownBy(failed::await)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(cancelled);
    }

    private Worker ending(CompletionStage<Void> completion) {
        return new Worker() {
            @Override
            public void kill() {
                calls.add("killed");
            }

            @Override
            public CompletionStage<Void> completion() {
                return completion;
            }
        };
    }
}
