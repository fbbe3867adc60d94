// SPDX-License-Identifier: Apache-2.0
package io.reeve.catacomb;

import static java.util.Objects.requireNonNull;

import io.reeve.supervise.Failures;
import io.reeve.supervise.OneWayStage;
import io.reeve.supervise.OwnThreads;
import io.reeve.supervise.RankedErrors;
import io.reeve.supervise.Threads;
import io.reeve.time.Clock;
import io.reeve.worker.Reporter;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 *            invoke                 work returned, a child failed, or kill        work and children ended
 *   UNUSED ----------> ALIVE ------------------------------------------> DYING -------------------------> DEAD
 *      |                                                                   ^
 *      +-------------------------------------------------------------------+
 *                       kill; invoke still starts the work then
 *
 * Invariants
 *   1. It is not dead before the work has returned and every child has ended.
 *   2. Once it is dying, every child has been, or is about to be, killed: those that were there by the transition,
 *      those that come later by whoever brings them.
 *   3. The result is the first error that arrived, in one order for all sources. It does not change once it is dead.
 *   4. Of a child that has ended nothing is kept.
 */

/**
 * A task that owns a group of workers: it dies when its work function returns or any of its workers fails, takes
 * them all with it, and ends when all have ended. It is itself a {@link Worker}.
 *
 * <p>The short way to a correct worker is {@link #start(StartContext, Work)}. Who makes a class of it holds an
 * unused catacomb in a field, {@linkplain #invoke invokes} it once, and passes {@link #kill()} and
 * {@link #completion()} on.
 *
 * <p><b>Result.</b> The first error wins, be it what the work function threw, what one of the workers ended with, or
 * what was given to {@link #kill(Throwable)}; it keeps its identity, and later ones are attached to it as suppressed.
 * Being told to stop is no error: the {@link DyingException} of this catacomb counts as a clean end, and so does
 * what code throws that was interrupted or cancelled ({@link InterruptedException},
 * {@link java.util.concurrent.CancellationException}, {@link java.nio.channels.ClosedByInterruptException}) when it
 * leaves the work function, or a task of the {@linkplain #context() context}, while this catacomb is dying.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, and those that wait say so. The work function has a
 * thread of its own, virtual where the JVM has them. No thread belongs to the workers it owns.
 */
public final class Catacomb implements Worker, Reporter {
    /** What a catacomb is doing. */
    public enum State {
        /** Nothing yet: it was not invoked. */
        UNUSED("unused"),
        /** Its work function runs and its workers live. */
        ALIVE("alive"),
        /** Its end has begun. */
        DYING("dying"),
        /** Everything has ended; the result is fixed. */
        DEAD("dead");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** Returns the state in lower case. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** What a catacomb does. */
    @FunctionalInterface
    public interface Work {
        /**
         * Works until it is done or the catacomb is dying. When it returns or throws, the catacomb dies.
         *
         * @param catacomb the catacomb that it works for
         * @throws Exception the result of the catacomb, if it is the first error
         */
        void run(Catacomb catacomb) throws Exception;
    }

    /** Longer chains of causes than this are an accident, or a cycle. */
    private static final int LONGEST_CHAIN = 64;

    /** With more calls to be made than this, even to hand them over takes time that the caller of kill has not. */
    private static final int MOST_HANDED_OVER = 256;

    static {
        OwnThreads.Kinds.register(Catacomb.class, WorkThreads::new);
    }

    private final OneWayStage dying = new OneWayStage();
    private final OneWayStage completion = new OneWayStage();
    private final RankedErrors errors = new RankedErrors();
    private final ReentrantLock lock = new ReentrantLock();

    /** Written with the lock held, once. */
    private volatile @Nullable Plan plan;

    /** Written with the lock held. */
    private volatile State state = State.UNUSED;

    // All guarded by the lock.
    private final Set<Child> children = new LinkedHashSet<>();
    private final Set<WorkCall> running = new LinkedHashSet<>();

    /** Each wakes somebody who waits in {@link #sleep} or {@link #await(CompletionStage)}. */
    private final Set<Runnable> alarms = new LinkedHashSet<>();

    private @Nullable DyingException excuse;
    private @Nullable CatacombContext context;

    /** What the transition under way wants done when the lock is released. Guarded by the lock. */
    private List<Runnable> effects = new ArrayList<>();

    /** Creates an unused catacomb, which does nothing until it is {@linkplain #invoke invoked}. */
    public Catacomb() {}

    /**
     * Starts a catacomb with nothing but a name and a work function.
     *
     * @param name the name, for messages and the name of its thread
     * @param work the work function
     * @return the running catacomb
     * @throws IllegalArgumentException if the name is blank
     */
    public static Catacomb start(String name, Work work) {
        return start(Plan.builder(name, requireNonNull(work, "work")).build());
    }

