// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.time.Clock;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private Runnable note(String text) {
        return () -> log.add(text + "@" + clock.instant().getEpochSecond());
    }

    @Test
    @DisplayName("time stands still until it is advanced")
    void timeStandsStill() throws Exception {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        VirtualClock other = new VirtualClock(start);
        assertThat(other.instant()).isEqualTo(start);
        other.advance(ofSeconds(5));
        assertThat(other.instant()).isEqualTo(start.plusSeconds(5));
        other.advanceTo(start.plusSeconds(9));
        assertThat(other.instant()).isEqualTo(start.plusSeconds(9));
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    @DisplayName("timers fire in order of due time, then of creation, each at its own time")
    void firesInOrder() throws Exception {
        clock.schedule(ofSeconds(3), note("c"));
        clock.schedule(ofSeconds(1), note("a"));
        clock.schedule(ofSeconds(3), note("d"));
        clock.schedule(ofSeconds(2), note("b"));
        clock.schedule(ofSeconds(9), note("e"));
        clock.advance(ofSeconds(5));
        assertThat(log).containsExactly("a@1", "b@2", "c@3", "d@3");
        assertThat(clock.instant().getEpochSecond()).isEqualTo(5);
        assertThat(clock.pending()).isEqualTo(1);
        assertThat(clock.nextDue()).contains(Instant.ofEpochSecond(9));
    }

    @Test
    @DisplayName("a timer fires when its time is reached, not a moment before")
    void firesAtItsTime() throws Exception {
        clock.schedule(ofSeconds(3), note("a"));
        clock.advance(ofSeconds(3).minusNanos(1));
        assertThat(log).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(log).containsExactly("a@3");
        clock.advance(ofHours(1));
        assertThat(log).hasSize(1);
    }

    @Test
    @DisplayName("what a task schedules inside the advanced span runs in the same advance, in its place")
    void firesWhatTasksSchedule() throws Exception {
        clock.schedule(ofSeconds(1), () -> {
            note("a").run();
            clock.schedule(ofSeconds(1), note("b"));
            clock.schedule(ofSeconds(9), note("never"));
        });
        clock.schedule(ofSeconds(3), note("c"));
        clock.advance(ofSeconds(5));
        assertThat(log).containsExactly("a@1", "b@2", "c@3");
        assertThat(clock.nextDue()).contains(Instant.ofEpochSecond(10));
    }

    @Test
    @DisplayName("no task runs from inside schedule, however short or negative the delay")
    void neverFiresInSchedule() throws Exception {
        clock.schedule(ZERO, note("zero"));
        clock.schedule(ofSeconds(-1), note("past"));
        clock.schedule(Duration.ofSeconds(Long.MIN_VALUE), note("long past"));
        assertThat(log).isEmpty();
        assertThat(clock.pending()).isEqualTo(3);
        clock.advance(ZERO);
        assertThat(log).containsExactly("zero@0", "past@0", "long past@0");
    }

    @Test
    @DisplayName("a cancelled timer does not fire, is not pending, and its task is let go at once")
    void letsGoOfCancelledTimers() throws Exception {
        Heavy task = new Heavy();
        WeakReference<Heavy> reference = new WeakReference<>(task);
        Clock.Timer timer = clock.schedule(ofSeconds(1), task);
        task = null;
        timer.cancel();
        timer.cancel();
        assertThat(clock.pending()).isZero();
        assertThat(clock.nextDue()).isEmpty();
        assertCollected(reference);
        clock.advance(ofSeconds(2));
        assertThat(log).isEmpty();
        timer.cancel();
    }

    @Test
    @DisplayName("a fired timer lets go of its task, and cancelling it does nothing")
    void letsGoOfFiredTimers() throws Exception {
        Heavy task = new Heavy();
        WeakReference<Heavy> reference = new WeakReference<>(task);
        Clock.Timer timer = clock.schedule(ofSeconds(1), task);
        task = null;
        clock.advance(ofSeconds(1));
        assertThat(log).hasSize(1);
        timer.cancel();
        assertCollected(reference);
    }

    private final class Heavy implements Runnable {
        @Override
        public void run() {
            note("fired").run();
        }
    }

    private static void assertCollected(WeakReference<?> reference) {
        for (int tries = 0; reference.get() != null && tries < 200; tries++) {
            System.gc();
        }
        assertThat(reference.get()).isNull();
    }

    @Test
    @DisplayName("a task may cancel a timer that is due at the same time")
    void tasksMayCancel() throws Exception {
        List<Clock.Timer> later = new ArrayList<>();
        clock.schedule(ofSeconds(1), () -> later.get(0).cancel());
        later.add(clock.schedule(ofSeconds(1), note("cancelled")));
        clock.advance(ofSeconds(1));
        assertThat(log).isEmpty();
    }

    @Test
    @DisplayName("a task that throws does not lose the others; the first error is thrown, the rest suppressed")
    void survivesTasksThatThrow() {
        IllegalStateException first = new IllegalStateException("first");
        AssertionError second = new AssertionError("second");
        clock.schedule(ofSeconds(1), () -> {
            throw first;
        });
        clock.schedule(ofSeconds(1), () -> {
            throw second;
        });
        clock.schedule(ofSeconds(1), () -> {
            throw first;
        });
        clock.schedule(ofSeconds(2), note("after"));
        assertThatThrownBy(() -> clock.advance(ofSeconds(3))).isSameAs(first);
        assertThat(first.getSuppressed()).containsExactly(second);
        assertThat(log).containsExactly("after@2");
        assertThat(clock.instant().getEpochSecond()).isEqualTo(3);
    }

    @Test
    @DisplayName("time does not run backwards")
    void refusesNegativeAdvance() throws Exception {
        clock.advance(ofSeconds(5));
        assertThatThrownBy(() -> clock.advance(ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> clock.advanceTo(Instant.ofEpochSecond(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1970-01-01T00:00:04Z");
        assertThat(clock.instant().getEpochSecond()).isEqualTo(5);
        clock.advanceTo(clock.instant());
    }

    @Test
    @DisplayName("very long delays and advances saturate")
    void saturates() throws Exception {
        clock.schedule(Duration.ofSeconds(Long.MAX_VALUE), note("at the end of time"));
        assertThat(clock.nextDue()).contains(Instant.MAX);
        clock.advance(Duration.ofDays(1_000_000));
        assertThat(log).isEmpty();
        clock.advance(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(clock.instant()).isEqualTo(Instant.MAX);
        assertThat(log).hasSize(1);
        clock.schedule(ofSeconds(1), note("beyond"));
        clock.advance(ofSeconds(1));
        assertThat(log).hasSize(2);
    }

    @Test
    @DisplayName("null is refused")
    void refusesNull() {
        assertThatThrownBy(() -> clock.schedule(null, () -> {})).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> clock.schedule(ZERO, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> clock.advance(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> clock.advanceTo(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new VirtualClock(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @DisplayName("a task that advances its clock is told so")
    void refusesToAdvanceFromATask() {
        clock.schedule(ofSeconds(1), () -> {
            try {
                clock.advance(ofSeconds(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThatThrownBy(() -> clock.advance(ofSeconds(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("awaitTimers waits until there are enough timers")
    void awaitsTimers() throws Exception {
        clock.awaitTimers(0);
        CompletableFuture<Void> scheduled = CompletableFuture.runAsync(() -> {
            clock.schedule(ofSeconds(1), note("a"));
            clock.schedule(ofSeconds(1), note("b"));
        });
        clock.awaitTimers(2);
        assertThat(clock.pending()).isEqualTo(2);
        scheduled.get();
    }

    @Test
    @DisplayName("awaitTimers gives up with a list of what is pending")
    void saysWhatIsPending() {
        VirtualClock impatient = new VirtualClock(Instant.EPOCH, ofMillis(20));
        impatient.schedule(ofSeconds(7), new Runnable() {
            @Override
            public void run() {}

            @Override
            public String toString() {
                return "the seventh second";
            }
        });
        assertThatThrownBy(() -> impatient.awaitTimers(2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at least 2 timers")
                .hasMessageContaining("1970-01-01T00:00:07Z for the seventh second");
        assertThatThrownBy(impatient::awaitNoTimers)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 pending");
        for (int i = 0; i < 100; i++) {
            impatient.schedule(ofSeconds(1), () -> {});
        }
        assertThat(impatient.toString()).hasLineCount(22).endsWith("…");
    }

    @Test
    @DisplayName("awaitNoTimers waits until the last timer is cancelled")
    void awaitsNoTimers() throws Exception {
        Clock.Timer timer = clock.schedule(ofSeconds(1), note("a"));
        CompletableFuture<Void> cancelled = CompletableFuture.runAsync(timer::cancel);
        clock.awaitNoTimers();
        cancelled.get();
    }

    @Test
    @DisplayName("waiting can be interrupted")
    void canBeInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> clock.awaitTimers(1)).isInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("a second advance waits for the first, then adds to it")
    void advancesExcludeEachOther() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        clock.schedule(ofSeconds(1), () -> {
            running.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            note("slow").run();
        });
        clock.schedule(ofSeconds(5), note("later"));
        BoundedCall<Boolean> first = BoundedCall.begin("first", () -> {
            clock.advance(ofSeconds(2));
            return true;
        });
        running.await();
        BoundedCall<Boolean> second = BoundedCall.begin("second", () -> {
            clock.advance(ofSeconds(3));
            return true;
        });
        assertThat(clock.instant().getEpochSecond()).isEqualTo(1);
        release.countDown();
        first.outcome(ofSeconds(10));
        second.outcome(ofSeconds(10));
        assertThat(log).containsExactly("slow@1", "later@5");
    }

    @Test
    @DisplayName("an advance that waits for one that does not end gives up")
    void givesUpOnAnEndlessAdvance() throws Exception {
        VirtualClock impatient = new VirtualClock(Instant.EPOCH, ofMillis(20));
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        impatient.schedule(ZERO, () -> {
            running.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        BoundedCall<Boolean> endless = BoundedCall.begin("endless", () -> {
            impatient.advance(ZERO);
            return true;
        });
        running.await();
        assertThatThrownBy(() -> impatient.advance(ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("endless");
        release.countDown();
        endless.outcome(ofSeconds(10));
    }

    @Test
    @DisplayName("many threads may schedule, cancel and advance: what is not cancelled fires once")
    void isThreadSafe() throws Exception {
        int threads = 4;
        int each = 5_000;
        AtomicInteger fired = new AtomicInteger();
        AtomicInteger kept = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                done.add(executor.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        Clock.Timer timer = clock.schedule(ofMillis(i % 50 + 1), fired::incrementAndGet);
                        if (i % 3 == 0) {
                            int before = fired.get();
                            timer.cancel();
                            assertThat(before).isGreaterThanOrEqualTo(0);
                        } else {
                            kept.incrementAndGet();
                        }
                        if (i % 100 == 0) {
                            clock.advance(ofMillis(0));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each1 : done) {
                each1.get();
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(clock.pending()).isEqualTo(kept.get());
        clock.advance(ofSeconds(1));
        assertThat(fired.get()).isEqualTo(kept.get());
        assertThat(clock.pending()).isZero();
    }
}
