// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The tests that every {@link Worker} passes. A test class of a worker implements this and says how one is made:
 *
 * <pre>{@code
 * class HeartbeatTest implements WorkerContract {
 *     @Override
 *     public Worker newWorker() {
 *         return new Heartbeat(clock);
 *     }
 * }
 * }</pre>
 *
 * <p>It needs JUnit Jupiter. Each test makes one worker, of which it has seen the end when it has passed. Who has
 * several kinds of worker to try, such as one that fails when it is killed, writes a test class or a {@code @Nested}
 * one for each.
 */
public interface WorkerContract {
    /**
     * Makes a worker that runs until it is killed, and then ends soon, with or without error.
     *
     * @return a new running worker
     * @throws Exception if that is not possible; fails the test
     */
    Worker newWorker() throws Exception;

    /**
     * How long a test waits for what should happen at once or soon. Ten seconds, unless overridden.
     *
     * @return the time
     */
    default Duration patience() {
        return WorkerChecks.LONG_WAIT;
    }

    /**
     * Checks that a worker has let go of what it used: its threads, sockets, files. Called while its completion is
     * being announced, by the thread that announces it. Checks nothing, unless overridden.
     *
     * @param worker the worker
     * @throws Exception fails the test, as an {@link AssertionError} does
     */
    default void checkReleased(Worker worker) throws Exception {}

