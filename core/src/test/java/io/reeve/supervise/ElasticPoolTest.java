// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ElasticPoolTest {
    private static final int BASE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final ElasticPool pool = new ElasticPool(Clock.system());

    @Test
    @DisplayName("B-16: tasks that block, however many, do not hold up the next")
    void growsWhileThreadsAreBlocked() throws Exception {
        CountDownLatch release = block(200);
        CountDownLatch done = new CountDownLatch(1);
        pool.execute(done::countDown);
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        release.countDown();
    }

    @Test
    @DisplayName("Tasks that wait for a later task are given the thread for it")
    void tasksMayWaitForLaterTasks() throws Exception {
        Semaphore passed = new Semaphore(0);
        int length = 50;
        CountDownLatch[] links = new CountDownLatch[length + 1];
        for (int link = 0; link <= length; link++) {
            links[link] = new CountDownLatch(1);
        }
        for (int link = 0; link < length; link++) {
            int mine = link;
            pool.execute(() -> {
                awaitQuietly(links[mine + 1]);
                links[mine].countDown();
                passed.release();
            });
        }
        pool.execute(() -> links[length].countDown());
        assertThat(passed.tryAcquire(length, 30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("No thread is left when there is nothing to do")
    void shrinksToNothing() throws Exception {
        CountDownLatch release = block(50);
        release.countDown();
        await(() -> pool.size() == 0);
    }

    @Test
    @DisplayName("A burst of short tasks runs on few threads")
    void burstRunsOnFewThreads() throws Exception {
        assertThat(threadsOfABurst().size()).isLessThanOrEqualTo(4 * BASE);
    }

    @Test
    @DisplayName("A burst of short tasks runs on few threads also when the pool was large before")
    void burstAfterAWaveOfBlockedTasks() throws Exception {
        CountDownLatch release = block(200);
        release.countDown();
        await(() -> pool.size() == 0);
        assertThat(threadsOfABurst().size()).isLessThanOrEqualTo(4 * BASE);
    }

    @Test
    @DisplayName("The pool goes on growing after a look has failed")
    void growsAfterAFailedLook() throws Exception {
        ElasticPool shaken = new ElasticPool(new FailsOnce());
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        for (int task = 0; task < 2 * BASE + 1; task++) {
            try {
                shaken.execute(() -> awaitQuietly(release));
            } catch (IllegalStateException once) {
                assertThat(once).hasMessage("once");
            }
        }
        shaken.execute(done::countDown);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        release.countDown();
    }

    @Test
    @DisplayName("OC-28: a thread takes over neither the class loader nor the inheritable thread locals of its creator")
    void threadsAreDetached() throws Exception {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        local.set("of the creator");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new ClassLoader(before) {});
        try {
            CountDownLatch done = new CountDownLatch(1);
            Object[] seen = new Object[3];
            pool.execute(() -> {
                seen[0] = local.get();
                seen[1] = Thread.currentThread().getContextClassLoader();
                seen[2] = Thread.currentThread().isDaemon();
                done.countDown();
            });
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).containsExactly(null, Threads.class.getClassLoader(), true);
        } finally {
            local.remove();
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    @DisplayName("A thread that has nothing to do is not taken for one that is stuck")
    void idleThreads() throws Exception {
        HandClock clock = new HandClock();
        ElasticPool quiet = new ElasticPool(clock);
        Set<Thread> idle = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(BASE);
        for (int task = 0; task < BASE; task++) {
            quiet.execute(() -> {
                idle.add(Thread.currentThread());
                done.countDown();
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        quiet.execute(() -> {
            begun.countDown();
            awaitQuietly(release);
        });
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        await(() -> idle.stream().noneMatch(thread -> thread.getState() == Thread.State.RUNNABLE));
        for (int look = 0; look < 3; look++) {
            clock.tick();
        }
        for (int task = 0; task < 2 * BASE; task++) {
            quiet.execute(() -> awaitQuietly(release));
        }
        assertThat(quiet.size()).as("one is stuck, and nobody has looked since").isEqualTo(BASE + 1);
        release.countDown();
    }

    @Test
    @DisplayName("What a task leaves on its thread, an interrupt and a class loader, is gone before the next one")
    void threadsAreTidied() throws Exception {
        CountDownLatch done = new CountDownLatch(10 * BASE);
        Set<Object> found = ConcurrentHashMap.newKeySet();
        for (int task = 0; task < 10 * BASE; task++) {
            pool.execute(() -> {
                Thread thread = Thread.currentThread();
                found.add(thread.isInterrupted());
                found.add(thread.getContextClassLoader());
                thread.interrupt();
                thread.setContextClassLoader(new ClassLoader() {});
                done.countDown();
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(found).containsExactlyInAnyOrder(false, ElasticPool.class.getClassLoader());
    }

    @Test
    @DisplayName("A task that throws is logged, and the next one runs")
    void tasksThatThrow() throws Exception {
        BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(ElasticPool.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            Error error = new AssertionError("of the task");
            pool.execute(() -> {
                throw error;
            });
            LogRecord record = records.poll(30, TimeUnit.SECONDS);
            assertThat(record.getThrown()).isSameAs(error);
            assertThat(record.getMessage()).matches("a task of reeve/pool-\\d+ failed");
            CountDownLatch done = new CountDownLatch(1);
            pool.execute(done::countDown);
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    @Test
    @DisplayName("A thread has the name of a call that lasts, then its own again, whatever the call has named it")
    void threadsOfCallsThatLastAreNamed() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        pool.execute(new Named("reeve/r/lasting", () -> {
            new Named("reeve/r/inner", () -> Thread.currentThread().setName("mine")).run();
            assertThat(Thread.currentThread().getName()).startsWith("reeve/pool-");
            thread.complete(Thread.currentThread());
            awaitQuietly(release);
        }));
        Thread caller = thread.get(30, TimeUnit.SECONDS);
        await(() -> caller.getName().equals("reeve/r/lasting"));
        release.countDown();
        await(() -> caller.getName().startsWith("reeve/pool-"));
    }

    private static final class Named extends ForeignCall {
        private final String name;
        private final Runnable code;

        Named(String name, Runnable code) {
            super(Named.class.getClassLoader());
            this.name = name;
            this.code = code;
        }

        @Override
        protected String threadName() {
            return name;
        }

        @Override
        protected void call() {
            code.run();
        }
    }

    /** Returns when so many tasks hold a thread each. */
    private CountDownLatch block(int tasks) throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        Semaphore blocked = new Semaphore(0);
        for (int task = 0; task < tasks; task++) {
            pool.execute(() -> {
                blocked.release();
                awaitQuietly(release);
            });
        }
        assertThat(blocked.tryAcquire(tasks, 30, TimeUnit.SECONDS)).isTrue();
        return release;
    }

    private Set<Thread> threadsOfABurst() throws InterruptedException {
        int tasks = 20_000;
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(tasks);
        for (int task = 0; task < tasks; task++) {
            pool.execute(() -> {
                threads.add(Thread.currentThread());
                done.countDown();
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        return threads;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /** A clock whose timers are due when the test says so. */
    private static final class HandClock implements Clock {
        private final Queue<Runnable> timers = new ConcurrentLinkedQueue<>();

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            timers.add(task);
            return () -> {};
        }

        void tick() {
            Runnable due = timers.poll();
            if (due != null) {
                due.run();
            }
        }
    }

    private static final class FailsOnce implements Clock {
        private boolean failed;

        @Override
        public Instant instant() {
            return Clock.system().instant();
        }

        @Override
        public synchronized Timer schedule(Duration delay, Runnable task) {
            if (!failed) {
                failed = true;
                throw new IllegalStateException("once");
            }
            return Clock.system().schedule(delay, task);
        }
    }
}
