// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.ready;

import static io.reeve.testkit.WorkerChecks.checkAlive;
import static io.reeve.testkit.WorkerChecks.checkKill;
import static io.reeve.testkit.WorkerChecks.checkKilled;
import static io.reeve.testkit.WorkerChecks.cleanKill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reeve.catacomb.Workers;
import io.reeve.testkit.VirtualClock;
import io.reeve.time.Clock;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a worker from a periodic task")
final class PeriodicTest {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final VirtualClock clock = new VirtualClock();

    /** The time of each tick, in seconds. */
    private final BlockingQueue<Long> ticks = new LinkedBlockingQueue<>();

    @AfterEach
    void noTimerIsLeft() {
        assertThat(clock.pending()).isZero();
    }

    private void tick() {
        ticks.add(clock.instant().getEpochSecond());
    }

    private long nextTick() throws InterruptedException {
        Long time = ticks.poll(60, TimeUnit.SECONDS);
        assertThat(time).as("time of a tick").isNotNull();
        return time;
    }

    private void advance(long seconds) throws InterruptedException {
        clock.advance(Duration.ofSeconds(seconds));
    }

    private Instant nextDue() throws InterruptedException {
        clock.awaitTimers(1);
        return clock.nextDue().orElseThrow();
    }

    /** A task whose every tick takes as long as the test wants. */
    private final class LongTicks implements Workers.Task {
        private final BlockingQueue<Signal> begun = new LinkedBlockingQueue<>();

        @Override
        public void run() throws InterruptedException {
            tick();
            Signal end = new Signal();
            begun.add(end);
            end.await();
        }

        void end() throws InterruptedException {
            begun.take().set();
        }
    }

    @Test
    @DisplayName("of a fixed delay needs no virtual clock")
    void wallClock() throws Exception {
        Signal third = new Signal();
        AtomicInteger count = new AtomicInteger();
        Worker worker = Workers.every("wall clock", Duration.ofMillis(1), () -> {
            if (count.incrementAndGet() == 3) {
                third.set();
            }
        });
        assertThat(worker).hasToString("periodic worker 'wall clock'");
        third.await();
        cleanKill(worker);
    }

    @Test
    @DisplayName("of a fixed delay ticks at once, then each time that the delay has passed since the last tick ended")
    void fixedDelayCountsFromTheEnd() throws Exception {
        LongTicks task = new LongTicks();
        Worker worker = Workers.every("slow", PERIOD, task, clock);
        assertThat(nextTick()).isZero();
        advance(25);
        assertThat(clock.pending()).isZero();
        task.end();
        assertThat(nextDue()).isEqualTo(Instant.ofEpochSecond(35));
        advance(9);
        assertThat(ticks).isEmpty();
        advance(1);
        assertThat(nextTick()).isEqualTo(35);
        task.end();
        clock.awaitTimers(1);
        cleanKill(worker);
    }

    @Test
    @DisplayName("of a fixed rate ticks on the grid, however long a tick takes within the period")
    void fixedRateKeepsToTheGrid() throws Exception {
        LongTicks task = new LongTicks();
        Worker worker = Workers.atRate("rate", PERIOD, task, clock);
        assertThat(nextTick()).isZero();
        advance(4);
        task.end();
        assertThat(nextDue()).isEqualTo(Instant.ofEpochSecond(10));
        advance(6);
        assertThat(nextTick()).isEqualTo(10);
        advance(10);
        task.end();
        // The due time that is now is not missed.
        assertThat(nextDue()).isEqualTo(Instant.ofEpochSecond(20));
        advance(0);
        assertThat(nextTick()).isEqualTo(20);
        task.end();
        clock.awaitTimers(1);
        assertThat(((Reporter) worker).report()).containsEntry("ticks", 3L).containsEntry("missed", 0L);
        cleanKill(worker);
    }

