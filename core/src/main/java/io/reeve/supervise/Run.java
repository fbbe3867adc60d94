// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static java.util.Objects.requireNonNull;

import io.reeve.worker.Worker;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One run of one worker: from the call of the start function to the end of what it returned.
 *
 * <p>It is itself what depends on the worker's stage for as long as the worker lives, which saves each worker an object.
 */
public abstract class Run implements BiFunction<@Nullable Void, @Nullable Throwable, @Nullable Void> {
    private final long generation;
    private final @Nullable Throwable previousFailure;
    private final boolean interruptible;

    /** Written under the supervisor's lock; read by anyone once the worker counts as started. */
    private volatile @Nullable Worker worker;

    /** The foreign call on behalf of this run that began last, if it was not a report. Written by the shell. */
    private volatile @Nullable ForeignCall call;

    /** The last report that was asked for. Written by the shell. */
    private volatile @Nullable ReportCall<?> report;

    /** Written under the supervisor's lock, before the start function is told; never cleared. */
    private volatile boolean cancelled;

    /** Who is told of the end: one of runs of this kind. Written before anything depends on the worker's stage. */
    private @Nullable Supervisor<?> supervisor;

    /** Guarded by the supervisor's lock. */
    private boolean ended;

    /**
     * Creates a run.
     *
     * @param generation its number
     * @param previousFailure what ended the run before; null if that does not concern this one
     * @param interruptible whether its code may be interrupted
     */
    protected Run(long generation, @Nullable Throwable previousFailure, boolean interruptible) {
        this.generation = generation;
        this.previousFailure = previousFailure;
        this.interruptible = interruptible;
    }

    /**
     * The id of the worker.
     *
     * @return the id
     */
    public abstract String id();

    /**
     * The class loader that fits the worker's code.
     *
     * @return the loader
     */
    public abstract ClassLoader contextClassLoader();

    /**
     * Whether our threads that are in its code may be interrupted. As it was told when this run began: a revision does not
     * make a start in progress one that may be.
     *
     * @return true if so
     */
    public final boolean interruptible() {
        return interruptible;
    }

    /**
     * The number of this run.
     *
     * @return a positive number; 0 for the one before the first
     */
    public final long generation() {
        return generation;
    }

    /**
     * What ended the run before.
     *
     * @return the error; null if that does not concern this one
     */
    public final @Nullable Throwable previousFailure() {
        return previousFailure;
    }

    /**
     * What the start function returned.
     *
     * @return the worker; null before
     */
    public final @Nullable Worker worker() {
        return worker;
    }

    /**
     * Notes what the start function returned.
     *
     * @param started the worker
     */
    public final void worker(Worker started) {
        worker = started;
    }

    /** Lets go of the worker, which has ended. */
    protected final void forgetWorker() {
        worker = null;
    }

    /**
     * Whether the start is no longer wanted.
     *
     * @return true once it is not
     */
    public final boolean isCancelled() {
        return cancelled;
    }

    /** Notes that the start is no longer wanted. */
    public final void cancel() {
        cancelled = true;
    }

    /**
     * Notes that this run is over.
     *
     * @return false if that was noted before
     */
    public final boolean end() {
        boolean news = !ended;
        ended = true;
        return news;
    }

    /**
     * Whether this run is over. For its owner.
     *
     * @return true once it is
     */
    public final boolean hasEnded() {
        return ended;
    }

    /**
     * Has a supervisor told when a worker ends. Nothing hangs on the worker but its run.
     *
     * @param <R> the kind of run
     * @param run the run of that worker
     * @param supervisor the supervisor
     * @param end the worker's stage
     */
    static <R extends Run> void observe(R run, Supervisor<R> supervisor, CompletionStage<Void> end) {
        ((Run) run).supervisor = supervisor;
        for (int attempts = 0; ; attempts++) {
            try {
                // handle, not whenComplete: that would build an exception of its own for each failure.
                var unused = end.handle(run);
                return;
            } catch (OutOfMemoryError full) {
                if (!Room.pause(attempts)) {
                    throw full;
                }
            }
        }
    }

    /**
     * The worker's stage is complete; called by whoever completed it.
     *
     * @param nothing null
     * @param error what it was completed with; null for an end without error
     * @return null
     */
    @Override
    @SuppressWarnings("unchecked") // whoever has this observed supervises runs of this kind
    public final @Nullable Void apply(@Nullable Void nothing, @Nullable Throwable error) {
        tellEnded((Supervisor<Run>) requireNonNull(supervisor), this, error == null ? null : Worker.unwrap(error));
        return null;
    }

    // ---- what nobody will tell a supervisor again: if there is no memory for that, it is told later

    /** The start function returned a worker. */
    static <R extends Run> void tellStarted(Supervisor<R> supervisor, R run, Worker worker) {
        for (int attempts = 0; ; attempts++) {
            try {
                supervisor.started(run, worker);
                return;
            } catch (OutOfMemoryError full) {
                if (!Room.pause(attempts)) {
                    throw full;
                }
            }
        }
    }

    /** The start function failed, or the worker ended. */
    static <R extends Run> void tellEnded(Supervisor<R> supervisor, R run, @Nullable Throwable error) {
        for (int attempts = 0; ; attempts++) {
            try {
                supervisor.ended(run, error);
                return;
            } catch (OutOfMemoryError full) {
                if (!Room.pause(attempts)) {
                    throw full;
                }
            }
        }
    }

    // ---- the foreign calls on its behalf

    final @Nullable ForeignCall call() {
        return call;
    }

    final void call(@Nullable ForeignCall begun) {
        call = begun;
    }

    final @Nullable ReportCall<?> report() {
        return report;
    }

    final void report(@Nullable ReportCall<?> asked) {
        report = asked;
    }

    /**
     * Where the threads are that are inside this worker's code on our behalf, and those that we made for it.
     *
     * @return stacks by thread name; cannot be changed
     */
    public final Map<String, List<StackTraceElement>> stacks() {
        Map<Thread, String> names = new LinkedHashMap<>();
        addThread(names, call);
        addThread(names, report);
        OwnThreads own = OwnThreads.Kinds.of(worker);
        if (own != null) {
            own.threads().forEach(thread -> names.putIfAbsent(thread, thread.getName()));
        }
        Map<String, List<StackTraceElement>> stacks = new LinkedHashMap<>();
        // Several tasks of one catacomb have threads of one name.
        Map<String, Integer> namesakes = new HashMap<>();
        names.forEach((thread, name) -> {
            int number = namesakes.merge(name, 1, Integer::sum);
            stacks.put(number == 1 ? name : name + " (" + number + ")", List.of(thread.getStackTrace()));
        });
        return Collections.unmodifiableMap(stacks);
    }

    private static void addThread(Map<Thread, String> names, @Nullable ForeignCall call) {
        Thread thread = call == null ? null : call.thread();
        if (call != null && thread != null) {
            names.putIfAbsent(thread, call.threadName());
        }
    }
}
