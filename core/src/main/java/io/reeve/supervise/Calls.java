// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the foreign calls of one supervisor run: start functions, which are expected to block, apart from everything
 * else.
 */
public final class Calls {
    private final Executor starts;
    private final Executor others;

    /**
     * Creates the calls of a supervisor.
     *
     * @param given where all of them run; null for the threads of this library
     */
    public Calls(@Nullable Executor given) {
        starts = given == null ? Threads.forStarts() : Threads.dependable(given);
        others = given == null ? Threads.forCalls() : Threads.dependable(given);
    }

    /**
     * Where everything runs that is no start function.
     *
     * @return an executor that never refuses
     */
    public Executor executor() {
        return others;
    }

    /**
     * Does a step of ours in which foreign code may run, where foreign code runs.
     *
     * @param step the step; it does no harm if it is taken twice, which it is for want of memory
     */
    public void run(Runnable step) {
        others.execute(() -> Room.insist(step));
    }

    /**
     * Calls a start function.
     *
     * @param run its run
     * @param call the call
     */
    public void start(Run run, StartCall<?> call) {
        run.call(call);
        hand(call, starts);
    }

    /** The same call again and again: an executor that has no memory may have taken it nevertheless. */
    private static void hand(ForeignCall call, Executor executor) {
        for (int attempts = 0; ; attempts++) {
            try {
                executor.execute(call);
                return;
            } catch (OutOfMemoryError full) {
                if (!Room.pause(attempts)) {
                    throw full;
                }
            }
        }
    }

    /**
     * Tells the start function in progress, if there is one, that its worker is not wanted any more.
     *
     * @param run its run
     */
    public void cancel(Run run) {
        if (run.call() instanceof StartCall<?> call) {
            hand(call.cancelCall(), others);
        }
    }

    /**
     * Interrupts our threads that are in code of a worker, and those that we made for it, apart from its report; unless
     * its owner refuses that.
     *
     * @param run its run
     */
    public void interrupt(Run run) {
        if (!run.interruptible()) {
            return;
        }
        ForeignCall call = run.call();
        if (call != null) {
            call.interrupt();
        }
        OwnThreads own = OwnThreads.Kinds.of(run.worker());
        if (own != null) {
            own.interrupt();
        }
    }

    /**
     * Kills a worker, also one that could not be registered.
     *
     * @param <R> the kind of run
     * @param supervisor who is told if that fails
     * @param run its run
     * @param worker the worker
     */
    public <R extends Run> void kill(Supervisor<R> supervisor, R run, Worker worker) {
        ForeignCall call = new KillCall<>(supervisor, run, worker);
        run.call(call);
        hand(call, others);
    }

    /**
     * Tells the owner of a registration that it is over.
     *
     * @param <R> the kind of run
     * @param supervisor who is told if that fails
     * @param last the last run of it
     * @param contextClassLoader the class loader that fits the owner's code
     * @param action what the owner wants done
     * @param error the error that it ended with, or null
     */
    public <R extends Run> void release(
            Supervisor<R> supervisor,
            R last,
            ClassLoader contextClassLoader,
            Consumer<@Nullable Throwable> action,
            @Nullable Throwable error) {
        hand(new ReleaseCall<>(supervisor, last, contextClassLoader, action, error), others);
    }

    /**
     * Asks a worker for its report, unless it still owes the answer to an earlier question.
     *
     * @param <R> the kind of run
     * @param supervisor who is told if that fails
     * @param run its run
     * @param reporter the worker
     * @return its answer: completed normally whatever the reporter does, never if it never returns
     */
    public <R extends Run> CompletableFuture<Map<String, Object>> ask(
            Supervisor<R> supervisor, R run, Reporter reporter) {
        ReportCall<?> earlier = run.report();
        if (earlier != null && !earlier.answer().isDone()) {
            // A reporter that asks for the report that it is part of is left out of it; others share its answer.
            return earlier.thread() == Thread.currentThread()
                    ? CompletableFuture.completedFuture(Map.of())
                    : earlier.answer();
        }
        ReportCall<R> call = new ReportCall<>(supervisor, run, reporter);
        run.report(call);
        hand(call, others);
        return call.answer();
    }
}
