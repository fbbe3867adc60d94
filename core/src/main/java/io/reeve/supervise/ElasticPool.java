// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A pool for foreign code, some of which blocks for ever.
 *
 * <p>It has as many threads as there are processors, and one more for each thread that is stuck. While tasks wait,
 * it looks every few milliseconds which threads have not finished a task since it last looked; as long as fewer
 * than the basic number make progress it grows, by doubling. So a burst of a hundred thousand short tasks runs on
 * two threads, and a thousand tasks that block do not hold up the next.
 *
 * <p>The same look gives a thread the name of the foreign call that it is in, if that has lasted since the look before.
 * A name is for people who look at threads; most calls are over before anybody could, and take less time than it takes
 * to give a name.
 *
 * <p>Threads go after a second without work, and in any case after a few seconds: what foreign code leaves behind
 * in thread locals, and what a thread inherits from the stack that created it, would otherwise keep class loaders
 * of uninstalled bundles for ever.
 */
final class ElasticPool implements Executor {
    /** A task that puts in order what it left behind when it broke off. */
    interface Task extends Runnable {
        /**
         * It has thrown; called on the same thread.
         *
         * @param thrown what it threw
         */
        void brokeOff(Throwable thrown);
    }

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration OLDEST = Duration.ofSeconds(5);
    private static final int MOST_THREADS = 32_000;

    private final int base = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final Clock clock;
    private final Pool pool = new Pool();
    private final AtomicInteger names = new AtomicInteger();
    private final Set<PoolThread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    /** How many threads were stuck when somebody last looked, less those that have moved since. */
    private final AtomicInteger stuck = new AtomicInteger();

    ElasticPool(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable task) {
        Room.make();
        pool.take(task);
        lookSoon();
    }

    /** If there is no timer to be had, for want of memory say, the next one asks again. */
    @SuppressWarnings("EmptyCatch")
    private void lookSoon() {
        if (!looking.get() && looking.compareAndSet(false, true)) {
            try {
                clock.schedule(LOOK, this::look);
            } catch (Throwable noTimer) {
                looking.set(false);
            }
        }
    }

    /** Runs on the thread of the clock, never concurrently. */
    private void look() {
        try {
            int found = 0;
            for (PoolThread thread : threads) {
                if (thread.looksStuck()) {
                    found++;
                }
            }
            stuck.set(found);
            boolean waiting = !pool.getQueue().isEmpty();
            int moving = pool.getPoolSize() - found;
            int size = waiting && moving < base ? base + 2 * found : base + found;
            pool.setCorePoolSize(Math.min(size, MOST_THREADS));
            if (waiting) {
                pool.seeToThreads();
            }
        } finally {
            looking.set(false);
            if (isLookNeeded()) {
                lookSoon();
            }
        }
    }

    /**
     * Tasks that wait are a reason to grow, a size that nobody needs any longer is one to shrink, and a task that has
     * just begun may last.
     */
    private boolean isLookNeeded() {
        return !pool.getQueue().isEmpty()
                || pool.getCorePoolSize() > base + stuck.get()
                || threads.stream().anyMatch(PoolThread::isMoving);
    }

    /** A thread that seemed stuck has finished its task. */
    private void unstuck() {
        stuck.decrementAndGet();
        lookSoon();
    }

    int size() {
        return pool.getPoolSize();
    }

    /** The queue is without bound, so only the core size decides how many threads there are. */
    private final class Pool extends ThreadPoolExecutor {
        Pool() {
            super(base, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            setThreadFactory(task -> Threads.detached(() -> new PoolThread(task)));
            allowCoreThreadTimeOut(true);
        }

        /** Either takes the task or throws; {@link #execute} may do both when there is no memory for a thread. */
        void take(Runnable task) {
            getQueue().add(task);
            try {
                prestartCoreThread();
            } catch (Throwable noThread) {
                if (getPoolSize() == 0 && remove(task)) {
                    throw noThread;
                }
            }
        }

        /** One more, if there are fewer than there may be. If none can be had, the next look asks again. */
        @SuppressWarnings("EmptyCatch")
        void seeToThreads() {
            try {
                prestartCoreThread();
            } catch (Throwable noThread) {
            }
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
            ((PoolThread) thread).taskBegins();
        }

        @Override
        protected void afterExecute(Runnable task, Throwable thrown) {
            if (thrown != null && task instanceof Task broken) {
                broken.brokeOff(thrown);
            }
            ((PoolThread) Thread.currentThread()).taskEnds();
        }
    }

