// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.BrokenWorkerException;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call of a start function; at once what that function is told of it.
 *
 * @param <R> the kind of run
 */
public abstract class StartCall<R extends Run> extends ForeignCall implements StartContext {
    private final Supervisor<R> supervisor;
    private final Calls calls;
    private final R run;
    private final OneWayStage cancellation = new OneWayStage();

    /** What the start function returned. Owned by the thread of the call, like the next. */
    private @Nullable Worker returned;

    /** Whether the supervisor knows how the start went, and will know of the end. */
    private boolean settled;

    /**
     * Creates a call.
     *
     * @param supervisor who is told of the outcome
     * @param calls where a worker is killed that cannot be supervised
     * @param run the run that it begins
     */
    protected StartCall(Supervisor<R> supervisor, Calls calls, R run) {
        super(run.contextClassLoader());
        this.supervisor = supervisor;
        this.calls = calls;
        this.run = run;
    }

    /**
     * Calls the start function.
     *
     * @return what it returned
     * @throws Exception what it threw
     */
    protected abstract @Nullable Worker start() throws Exception;

    /**
     * The run that this begins.
     *
     * @return the run
     */
    protected final R incarnation() {
        return run;
    }

    /** Tells the start function that its worker is not wanted any more. */
    ForeignCall cancelCall() {
        return new ForeignCall(run.contextClassLoader()) {
            @Override
            protected String threadName() {
                return StartCall.this.threadName();
            }

            @Override
            protected void call() {
                if (run.interruptible()) {
                    StartCall.this.interrupt();
                }
                // What the start function has hung on to it runs here.
                cancellation.finish(null);
            }
        };
    }

    @Override
    protected final String threadName() {
        return supervisor.threadName(run);
    }

    @Override
    protected final void call() {
        // Looked at when the thread can be interrupted already: whoever cancels sets this first, then interrupts.
        if (run.isCancelled()) {
            run.call(null);
            ended(null);
            return;
        }
        Worker worker;
        try {
            worker = start();
            if (worker == null) {
                throw broken("returned null", null);
            }
        } catch (Throwable thrown) {
            run.call(null);
            Throwable error = Worker.unwrap(thrown);
            ended(run.isCancelled() && Failures.isCancellation(error) ? null : error);
            return;
        }
        returned = worker;
        register(worker);
    }

    private void register(Worker worker) {
        CompletionStage<Void> end;
        try {
            end = worker.completion();
            if (end == null) {
                throw new NullPointerException("completion() returned null");
            }
            run.call(null);
        } catch (Throwable thrown) {
            run.call(null);
            giveUp(worker, "returned a worker without a completion stage", thrown);
            return;
        }
        Run.tellStarted(supervisor, run, worker);
        try {
            Run.observe(run, supervisor, end);
            settled = true;
        } catch (Throwable thrown) {
            giveUp(worker, "returned a worker whose completion stage cannot be observed", thrown);
        }
    }

    /** Nobody can tell when this worker ends, so it cannot be supervised. */
    private void giveUp(Worker worker, String what, Throwable cause) {
        Throwable complaint = cause;
        try {
            Room.insist(() -> calls.kill(supervisor, run, worker));
            complaint = broken(what, cause);
        } finally {
            ended(complaint);
        }
    }

    private void ended(@Nullable Throwable error) {
        Run.tellEnded(supervisor, run, error);
        settled = true;
    }

    @Override
    public final void brokeOff(Throwable thrown) {
        Worker worker = returned;
        if (settled) {
            return;
        }
        if (worker == null) {
            run.call(null);
            ended(thrown);
        } else {
            giveUp(worker, "returned a worker that could not be registered", thrown);
        }
    }

    private BrokenWorkerException broken(String what, @Nullable Throwable cause) {
        return new BrokenWorkerException("the start function of " + supervisor.describe(run) + " " + what, cause);
    }

    @Override
    public String runner() {
        return supervisor.name();
    }

    @Override
    public String id() {
        return run.id();
    }

    @Override
    public long generation() {
        return run.generation();
    }

    @Override
    public Optional<Throwable> previousFailure() {
        return Optional.ofNullable(run.previousFailure());
    }

    @Override
    public boolean isCancelled() {
        return run.isCancelled();
    }

    @Override
    public CompletionStage<Void> cancelled() {
        return cancellation;
    }

    @Override
    public String toString() {
        return "start of " + Ids.quote(id()) + " #" + generation() + " in " + supervisor.kind() + " '" + runner() + "'";
    }
}
