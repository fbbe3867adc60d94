// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import io.reeve.supervise.OneWayStage;
import io.reeve.supervise.Threads;
import io.reeve.time.Clock;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 *              tick returned                          killed
 *   TICKING ------------------> WAITING ----------------------------------> OVER
 *      ^    <------------------    |                                          ^
 *      |        timer fired                                                   |
 *      +----------------------------------------------------------------------+
 *                     tick threw, or returned after a kill
 *
 * TICKING is the time from the order to run a tick to the existence of the next timer; the tick under way has the
 * duty to go on from there, also when a kill comes meanwhile. While WAITING that duty is the killer's.
 */

/** A worker that calls a task again and again, and has a thread only while it does. */
final class Periodic implements Worker, Reporter {
    private final String name;
    private final Workers.Task task;
    private final Clock clock;
    private final Supplier<Duration> untilNext;
    private final Supplier<Long> missed;
    private final OneWayStage completion = new OneWayStage();
    private final ReentrantLock lock = new ReentrantLock();

    // All written with the lock held.
    /** The tick under way; null while waiting and when over. */
    private @Nullable ForeignTask tick;

    private Clock.@Nullable Timer timer;
    private volatile boolean killed;
    private volatile boolean over;
    private volatile long ticks;

    private Periodic(String name, Workers.Task task, Clock clock, Supplier<Duration> untilNext, Supplier<Long> missed) {
        this.name = name;
        this.task = task;
        this.clock = clock;
        this.untilNext = untilNext;
        this.missed = missed;
    }

    static Periodic withDelay(String name, Duration delay, Workers.Task task, Clock clock) {
        Periodic worker = new Periodic(name, task, clock, () -> delay, () -> 0L);
        worker.beginTick();
        return worker;
    }

    static Periodic atRate(String name, Duration period, Workers.Task task, Clock clock) {
        Grid grid = new Grid(clock, period);
        Periodic worker = new Periodic(name, task, clock, grid::untilNext, grid::missed);
        worker.beginTick();
        return worker;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written with the lock held
    private void beginTick() {
        ForeignTask next = new ForeignTask(name, task, this::callUnlessKilled);
        lock.lock();
        try {
            if (killed) {
                return;
            }
            tick = next;
            timer = null;
            ticks++;
        } finally {
            lock.unlock();
        }
        // A tick may block, as a start function may.
        try {
            Threads.forStarts().execute(() -> ended(next, next.outcome()));
        } catch (Throwable noThread) {
            end(noThread);
        }
    }

    /** From here on there is a thread that a kill can interrupt; before, it had none. */
    private void callUnlessKilled() throws Exception {
        if (!killed) {
            task.run();
        }
    }

    private void ended(ForeignTask ended, @Nullable Throwable error) {
        if (error != null) {
            end(killed && Obedience.isIn(error) ? null : error);
            return;
        }
        Clock.Timer next = null;
        if (!killed) {
            try {
                next = clock.schedule(untilNext.get(), this::beginTick);
            } catch (Throwable broken) {
                end(broken);
                return;
            }
        }
        boolean obey = false;
        lock.lock();
        try {
            // Otherwise the timer has fired already, and everything else is up to the next tick.
            if (tick == ended) {
                obey = killed;
                if (!killed) {
                    tick = null;
                    timer = next;
                }
            }
        } finally {
            lock.unlock();
        }
        if (obey) {
            if (next != null) {
                next.cancel();
            }
            end(null);
        }
    }

    @Override
    public void kill() {
        ForeignTask running;
        Clock.Timer waiting;
        lock.lock();
        try {
            if (killed || over) {
                return;
            }
            killed = true;
            running = tick;
            waiting = timer;
            timer = null;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.interrupt();
        } else {
            if (waiting != null) {
                waiting.cancel();
            }
            end(null);
        }
    }

    /** Called once: by the last tick, or by the killer if there is none. */
    private void end(@Nullable Throwable error) {
        lock.lock();
        try {
            over = true;
            killed = true;
            tick = null;
        } finally {
            lock.unlock();
        }
        Threads.forCalls().execute(() -> completion.finish(error));
    }

    @Override
    public CompletionStage<Void> completion() {
        return completion;
    }

    @Override
    public Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put(KEY_STATE, over ? "stopped" : killed ? "stopping" : "started");
        report.put("ticks", ticks);
        report.put("missed", missed.get());
        return report;
    }

    @Override
    public String toString() {
        return "periodic worker '" + name + "'";
    }
}