    @Test
    @DisplayName("of a fixed rate drops the ticks that it missed and stays on the grid")
    void missedTicksDoNotPileUp() throws Exception {
        LongTicks task = new LongTicks();
        Worker worker = Workers.atRate("rate", PERIOD, task, clock);
        assertThat(nextTick()).isZero();
        advance(57);
        task.end();
        assertThat(nextDue()).isEqualTo(Instant.ofEpochSecond(60));
        assertThat(((Reporter) worker).report())
                .containsEntry("state", "started")
                .containsEntry("missed", 5L);
        advance(3);
        assertThat(nextTick()).isEqualTo(60);
        assertThat(ticks).isEmpty();
        task.end();
        assertThat(nextDue()).isEqualTo(Instant.ofEpochSecond(70));
        cleanKill(worker);
        assertThat(((Reporter) worker).report()).containsEntry("state", "stopped");
    }

    /** A clock that somebody sets. */
    private static final class SetClock implements Clock {
        private final BlockingQueue<Runnable> timers = new LinkedBlockingQueue<>();
        private final BlockingQueue<Duration> delays = new LinkedBlockingQueue<>();
        private volatile Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            timers.add(task);
            delays.add(delay);
            return () -> timers.remove(task);
        }
    }

    @Test
    @DisplayName("of a fixed rate does not wait for the old times when the clock is set back")
    void clockSetBack() throws Exception {
        SetClock set = new SetClock();
        Worker worker = Workers.atRate("rate", PERIOD, () -> {}, set);
        assertThat(set.delays.poll(60, TimeUnit.SECONDS)).isEqualTo(PERIOD);
        set.now = Instant.EPOCH.minus(Duration.ofDays(1));
        set.timers.take().run();
        assertThat(set.delays.poll(60, TimeUnit.SECONDS)).isEqualTo(PERIOD);
        set.now = set.now.plus(PERIOD).plusSeconds(3);
        set.timers.take().run();
        assertThat(set.delays.poll(60, TimeUnit.SECONDS)).isEqualTo(PERIOD.minusSeconds(3));
        cleanKill(worker);
    }

    @Test
    @DisplayName("takes periods as short and as long as there are")
    void extremePeriods() throws Exception {
        for (Duration period : List.of(Duration.ofNanos(1), Duration.ofSeconds(Long.MAX_VALUE))) {
            LongTicks task = new LongTicks();
            Worker worker = Workers.atRate("extreme", period, task, clock);
            nextTick();
            advance(1_000_000_000_000L);
            task.end();
            clock.awaitTimers(1);
            cleanKill(worker);
            Worker other = Workers.every("extreme", period, this::tick, clock);
            nextTick();
            clock.awaitTimers(1);
            cleanKill(other);
        }
    }

    @Test
    @DisplayName("ends with what a tick threw, an Error too, and ticks no more")
    void aTickThatThrowsIsTheEnd() throws Exception {
        Error error = new LinkageError("in the second tick");
        AtomicInteger count = new AtomicInteger();
        Worker worker = Workers.every(
                "failing",
                PERIOD,
                () -> {
                    if (count.incrementAndGet() == 2) {
                        throw error;
                    }
                },
                clock);
        clock.awaitTimers(1);
        checkAlive(worker);
        advance(10);
        assertThat(checkKilled(worker)).containsSame(error);
        worker.kill();
        assertThat(checkKilled(worker)).containsSame(error);
        assertThat(count).hasValue(2);
    }

    @Test
    @DisplayName("a kill interrupts a tick, and the worker ends without error when that answers to it")
    void aKillInterruptsATick() throws Exception {
        Worker worker = Workers.atRate("long", PERIOD, new LongTicks(), clock);
        nextTick();
        cleanKill(worker);
    }

    @Test
    @DisplayName("a tick that ignores the interrupt is waited for; what it then throws is the worker's error")
    void aDeafTickIsWaitedFor() throws Exception {
        Signal begun = new Signal();
        Signal open = new Signal();
        IOException late = new IOException("too late");
        Worker worker = Workers.every(
                "deaf",
                PERIOD,
                () -> {
                    begun.set();
                    open.awaitStubbornly();
                    throw late;
                },
                clock);
        begun.await();
        worker.kill();
        worker.kill();
        checkAlive(worker);
        assertThat(((Reporter) worker).report()).containsEntry("state", "stopping");
        open.set();
        assertThat(checkKill(worker)).containsSame(late);
    }

    @Test
    @DisplayName("a tick may kill its own worker; no tick follows")
    void aTickMayKill() throws Exception {
        CompletableFuture<Worker> self = new CompletableFuture<>();
        Worker worker = Workers.every(
                "self",
                PERIOD,
                () -> {
                    Worker me = self.get();
                    me.kill();
                    tick();
                },
                clock);
        self.complete(worker);
        assertThat(checkKilled(worker)).isEmpty();
        advance(100);
        assertThat(ticks).hasSize(1);
    }

    @Test
    @DisplayName("ticks never overlap, and none begins after the end, however kills and timers race")
    void killsAndTimersRace() throws Exception {
        for (int round = 0; round < 500; round++) {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            Signal third = new Signal();
            AtomicInteger count = new AtomicInteger();
            Worker worker = Workers.atRate("race", Duration.ofNanos(1), () -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                if (count.incrementAndGet() == 3) {
                    third.set();
                }
                inside.decrementAndGet();
            });
            third.await();
            cleanKill(worker);
            assertThat(inside).hasValue(0);
            int ended = count.get();
            assertThat(most).hasValue(1);
            assertThat(count).hasValue(ended);
        }
    }

    @Test
    @DisplayName("a clock that fails is the worker's error")
    void aBrokenClockIsAnError() throws Exception {
        IllegalStateException broken = new IllegalStateException("no timers today");
        Worker worker = Workers.every("broken", PERIOD, this::tick, new BrokenClock(broken));
        assertThat(checkKilled(worker)).containsSame(broken);
    }

    private record BrokenClock(RuntimeException error) implements io.reeve.time.Clock {
        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            throw error;
        }
    }

    @Test
    @DisplayName("has name and class loader of the task in each tick, and no thread between ticks")
    void hasNameAndLoaderInEachTick() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        BlockingQueue<String> names = new LinkedBlockingQueue<>();
        BlockingQueue<ClassLoader> loaders = new LinkedBlockingQueue<>();
        Worker worker = Workers.every(
                "my task",
                PERIOD,
                () -> {
                    threads.add(Thread.currentThread());
                    names.add(Thread.currentThread().getName());
                    loaders.add(Thread.currentThread().getContextClassLoader());
                },
                clock);
        clock.awaitTimers(1);
        advance(10);
        clock.awaitTimers(1);
        assertThat(names).containsExactly("reeve/my task", "reeve/my task");
        assertThat(loaders).containsOnly(PeriodicTest.class.getClassLoader());
        for (Thread thread : threads) {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
        cleanKill(worker);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    @DisplayName("a period that is not positive is refused, with its value")
    void periodsMustBePositive(Duration period) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workers.every("a", period, this::tick, clock))
                .withMessageContainingAll("delay", period.toString());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workers.atRate("a", period, this::tick))
                .withMessageContainingAll("period", period.toString());
        assertThat(ticks).isEmpty();
    }

    @Test
    @DisplayName("blank names and null are refused, and nothing ticks")
    void badInputIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Workers.every(" ", PERIOD, this::tick));
        assertThatNullPointerException().isThrownBy(() -> Workers.every("a", null, this::tick));
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.every("a", PERIOD, null))
                .withMessage("task");
        assertThatNullPointerException()
                .isThrownBy(() -> Workers.atRate("a", PERIOD, this::tick, null))
                .withMessage("clock");
        assertThat(ticks).isEmpty();
    }
}