    /**
     * Starts a catacomb as the worker of a runner; its thread is named after the runner, the id and the generation.
     *
     * @param context what the runner told the worker factory
     * @param work the work function
     * @return the running catacomb, for the factory to return
     */
    public static Catacomb start(StartContext context, Work work) {
        return start(context.runner() + "/" + context.id() + "#" + context.generation(), work);
    }

    /**
     * Starts a catacomb.
     *
     * @param plan the plan
     * @return the running catacomb
     * @throws IllegalArgumentException if the plan is not valid; its initial workers have been stopped
     */
    public static Catacomb start(Plan plan) {
        Catacomb catacomb = new Catacomb();
        catacomb.invoke(plan);
        return catacomb;
    }

    /**
     * Starts the work of a plan on a thread of its own, and owns the initial workers from now on, whether it
     * succeeds or not: if it throws, they have been stopped, all at once, and their errors are attached to what it
     * throws. Only in that case does it wait, for them; an interrupt ends the waiting and stays set.
     *
     * @param plan the plan
     * @throws IllegalArgumentException if the plan is not valid, or this catacomb or its owner is among the initial
     *     workers; this catacomb can still be used
     * @throws IllegalStateException if this catacomb has been used
     */
    public void invoke(Plan plan) {
        requireNonNull(plan, "plan");
        List<Worker> initial = plan.initialWorkers();
        // Initial workers come and go; only the caller's plan remembers them.
        Plan kept = plan.withoutWorkers();
        WorkCall work = new WorkCall(this, kept, kept.name(), kept.work);
        try {
            plan.validate();
            for (Worker worker : initial) {
                refuseItself(kept, worker);
            }
            change(() -> claim(kept, work));
        } catch (IllegalArgumentException | IllegalStateException refused) {
            initial.removeIf(worker -> isItself(kept, worker));
            Failures.attach(refused, Child.stopAll(initial));
            throw refused;
        }
        initial.forEach(this::adoptInitial);
        work.begin();
    }

    private void claim(Plan plan, WorkCall work) {
        if (this.plan != null) {
            throw new IllegalStateException("catacomb '" + name()
                    + "' has already been used, and cannot be invoked for '" + plan.name() + "'; make a new one");
        }
        this.plan = plan;
        running.add(work);
        if (state == State.UNUSED) {
            state = State.ALIVE;
        }
    }

    // ---- ownership

    private boolean isItself(Plan plan, Worker worker) {
        return worker == this || plan.isOwnedBy(worker);
    }

    private void refuseItself(Plan plan, Worker worker) {
        if (isItself(plan, worker)) {
            throw new IllegalArgumentException(
                    "catacomb '" + plan.name() + "' cannot own itself: it would wait for its own end");
        }
    }

    /**
     * Takes over a worker: it is killed when this catacomb dies, and this catacomb dies if it fails. One that ends
     * without error is forgotten. Whatever happens, the caller has no duty to it any longer.
     *
     * <p>If this catacomb is dying or dead already, the worker is stopped here: it is killed, and the caller waits
     * until it has ended. The error it ends with then is the caller's and not that of this catacomb.
     *
     * @param worker the worker; it may be added many times
     * @throws DyingException if this catacomb is dying or dead; the worker has been stopped and ended without error
     * @throws ExecutionException if this catacomb is dying or dead and the worker, being stopped, ended with an
     *     error, which is the cause
     * @throws InterruptedException if the caller is interrupted while it waits for that; a catacomb that is not dead
     *     does not die before the worker has ended
     * @throws IllegalArgumentException if the worker is this catacomb or its owner, which would wait for itself
     * @throws IllegalStateException if this catacomb was not invoked; the worker was killed
     */
    public void add(Worker worker) throws InterruptedException, ExecutionException {
        requireNonNull(worker, "worker");
        Plan invoked = plan;
        if (invoked == null && worker != this) {
            IllegalStateException refused = new IllegalStateException(
                    "a worker was added to a catacomb that was not invoked; it was killed: invoke first");
            Child.kill(worker, refused);
            throw refused;
        }
        refuseItself(invoked(), worker);
        Child child = new Child(this, worker);
        change(() -> adopt(child));
        child.watch();
        if (child.isLate()) {
            child.stop();
            throw dyingException();
        }
    }

    private void adopt(Child child) {
        if (state != State.ALIVE) {
            child.setLate();
        }
        if (state != State.DEAD) {
            children.add(child);
        }
    }

    /** An initial worker is never late, even when the end has begun before this catacomb was invoked. */
    private void adoptInitial(Worker worker) {
        Child child = new Child(this, worker);
        change(() -> {
            children.add(child);
            if (state != State.ALIVE) {
                effects.add(child);
            }
        });
        child.watch();
    }

