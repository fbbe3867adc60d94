// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GraceTest {
    private final Hourglass clock = new Hourglass();
    private final AtomicBoolean expired = new AtomicBoolean();
    private final Grace grace = new Grace(clock, Duration.ofSeconds(5), () -> expired.set(true));

    /** A clock whose timers run out when the test says so. */
    private static final class Hourglass implements Clock {
        final List<Runnable> pending = new ArrayList<>();

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            pending.add(task);
            return () -> pending.remove(task);
        }

        void runOut() {
            List.copyOf(pending).forEach(task -> {
                pending.remove(task);
                task.run();
            });
        }
    }

    private static Thread waiter(Grace grace, CompletableFuture<?> end) {
        Thread thread = Eventually.inBackground(() -> {
            grace.await(end);
            return null;
        });
        Eventually.is("waits", () -> Eventually.isWaiting(thread) || !thread.isAlive());
        return thread;
    }

    @Test
    void whoWaitsGoesOnWhenTheEndCame() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread waiter = waiter(grace, end);
        assertThat(waiter.isAlive()).isTrue();

        end.complete(null);

        Eventually.ends(waiter);
        assertThat(expired).isFalse();
    }

    @Test
    void whoWaitsGoesOnAlsoWhenTheEndIsAFailure() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread waiter = waiter(grace, end);

        end.completeExceptionally(new IllegalStateException());

        Eventually.ends(waiter);
    }

    @Test
    void allWhoWaitGoOnWhenTheGraceIsOver() {
        Thread one = waiter(grace, new CompletableFuture<>());
        Thread two = waiter(grace, new CompletableFuture<>());

        clock.runOut();

        Eventually.ends(one);
        Eventually.ends(two);
        assertThat(expired).isTrue();
    }

    @Test
    void whoComesAfterTheGraceDoesNotWait() {
        clock.runOut();

        grace.await(new CompletableFuture<>());
    }

    @Test
    void aGraceThatIsEndedLeavesNoTimerBehind() {
        grace.end();

        assertThat(clock.pending).isEmpty();
        clock.runOut();
        assertThat(expired).isFalse();
    }

    @Test
    void anInterruptEndsTheWaitingAndStaysSet() {
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread waiter = Eventually.inBackground(() -> {
            grace.await(new CompletableFuture<>());
            interrupted.set(Thread.currentThread().isInterrupted());
            return null;
        });
        Eventually.is("waits", () -> Eventually.isWaiting(waiter));

        waiter.interrupt();

        Eventually.ends(waiter);
        assertThat(interrupted).isTrue();
    }

    @Test
    void nobodyGoesOnBeforeTheEndOfTheGraceIsReported() {
        AtomicReference<Grace> self = new AtomicReference<>();
        List<Thread> waiters = new ArrayList<>();
        AtomicBoolean waits = new AtomicBoolean();
        self.set(new Grace(clock, Duration.ofSeconds(5), () -> {
            waiters.add(waiter(self.get(), new CompletableFuture<>()));
            waits.set(waiters.get(0).isAlive());
        }));

        clock.runOut();

        assertThat(waits).isTrue();
        Eventually.ends(waiters.get(0));
    }
}
