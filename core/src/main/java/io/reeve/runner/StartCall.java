// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Failures;
import io.reeve.supervise.ForeignCall;
import io.reeve.supervise.OneWayStage;
import io.reeve.worker.BrokenWorkerException;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One call of a start function; at once what that function is told of it. */
final class StartCall extends ForeignCall implements StartContext {
    private final WorkerRunner runner;
    private final Incarnation incarnation;
    private final OneWayStage cancellation = new OneWayStage();

    StartCall(WorkerRunner runner, Incarnation incarnation) {
        super(runner.threadName(incarnation), incarnation.spec.contextClassLoader());
        this.runner = runner;
        this.incarnation = incarnation;
    }

    /** Tells the start function that its worker is not wanted any more. */
    ForeignCall cancelCall() {
        return new ForeignCall(runner.threadName(incarnation), incarnation.spec.contextClassLoader()) {
            @Override
            protected void call() {
                if (incarnation.spec.interruptible()) {
                    StartCall.this.interrupt();
                }
                // What the start function has hung on to it runs here.
                cancellation.finish(null);
            }
        };
    }

    @Override
    protected void call() {
        // Looked at when the thread can be interrupted already: whoever cancels sets this first, then interrupts.
        if (incarnation.cancelled) {
            runner.ended(incarnation, null);
            return;
        }
        Worker worker;
        try {
            worker = incarnation.spec.factory().start(this);
            if (worker == null) {
                throw broken("returned null", null);
            }
        } catch (Throwable thrown) {
            incarnation.call = null;
            Throwable error = Worker.unwrap(thrown);
            runner.ended(incarnation, incarnation.cancelled && Failures.isCancellation(error) ? null : error);
            return;
        }
        register(worker);
    }

    private void register(Worker worker) {
        CompletionStage<Void> end;
        try {
            end = worker.completion();
            if (end == null) {
                throw new NullPointerException("completion() returned null");
            }
            incarnation.call = null;
        } catch (Throwable thrown) {
            incarnation.call = null;
            giveUp(worker, broken("returned a worker without a completion stage", thrown));
            return;
        }
        runner.started(incarnation, worker);
        try {
            // handle, not whenComplete: that would build an exception of its own for each failure.
            var unused = end.handle((nothing, error) -> {
                runner.ended(incarnation, error == null ? null : Worker.unwrap(error));
                return null;
            });
        } catch (Throwable thrown) {
            giveUp(worker, broken("returned a worker whose completion stage cannot be observed", thrown));
        }
    }

    /** Nobody can tell when this worker ends, so it cannot be supervised. */
    private void giveUp(Worker worker, BrokenWorkerException complaint) {
        runner.killUnobserved(incarnation, worker);
        runner.ended(incarnation, complaint);
    }

    private BrokenWorkerException broken(String what, @Nullable Throwable cause) {
        return new BrokenWorkerException(
                "the factory of worker " + Ids.quote(id()) + " of runner '" + runner() + "' " + what, cause);
    }

    @Override
    public String runner() {
        return runner.name();
    }

    @Override
    public String id() {
        return incarnation.entry.id;
    }

    @Override
    public long generation() {
        return incarnation.generation;
    }

    @Override
    public Optional<Throwable> previousFailure() {
        return Optional.ofNullable(incarnation.previousFailure);
    }

    @Override
    public boolean isCancelled() {
        return incarnation.cancelled;
    }

    @Override
    public CompletionStage<Void> cancelled() {
        return cancellation;
    }

    @Override
    public String toString() {
        return "start of " + Ids.quote(id()) + " #" + generation() + " in runner '" + runner() + "'";
    }
}