    /** A child has ended. */
    void ended(Child child, @Nullable Throwable error) {
        Throwable real = meaningOf(error);
        change(() -> {
            // A broken stage may say it twice; the first time counts.
            boolean first = children.remove(child);
            if (first && real != null && !child.isLate()) {
                die(real);
            }
        });
    }

    /** A task for the context's executor. Returns false if the end has begun. */
    boolean run(Runnable task) {
        WorkCall call = new WorkCall(this, invoked(), "a task of " + name(), self -> task.run());
        boolean[] accepted = {false};
        change(() -> {
            if (state == State.ALIVE) {
                running.add(call);
                accepted[0] = true;
            }
        });
        if (accepted[0]) {
            call.begin();
        }
        return accepted[0];
    }

    // ---- end

    /** {@inheritDoc} Before this catacomb is invoked, it makes the work start in one that is dying. */
    @Override
    public void kill() {
        kill(null);
    }

    /**
     * Begins the end of this catacomb with an error, which becomes its result if it is the first one. Returns at
     * once. After this catacomb is dead it does nothing.
     *
     * @param error the error; null, and this catacomb's own {@linkplain #dyingException() dying exception} anywhere
     *     in the chain of causes, say that there is none
     */
    public void kill(@Nullable Throwable error) {
        Throwable real = meaningOf(error);
        change(() -> die(real));
    }

    /** The work function, or a task, has returned or thrown. */
    void ended(WorkCall call, @Nullable Throwable thrown) {
        Throwable real = meaningOf(thrown);
        change(() -> {
            running.remove(call);
            boolean obeyed = real != null && state != State.ALIVE && Failures.isCancellation(real);
            if (call.isWork() || (real != null && !obeyed)) {
                die(obeyed ? null : real);
            }
        });
    }

    /** Null for none, and for our own way of saying that we are dying; a complaint for another catacomb's. */
    private @Nullable Throwable meaningOf(@Nullable Throwable given) {
        if (given == null) {
            return null;
        }
        Throwable error = Worker.unwrap(given);
        Throwable link = error;
        for (int depth = 0; link != null && depth < LONGEST_CHAIN; depth++) {
            if (link instanceof DyingException end) {
                return end.isOf(this) ? null : misuse(end, error);
            }
            link = causeOf(link);
        }
        return error;
    }

    private IllegalStateException misuse(DyingException end, Throwable error) {
        IllegalStateException misuse = new IllegalStateException(
                "misuse: catacomb '" + name() + "' was given the dying exception of another one: " + end.getMessage());
        // Not as the cause: whoever owns this catacomb looks through the causes for dying exceptions, too.
        misuse.addSuppressed(error);
        return misuse;
    }

    /** Foreign code, and no error may keep a catacomb from dying of it. */
    private static @Nullable Throwable causeOf(Throwable error) {
        try {
            return error.getCause();
        } catch (Throwable broken) {
            return null;
        }
    }

    private void die(@Nullable Throwable error) {
        if (state == State.DEAD) {
            return;
        }
        if (error != null) {
            errors.add(error, false);
        }
        if (state == State.DYING) {
            return;
        }
        state = State.DYING;
        effects.add(() -> dying.finish(null));
        effects.addAll(children);
        running.forEach(call -> effects.add(call::interruptIfAllowed));
        effects.addAll(alarms);
    }

    /** What runs now: the work and the tasks. */
    List<WorkCall> running() {
        lock.lock();
        try {
            return List.copyOf(running);
        } finally {
            lock.unlock();
        }
    }

    private void dieIfNothingIsLeft() {
        if (state == State.DYING && plan != null && running.isEmpty() && children.isEmpty()) {
            state = State.DEAD;
            Throwable result = errors.result();
            effects.add(() -> completion.finish(result));
        }
    }

