// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/*
 * Who goes on: the heart of a simulated world.
 *
 *   execute        picked            returned
 *   ---------> READY ------> RUNNING ---------> (gone)
 *                ^            |   |
 *                |            |   | waits for a future
 *                | left at a  |   v
 *                +-- point ---+  WAITING
 *                ^                |
 *                +----------------+  the future is done, or it was interrupted
 *
 * One task runs at a time, and what comes next is decided by the dice when it returns, waits, or stands at a point:
 * where it touches the executor or the clock, or says `pause`. A task that returns lets the next one run on its carrier.
 * Only a task that is left in the middle keeps its carrier, and another one goes on with the picking. So most schedules
 * need few passes of the baton, which are what costs time.
 *
 * Invariants
 *   1. Exactly one thread has the baton: the carrier of the task that runs, or that picks.
 *   2. Everything here but `progress`, `finished` and `driver` is read and written by whoever has the baton.
 *   3. What is decided depends on the dice and on what happened in this world, and on nothing else.
 *   4. After a failure nothing new begins. Those left in the middle go on with a Halt, one after the other.
 */
final class Scheduler implements Executor {
    /** A schedule that takes more turns than this does not come to rest. */
    private static final int MOST_TURNS = 50_000;

    /** How many turns a task is kept back at the most. */
    private static final int LONGEST_DELAY = 80;

    /** A task that goes on this often although the world has ended is left behind, with its thread. */
    private static final int MOST_HALTS = 20;

    /** The rule that is broken by a task that keeps the baton. */
    static final String STUCK = "no task blocks outside of the simulation";

    private final Crew crew;
    private final Dice dice;
    private final Temper temper;
    private final Trace trace;
    private final WorldClock clock = new WorldClock(this);
    private final List<Task> ready = new ArrayList<>();
    private final List<Task> waiting = new ArrayList<>();

    /** What is true at any moment; called at each turn. */
    private Runnable rules = () -> {};

    /** Called when nothing can happen any more; returns whether it has found something. */
    private BooleanSupplier director = () -> false;

    /** Whether everything has been done that was to be done. */
    private BooleanSupplier isOver = () -> false;

    private @Nullable Task current;
    private @Nullable Violation violation;
    private boolean watching;

    /** How many tasks go on without haste: those that whoever rests is woken by. */
    private int rest;

    private long tasks;
    private long turns;
    private long fingerprint;

    private volatile long progress;
    private volatile @Nullable Thread driver;
    private volatile @Nullable Thread holder;
    private volatile boolean finished;

    Scheduler(Crew crew, Dice dice, Temper temper, Trace trace) {
        this.crew = crew;
        this.dice = dice;
        this.temper = temper;
        this.trace = trace;
    }

    // ---- the one who runs a schedule

    /**
     * Runs a schedule to its end.
     *
     * @param world whose schedule it is
     * @param patience how long a task may keep the baton, by the wall clock
     * @return what went wrong; null if nothing did
     */
    @Nullable
    Violation run(World world, Duration patience) {
        rules = world::checkAlways;
        director = world::close;
        isOver = world::isOver;
        driver = Thread.currentThread();
        Carrier first = crew.take();
        first.begin(() -> drive(first, null));
        long slice = Math.max(1, patience.toNanos() / 8);
        long seen = -1;
        int idle = 0;
        while (!finished) {
            LockSupport.parkNanos(this, slice);
            if (finished) {
                break;
            }
            if (Thread.currentThread().isInterrupted()) {
                return new Violation("interrupted", "the thread that simulates was interrupted", null);
            }
            long now = progress;
            idle = now == seen ? idle + 1 : 0;
            seen = now;
            if (idle > 8) {
                return stuck();
            }
        }
        return violation;
    }

    private Violation stuck() {
        Thread stuck = holder;
        StringBuilder where = new StringBuilder();
        if (stuck != null) {
            for (StackTraceElement element : stuck.getStackTrace()) {
                where.append("\n      at ").append(element);
            }
        }
        return new Violation(
                STUCK,
                "it waits without the clock of its world, for a lock that another task holds, or runs in a circle"
                        + where,
                null);
    }