    /**
     * A worker is running when it is handed out, and ends when it is killed.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-1 runs until it is killed, then ends")
    default void runsUntilItIsKilled() throws Exception {
        Subject.examine(this, subject -> {
            subject.isAlive();
            subject.kill();
        });
    }

    /**
     * {@code kill} does not wait: neither in a usual thread nor in one that is interrupted, whose interrupt it leaves
     * alone.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-1 kill returns at once, without waiting")
    default void killReturnsAtOnce() throws Exception {
        Subject.examine(this, subject -> {
            boolean stillInterrupted = subject.call("kill() by an interrupted thread", () -> {
                Thread.currentThread().interrupt();
                subject.worker().kill();
                return Thread.currentThread().isInterrupted();
            });
            assertTrue(stillInterrupted, "kill() took the interrupt of its caller, so it must have waited");
            subject.end();
        });
    }

    /**
     * Killing again changes nothing.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-2 kill is idempotent")
    default void killIsIdempotent() throws Exception {
        Subject.examine(this, subject -> {
            subject.call("three times kill()", () -> {
                for (int i = 0; i < 3; i++) {
                    subject.worker().kill();
                }
                return true;
            });
            subject.end();
        });
    }

    /**
     * Many threads kill a worker at the same time.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-2 many threads may kill it at the same time")
    default void manyThreadsMayKill() throws Exception {
        Subject.examine(this, subject -> {
            subject.callByMany("kill() by many threads", () -> {
                subject.worker().kill();
                return true;
            });
            subject.end();
        });
    }

    /**
     * Killing a worker that has ended changes neither the fact nor its error.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-2 kill after the end has no effect")
    default void killAfterTheEndHasNoEffect() throws Exception {
        Subject.examine(this, subject -> Subject.isSame(subject.kill(), subject.kill()));
    }

    /**
     * Whoever asks for the completion, and when, gets the same stage, which is not null.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-3 completion is always the same stage, never null")
    default void completionIsOneStage() throws Exception {
        Subject.examine(this, subject -> {
            CompletionStage<Void> completion = subject.completion();
            for (CompletionStage<Void> other :
                    subject.callByMany("completion() by many threads", subject::completion)) {
                assertSame(completion, other, "completion() returned different stages while the worker ran");
            }
            subject.kill();
            assertSame(completion, subject.completion(), "completion() returned another stage after the end");
        });
    }

    /**
     * The completion does not precede the end, and those who observe it are told, however early or late they come.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-3 completion tells everybody, and not before the worker has let go of what it used")
    default void completionFollowsTheEnd() throws Exception {
        Subject.examine(this, subject -> {
            CompletableFuture<Boolean> told = new CompletableFuture<>();
            var unused = subject.completion().handle((nothing, error) -> {
                try {
                    checkReleased(subject.worker());
                    return told.complete(true);
                } catch (Throwable held) {
                    return told.completeExceptionally(held);
                }
            });
            assertFalse(subject.hasEnded(), "completion() was complete before the worker was killed");
            subject.kill();
            assertTrue(subject.hasEnded(), "one who observes completion() after the end is not told");
            try {
                assertTrue(told.get(patience().toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException lost) {
                fail("the worker has ended, but one who observed its completion was not told", lost);
            } catch (ExecutionException held) {
                fail("completion() was complete before the worker had let go of what it used", held.getCause());
            }
        });
    }

    /**
     * Threads that wait for the end all get its result, with the same error if there is one.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-3 W-4 many threads may wait for its end, and all get the same error")
    default void allWhoWaitGetTheSameError() throws Exception {
        Subject.examine(this, subject -> {
            List<BoundedCall<Optional<Throwable>>> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waiting.add(subject.begin("await() by many threads", () -> Subject.errorOf(subject.worker()::await)));
            }
            Optional<Throwable> error = subject.kill();
            for (BoundedCall<Optional<Throwable>> each : waiting) {
                Subject.isSame(error, subject.outcome(each));
            }
        });
    }

    /**
     * Waiting for a worker that has ended returns, every time with the same result.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-3 await returns at once after the end, each time with the same error")
    default void awaitReturnsAtOnceAfterTheEnd() throws Exception {
        Subject.examine(this, subject -> {
            Optional<Throwable> error = subject.kill();
            for (int i = 0; i < 3; i++) {
                Subject.isSame(
                        error, subject.call("await() after the end", () -> Subject.errorOf(subject.worker()::await)));
            }
        });
    }

    /**
     * A thread that waits can be interrupted; the worker does not mind.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-2 await can be interrupted, and the worker goes on")
    default void awaitCanBeInterrupted() throws Exception {
        Subject.examine(this, subject -> {
            CountDownLatch there = new CountDownLatch(1);
            BoundedCall<Optional<Throwable>> waiting = subject.begin("await() by a thread that is interrupted", () -> {
                there.countDown();
                return Subject.errorOf(subject.worker()::await);
            });
            there.await();
            waiting.interrupt();
            try {
                Optional<Throwable> error = waiting.outcome(patience());
                fail("await() returned to an interrupted thread as if the worker had ended, with " + error);
            } catch (ExecutionException thrown) {
                assertInstanceOf(InterruptedException.class, thrown.getCause(), "what await() threw");
            }
            subject.isAlive();
        });
    }

    /**
     * {@code stop} is {@code kill}, then {@code await}.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-5 stop kills it, waits for its end and returns its error unchanged")
    default void stopKillsAndWaits() throws Exception {
        Subject.examine(this, subject -> {
            Optional<Throwable> error = subject.call("stop()", () -> Subject.errorOf(subject.worker()::stop));
            assertTrue(subject.hasEnded(), "stop() returned before the end");
            Subject.isSame(error, subject.end());
        });
    }

    /**
     * A worker that can report does so to many threads, while it runs as well as later.
     *
     * @throws Exception if the test fails
     */
    @Test
    @DisplayName("W-10 report, if it has one, may be called by any thread at any time and returns a map")
    default void reportMayBeCalledByAnyThread() throws Exception {
        Subject.examine(this, subject -> {
            if (subject.worker() instanceof Reporter reporter) {
                subject.callByMany("report() by many threads", reporter::report)
                        .forEach(report -> assertNotNull(report, "report() returned null"));
                subject.kill();
                subject.callByMany("report() after the end", reporter::report)
                        .forEach(report -> assertNotNull(report, "report() returned null"));
            }
        });
    }
}