    private final class PoolThread extends Thread implements LateNamed {
        private final String ownName = getName();
        private final long born = clock.millis();

        /** Written by this thread only, before {@link #progress}. */
        private @Nullable ForeignCall call;

        /** Written by this thread only, whenever it gets on: odd while it runs a task. */
        private volatile long progress;

        /** Owned by the thread of the clock. */
        private long seen;

        /** Set by the thread of the clock, taken back by whoever comes first: it or this thread. */
        private final AtomicBoolean stuck = new AtomicBoolean();

        PoolThread(Runnable task) {
            super(null, task, "reeve/pool-" + names.incrementAndGet(), 0, false);
            setUncaughtExceptionHandler((thread, error) -> {
                if (!(error instanceof Retired)) {
                    System.getLogger(ElasticPool.class.getName())
                            .log(System.Logger.Level.ERROR, "a task of " + thread.getName() + " failed", error);
                }
            });
        }

        @Override
        public void run() {
            watch();
            try {
                super.run();
            } finally {
                threads.remove(this);
                // Whoever dies for want of memory was perhaps not replaced for the same reason.
                if (!pool.getQueue().isEmpty()) {
                    Room.make();
                    pool.seeToThreads();
                }
            }
        }

        /** If there is no memory for that, nobody sees when it is stuck: better than a thread that the pool only counts on. */
        @SuppressWarnings("EmptyCatch")
        private void watch() {
            Room.make();
            try {
                threads.add(this);
            } catch (OutOfMemoryError full) {
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        void taskBegins() {
            progress++;
            // A look that has just ended has seen the task neither in the queue nor here.
            lookSoon();
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        void taskEnds() {
            progress++;
            moved();
            // Listeners, policies and what depends on stages may have left something behind.
            Thread.interrupted();
            setContextClassLoader(ElasticPool.class.getClassLoader());
            if (clock.millis() - born > OLDEST.toMillis()) {
                // Documented for ThreadPoolExecutor: a hook that throws ends its thread, which is replaced if needed.
                throw new Retired();
            }
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        public @Nullable ForeignCall enter(@Nullable ForeignCall entered) {
            ForeignCall left = call;
            call = entered;
            progress += 2;
            moved();
            return left;
        }

        private void moved() {
            if (stuck.get() && stuck.compareAndSet(true, false)) {
                unstuck();
                takeOwnName();
            } else if (!getName().equals(ownName)) {
                // Foreign code has named it.
                takeOwnName();
            }
        }

        boolean looksStuck() {
            long now = progress;
            boolean still = now == seen && (now & 1) != 0;
            seen = now;
            if (stuck.getAndSet(still) != still && still) {
                nameAfterCall(now);
            }
            return still;
        }

        /** Whether it is in a task that it was not in yet when somebody last looked. */
        boolean isMoving() {
            return (progress & 1) != 0 && !stuck.get();
        }

        /** If the call has ended in the meantime, its thread has seen that it looks stuck, or this sees the progress. */
        private synchronized void nameAfterCall(long seenProgress) {
            ForeignCall lasting = call;
            if (lasting != null && progress == seenProgress) {
                setName(lasting.threadName());
            }
        }

        private synchronized void takeOwnName() {
            setName(ownName);
        }
    }

    /** Thrown to end a pool thread that is old; no stack, and not an error of anybody. */
    private static final class Retired extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Retired() {
            super("pool thread is old", null, false, false);
        }
    }
}