    /** Takes one transition under the lock, then has its effects carried out without, by other threads. */
    private void change(Runnable transition) {
        List<Runnable> wanted;
        lock.lock();
        try {
            transition.run();
            dieIfNothingIsLeft();
            wanted = effects;
            effects = new ArrayList<>(2);
        } finally {
            lock.unlock();
        }
        if (!wanted.isEmpty()) {
            Executor calls = calls();
            if (wanted.size() <= MOST_HANDED_OVER) {
                wanted.forEach(calls::execute);
            } else {
                calls.execute(() -> wanted.forEach(calls::execute));
            }
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if this catacomb was not invoked
     */
    @Override
    public CompletionStage<Void> completion() {
        invoked();
        return completion;
    }

    // ---- what the work function and everybody else may ask

    /**
     * What this catacomb is doing.
     *
     * @return the state at this moment
     */
    public State state() {
        return state;
    }

    /**
     * Whether the end has begun.
     *
     * @return true while dying and when dead
     */
    public boolean isDying() {
        return state == State.DYING || state == State.DEAD;
    }

    /**
     * Completed normally, on a thread of the library, when the end has begun.
     *
     * @return always the same stage
     */
    public CompletionStage<Void> dying() {
        return dying;
    }

    /**
     * The error of which this catacomb is dying or died.
     *
     * @return the first error so far, or nothing if there was none
     */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(errors.best());
    }

    /**
     * What to throw, or return, to say that something was not done because this catacomb is dying.
     *
     * @return always the same exception
     * @throws IllegalStateException if this catacomb is alive: then that is no reason
     */
    public DyingException dyingException() {
        if (!isDying()) {
            throw new IllegalStateException(
                    "catacomb '" + name() + "' is " + state + ": there is no dying exception before it is dying");
        }
        lock.lock();
        try {
            DyingException known = excuse;
            if (known == null) {
                known = new DyingException(this, name());
                excuse = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a time, by the clock of the plan, or until the end has begun.
     *
     * @param duration how long
     * @return true if the time has passed, false if this catacomb is dying
     * @throws InterruptedException if the caller is interrupted for another reason
     */
    public boolean sleep(Duration duration) throws InterruptedException {
        CompletableFuture<Boolean> awake = new CompletableFuture<>();
        Clock.Timer timer = invoked().clock().schedule(duration, () -> awake.complete(true));
        try {
            return waitFor(awake, false);
        } finally {
            timer.cancel();
        }
    }

    /**
     * Waits for a stage, or until the end has begun.
     *
     * @param <T> the type of the value
     * @param stage the stage; it is left alone when this catacomb dies first
     * @return the value with which the stage was completed
     * @throws ExecutionException if the stage was completed with an error, which is the cause
     * @throws DyingException if this catacomb is dying
     * @throws InterruptedException if the caller is interrupted for another reason
     */
    public <T extends @Nullable Object> T await(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException {
        // Not the error itself: a future has ideas of its own about some errors.
        CompletableFuture<Outcome<T>> arrived = new CompletableFuture<>();
        var unused = stage.handle((value, error) -> arrived.complete(() -> {
            if (error != null) {
                throw new ExecutionException(Worker.unwrap(error));
            }
            return value;
        }));
        return waitFor(arrived, () -> {
                    throw dyingException();
                })
                .get();
    }

    /** What has become of a stage. */
    @FunctionalInterface
    private interface Outcome<T extends @Nullable Object> {
        T get() throws ExecutionException;
    }

    /** Waits for an event; what it was completed with, or the other value if the end has begun. */
    private <E> E waitFor(CompletableFuture<E> event, E ifDying) throws InterruptedException {
        Clock clock = invoked().clock();
        Runnable alarm = () -> event.complete(ifDying);
        lock.lock();
        try {
            if (isDying()) {
                return ifDying;
            }
            alarms.add(alarm);
        } finally {
            lock.unlock();
        }
        try {
            return clock.await(event);
        } catch (InterruptedException interrupted) {
            if (isDying()) {
                Thread.currentThread().interrupt();
                return ifDying;
            }
            throw interrupted;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        } finally {
            lock.lock();
            try {
                alarms.remove(alarm);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * What to hand to code that knows nothing of catacombs: an executor whose tasks belong to this one, and the
     * signal to stop.
     *
     * @return always the same context
     */
    public CatacombContext context() {
        invoked();
        lock.lock();
        try {
            CatacombContext known = context;
            if (known == null) {
                known = new CatacombContext(this);
                context = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The map has the keys {@code state}, {@code error} after a failure, and {@code workers} with what each of
     * the workers says of itself. It asks those that are reporters on the caller's thread.
     */
    @Override
    public Map<String, Object> report() {
        List<Child> present;
        lock.lock();
        try {
            present = new ArrayList<>(children);
        } finally {
            lock.unlock();
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put(KEY_STATE, reportedState());
        failure().ifPresent(error -> report.put(KEY_ERROR, Failures.text(error)));
        if (!present.isEmpty()) {
            report.put(KEY_WORKERS, Child.report(present));
        }
        return report;
    }

    private String reportedState() {
        return switch (state) {
            case UNUSED, DEAD -> "stopped";
            case ALIVE -> "started";
            case DYING -> "stopping";
        };
    }

    String name() {
        Plan invoked = plan;
        return invoked == null ? "unused" : invoked.name();
    }

    Plan invoked() {
        Plan invoked = plan;
        if (invoked == null) {
            throw new IllegalStateException(
                    "this catacomb was not invoked, so it has neither work nor end: invoke first");
        }
        return invoked;
    }

    /** Where short foreign code runs. */
    Executor calls() {
        Plan invoked = plan;
        Executor given = invoked == null ? null : invoked.executor();
        return given == null ? Threads.forCalls() : Threads.dependable(given);
    }

    @Override
    public String toString() {
        return "catacomb '" + name() + "' (" + state + ")";
    }
}