    /** Whether two runs of a schedule were the same one. */
    long fingerprint() {
        return fingerprint;
    }

    long turns() {
        return turns;
    }

    WorldClock clock() {
        return clock;
    }

    Trace trace() {
        return trace;
    }

    // ---- what tasks call

    @Override
    public void execute(Runnable body) {
        requireNonNull(body, "task");
        enqueue(nameOf(body), body);
        // Without a Halt: an executor that throws has not taken the task.
        if (violation == null && isLeftHere()) {
            leave();
        }
    }

    /** The class says more than nothing; what makes a lambda's class unreadable is left out. */
    private static String nameOf(Runnable body) {
        String name = body.getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        String plain = lambda < 0 ? name : name.substring(0, lambda);
        return plain.substring(plain.lastIndexOf('.') + 1);
    }

    Task enqueue(String name, Runnable body) {
        return enqueue(name, body, null);
    }

    Task enqueue(String name, Runnable body, @Nullable Runnable done) {
        refuseStrangers();
        long notBefore = dice.isIn(temper.delay()) ? turns + 1 + dice.nextInt(LONGEST_DELAY) : 0;
        Task task = new Task(++tasks, name, body, done, notBefore);
        if (takesTasks()) {
            ready.add(task);
        }
        return task;
    }

    /** Nothing can happen now but what a patient timer does, and then whoever waits for that. */
    void rest() {
        rest = 2;
    }

    /** It must not begin any more. */
    void withdraw(Task task) {
        if (!task.hasBegun()) {
            ready.remove(task);
        }
    }

    /** After a failure nothing new begins. */
    boolean takesTasks() {
        return violation == null;
    }

    /** A place at which others may come in. */
    void point() {
        refuseStrangers();
        if (isLeftHere()) {
            leave();
        }
        haltIfOver();
    }

    /** A place at which others come in if the dice say so. */
    void pause() {
        refuseStrangers();
        if (!watching && current != null && violation == null) {
            leave();
        }
        haltIfOver();
    }

    private boolean isLeftHere() {
        return !watching && current != null && violation == null && dice.isIn(temper.preemption());
    }

    private void leave() {
        suspend(requireNonNull(current), null, ready);
    }

    /** Returns when the future is done. */
    void await(Future<?> future) throws InterruptedException {
        point();
        while (!future.isDone()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            refuseStrangers();
            if (watching || current == null) {
                throw new IllegalStateException("a rule must not wait");
            }
            suspend(current, future::isDone, waiting);
            haltIfOver();
        }
    }

    /** The world is that of its tasks: another thread that comes in does so at a moment that no seed decides. */
    private void refuseStrangers() {
        if (Thread.currentThread() != holder && violation == null && !finished && current != null) {
            throw new IllegalStateException("thread '" + Thread.currentThread().getName()
                    + "' does not belong to this simulated world: what makes it must use the world's executor");
        }
    }

    private void haltIfOver() {
        if (violation != null && !watching && Thread.currentThread() instanceof Carrier) {
            throw new Halt();
        }
    }

    void fail(Violation failed) {
        if (violation == null) {
            violation = failed;
            note("FAILED: " + failed);
        }
    }

    void note(String text) {
        trace.add(clock.now(), () -> (current == null || watching ? "" : "[" + current.number + "] ") + text);
    }

    // ---- who goes on

    private void drive(Carrier me, @Nullable Task first) {
        holder = me;
        Task next = first != null ? first : pick();
        while (next != null && !next.hasBegun()) {
            perform(me, next);
            next = pick();
        }
        crew.giveBack(me);
        passTo(next);
    }

    private void perform(Carrier me, Task task) {
        task.carrier = me;
        current = task;
        trace.add(clock.now(), () -> "[" + task.number + "] begins: " + task.name);
        try {
            task.body.run();
        } catch (Halt halted) {
            // Its world has ended.
        } catch (Throwable thrown) {
            fail(Violation.thrown("a task", thrown));
        }
        Thread.interrupted();
        task.carrier = null;
        current = null;
        if (task.done != null) {
            task.done.run();
        }
    }

