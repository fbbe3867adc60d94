// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.Worker;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of one worker: from the call of the start function to the end of what it returned. */
public abstract class Run {
    private final long generation;
    private final @Nullable Throwable previousFailure;

    /** Written under the supervisor's lock; read by anyone once the worker counts as started. */
    private volatile @Nullable Worker worker;

    /** The foreign call on behalf of this run that began last, if it was not a report. Written by the shell. */
    private volatile @Nullable ForeignCall call;

    /** The last report that was asked for. Written by the shell. */
    private volatile @Nullable ReportCall<?> report;

    /** Written under the supervisor's lock, before the start function is told; never cleared. */
    private volatile boolean cancelled;

    /** Guarded by the supervisor's lock. */
    private boolean ended;

    /**
     * Creates a run.
     *
     * @param generation its number
     * @param previousFailure what ended the run before; null if that does not concern this one
     */
    protected Run(long generation, @Nullable Throwable previousFailure) {
        this.generation = generation;
        this.previousFailure = previousFailure;
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
     * Whether the start function may be interrupted when it is cancelled.
     *
     * @return true if so
     */
    public abstract boolean interruptible();

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
     * The threads that are inside this worker's code on our behalf, and those that we made for it.
     *
     * @return the threads
     */
    public final List<Thread> threads() {
        OwnThreads own = OwnThreads.Kinds.of(worker);
        Stream<@Nullable Thread> ours =
                Stream.of(call, report).filter(Objects::nonNull).map(ForeignCall::thread);
        return Stream.concat(ours, own == null ? Stream.empty() : own.threads().stream())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /**
     * Where these threads are.
     *
     * @return stacks by thread name; cannot be changed
     */
    public final Map<String, List<StackTraceElement>> stacks() {
        Map<String, List<StackTraceElement>> stacks = new LinkedHashMap<>();
        for (Thread thread : threads()) {
            String name = thread.getName();
            // Several tasks of one catacomb have threads of one name.
            String key = stacks.containsKey(name) ? name + " (" + (stacks.size() + 1) + ")" : name;
            stacks.put(key, List.of(thread.getStackTrace()));
        }
        return Collections.unmodifiableMap(stacks);
    }
}
