// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That no thread of ours keeps the class loader of code that has once been on the stack (OC-27). */
@Timeout(90)
class ThreadLeakTest {
    /** Foreign code: loaded by a loader of its own, it runs what it is given. */
    public static final class Foreign implements Runnable {
        private final Runnable errand;

        /** Called by reflection. */
        public Foreign(Runnable errand) {
            this.errand = errand;
        }

        @Override
        public void run() {
            errand.run();
        }
    }

    /** Defines {@link Foreign} anew. */
    private static final class ForeignLoader extends ClassLoader {
        ForeignLoader() {
            super(ThreadLeakTest.class.getClassLoader());
        }

        Runnable foreign(Runnable errand) throws Exception {
            String name = Foreign.class.getName();
            try (InputStream code = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = code.readAllBytes();
                Class<?> type = defineClass(name, bytes, 0, bytes.length);
                return (Runnable) type.getConstructor(Runnable.class).newInstance(errand);
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    /** Runs the errand with foreign code on the stack, on a thread that ends; returns its loader. */
    private static WeakReference<ClassLoader> runByForeignCode(Runnable errand) throws Exception {
        ForeignLoader loader = new ForeignLoader();
        Thread caller = new Thread(loader.foreign(errand));
        caller.start();
        caller.join();
        return new WeakReference<>(loader);
    }

    private static void awaitCleared(WeakReference<ClassLoader> loader) {
        long rounds = 0;
        while (loader.get() != null) {
            System.gc();
            assertThat(++rounds).as("the class loader is still held").isLessThan(300);
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    @DisplayName("OC-27: a pool at rest keeps no class loader of those who gave it work")
    void poolAtRest() throws Exception {
        ElasticPool pool = new ElasticPool(Clock.system());
        CountDownLatch done = new CountDownLatch(1);
        WeakReference<ClassLoader> loader = runByForeignCode(() -> pool.execute(done::countDown));
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        awaitCleared(loader);
    }

    @Test
    @DisplayName("OC-27: a pool that always has work keeps no class loader of those who once gave it some")
    void poolUnderSteadyLoad() throws Exception {
        ElasticPool pool = new ElasticPool(Clock.system());
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean enough = new AtomicBoolean();
        WeakReference<ClassLoader> loader = runByForeignCode(() -> pool.execute(done::countDown));
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        keepBusy(pool, enough);
        try {
            awaitCleared(loader);
        } finally {
            enough.set(true);
        }
    }

    /** A task every few milliseconds: no thread is ever idle for long. */
    private static void keepBusy(ElasticPool pool, AtomicBoolean enough) {
        pool.execute(() -> {
            if (!enough.get()) {
                Clock.system().schedule(Duration.ofMillis(5), () -> keepBusy(pool, enough));
            }
        });
    }

    @Test
    @DisplayName("OC-27: the clock keeps no class loader of who scheduled a timer, while other timers are pending")
    void clockWithPendingTimers() throws Exception {
        awaitNoClockThread();
        Clock.Timer[] timer = new Clock.Timer[1];
        Runnable task = ThreadLeakTest::nothing;
        WeakReference<ClassLoader> loader =
                runByForeignCode(() -> timer[0] = Clock.system().schedule(Duration.ofHours(1), task));
        try {
            awaitCleared(loader);
        } finally {
            timer[0].cancel();
        }
    }

    @Test
    @DisplayName("A cancelled timer lets go of its task at once, though its holder keeps the timer")
    void cancelledTimerLetsGo() {
        Object[] task = {new Object()};
        WeakReference<Object> held = new WeakReference<>(task[0]);
        Clock.Timer timer = scheduleWith(task[0]);
        task[0] = null;
        timer.cancel();
        try {
            long rounds = 0;
            while (held.get() != null) {
                System.gc();
                assertThat(++rounds).as("the task is still held").isLessThan(300);
            }
        } finally {
            Reference.reachabilityFence(timer);
        }
    }

    private static Clock.Timer scheduleWith(Object captured) {
        return Clock.system()
                .schedule(Duration.ofHours(1), () -> assertThat(captured).isNotNull());
    }

    private static void nothing() {}

    private static void awaitNoClockThread() {
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("reeve/clock"))) {
            assertThat(Thread.currentThread().isInterrupted())
                    .as("a timer is pending for very long, maybe of a test before")
                    .isFalse();
        }
    }
}