    private void suspend(Task task, @Nullable BooleanSupplier awaited, List<Task> where) {
        Carrier me = requireNonNull(task.carrier);
        task.awaited = awaited;
        me.standAside();
        where.add(task);
        Task next = pick();
        if (next != task) {
            trace.add(clock.now(), () -> "[" + task.number + "] stands aside" + (awaited == null ? "" : " and waits"));
        }
        current = null;
        passTo(next);
        me.awaitBaton();
        holder = me;
        task.awaited = null;
        current = task;
        if (next != task) {
            trace.add(clock.now(), () -> "[" + task.number + "] goes on: " + task.name);
        }
    }

    /** Whoever calls this has no more business with this world until it gets the baton back. */
    private void passTo(@Nullable Task next) {
        if (next == null) {
            finished = true;
            LockSupport.unpark(driver);
        } else if (next.carrier != null) {
            next.carrier.goOn();
        } else {
            Carrier fresh = crew.take();
            fresh.begin(() -> drive(fresh, next));
        }
    }

    /** The task that goes on, taken out of the lists; null if this world has come to its end. */
    private @Nullable Task pick() {
        while (true) {
            progress = ++turns;
            checkRules();
            if (violation != null) {
                return nextToHalt();
            }
            if (turns > MOST_TURNS) {
                fail(new Violation("it comes to rest", "after " + turns + " turns it goes on still", null));
                continue;
            }
            wakeUp();
            if (!ready.isEmpty()) {
                if (rest == 0 && clock.mayHurry() && dice.isIn(temper.haste())) {
                    clock.fireNext();
                    continue;
                }
                rest = Math.max(0, rest - 1);
                Task next = choose();
                fingerprint = fingerprint * 31 + next.number;
                return next;
            }
            if (!findSomething()) {
                return null;
            }
        }
    }

    private boolean findSomething() {
        if (clock.pending() > 0) {
            // A task that waits may wait for one of them.
            if (isOver.getAsBoolean() && waiting.isEmpty()) {
                fail(new Violation("no timer is left", clock.pending() + " at the end", null));
            } else {
                clock.fireNext();
            }
            return true;
        }
        if (director.getAsBoolean()) {
            return true;
        }
        if (!waiting.isEmpty()) {
            Task left = waiting.get(0);
            StringBuilder where = new StringBuilder(left.toString());
            for (StackTraceElement element : requireNonNull(left.carrier).getStackTrace()) {
                where.append("\n      at ").append(element);
            }
            fail(new Violation("no task waits for ever", where.toString(), null));
        }
        return violation != null;
    }

    private void wakeUp() {
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).canGoOn()) {
                ready.add(waiting.remove(i--));
            }
        }
    }

    private Task choose() {
        List<Task> free = ready;
        if (temper.delay() > 0) {
            List<Task> due =
                    ready.stream().filter(task -> task.notBefore <= turns).toList();
            free = due.isEmpty() ? ready : due;
        }
        Task chosen = free.get(free.size() > 1 && dice.isIn(temper.disorder()) ? dice.nextInt(free.size()) : 0);
        ready.remove(chosen);
        return chosen;
    }

    private @Nullable Task nextToHalt() {
        ready.removeIf(task -> !task.hasBegun());
        for (List<Task> tasks : List.of(ready, waiting)) {
            while (!tasks.isEmpty()) {
                Task task = tasks.remove(0);
                if (++task.halts <= MOST_HALTS) {
                    return task;
                }
            }
        }
        return null;
    }

    private void checkRules() {
        if (violation == null) {
            try {
                undisturbed(rules);
            } catch (Throwable thrown) {
                fail(Violation.thrown("a rule", thrown));
            }
        }
    }

    /** Looks at the world: no place is a point meanwhile. */
    void undisturbed(Runnable look) {
        boolean watched = watching;
        watching = true;
        try {
            look.run();
        } finally {
            watching = watched;
        }
    }
}
