// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.ready;

import static io.reeve.testkit.WorkerChecks.checkAlive;
import static io.reeve.testkit.WorkerChecks.checkKill;
import static io.reeve.testkit.WorkerChecks.checkKilled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reeve.catacomb.Workers;
import io.reeve.testkit.VirtualClock;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a worker from an executor service")
final class OwningTest {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final VirtualClock clock = new VirtualClock();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Signal begun = new Signal();
    private final Signal open = new Signal();

    @AfterEach
    void nothingIsLeft() throws Exception {
        open.set();
        executor.shutdownNow();
        clock.awaitNoTimers();
    }

    private void occupy() throws InterruptedException {
        executor.execute(() -> {
            begun.set();
            open.awaitStubbornly();
        });
        begun.await();
    }

    @Test
    @DisplayName("a kill shuts it down now and is over when all has terminated, tasks that ignore it included")
    void aKillShutsDownNow() throws Exception {
        Signal interrupted = new Signal();
        executor.execute(() -> {
            begun.set();
            try {
                open.await();
            } catch (InterruptedException told) {
                interrupted.set();
                open.awaitStubbornly();
            }
        });
        begun.await();
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        executor.execute(() -> second.complete(true));
        Worker worker = Workers.owning(executor, clock);
        clock.awaitTimers(1);
        worker.kill();
        interrupted.await();
        assertThat(executor.isShutdown()).isTrue();
        checkAlive(worker);
        open.set();
        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        clock.awaitTimers(1);
        clock.advance(LONGEST_PAUSE);
        assertThat(checkKill(worker)).isEmpty();
        assertThat(second).isNotDone();
    }

    @Test
    @DisplayName("ends when somebody else shuts it down")
    void aForeignShutdownIsNoticed() throws Exception {
        occupy();
        Worker worker = Workers.owning(executor, clock);
        clock.awaitTimers(1);
        checkAlive(worker);
        executor.shutdown();
        open.set();
        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        clock.advance(LONGEST_PAUSE);
        assertThat(checkKilled(worker)).isEmpty();
    }

    @Test
    @DisplayName("looks once a second while it lives, ever more seldom from the shutdown on, with one timer")
    void looksSeldom() throws Exception {
        occupy();
        Worker worker = Workers.owning(executor, clock);
        for (int i = 0; i < 3; i++) {
            clock.awaitTimers(1);
            assertThat(clock.nextDue()).contains(clock.instant().plus(LONGEST_PAUSE));
            clock.advance(LONGEST_PAUSE);
        }
        clock.awaitTimers(1);
        executor.shutdown();
        clock.advance(LONGEST_PAUSE);
        for (int millis = 1; millis < 1000; millis *= 2) {
            clock.awaitTimers(1);
            assertThat(clock.pending()).isOne();
            assertThat(clock.nextDue()).contains(clock.instant().plusMillis(millis));
            clock.advance(Duration.ofMillis(millis));
        }
        clock.awaitTimers(1);
        open.set();
        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        worker.kill();
        assertThat(checkKilled(worker)).isEmpty();
    }

    @Test
    @DisplayName("of one that has terminated already ends at once")
    void ofATerminatedOne() throws Exception {
        executor.shutdown();
        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(checkKilled(Workers.owning(executor, clock))).isEmpty();
    }

    @Test
    @DisplayName("may be killed by its own task, and needs no virtual clock")
    void mayBeKilledByATask() throws Exception {
        Worker worker = Workers.owning(executor);
        executor.execute(worker::kill);
        assertThat(checkKilled(worker)).isEmpty();
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    @DisplayName("ends with the error of a shutdown or a look that throws, since nothing more can be known")
    void anExecutorThatThrows() throws Exception {
        SecurityException refused = new SecurityException("not yours");
        Worker killed = Workers.owning(new BrokenExecutor(null, refused), clock);
        clock.awaitTimers(1);
        assertThat(checkKill(killed)).containsSame(refused);
        clock.awaitNoTimers();
        Error broken = new LinkageError("no look");
        assertThat(checkKilled(Workers.owning(new BrokenExecutor(broken, refused), clock)))
                .containsSame(broken);
    }

    private static final class BrokenExecutor extends AbstractExecutorService {
        private final Error atLook;
        private final RuntimeException atShutdown;

        BrokenExecutor(Error atLook, RuntimeException atShutdown) {
            this.atLook = atLook;
            this.atShutdown = atShutdown;
        }

        @Override
        public List<Runnable> shutdownNow() {
            throw atShutdown;
        }

        @Override
        public boolean isTerminated() {
            if (atLook != null) {
                throw atLook;
            }
            return false;
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public void shutdown() {}

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }

        @Override
        public void execute(Runnable task) {}
    }

    @Test
    @DisplayName("is called by the class of what it owns")
    void name() {
        assertThat(Workers.owning(executor))
                .hasToString("worker owning " + executor.getClass().getName());
    }

    @Test
    @DisplayName("null is refused")
    void nullIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> Workers.owning(null)).withMessage("executor");
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.owning(executor, null))
                .withMessage("clock");
    }
}
