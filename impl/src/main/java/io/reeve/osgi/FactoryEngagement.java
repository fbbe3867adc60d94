// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.runner.WorkerSpec;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A factory in the hands of a runner, on whose thread the service is got when the worker is first started. */
final class FactoryEngagement extends Engagement implements WorkerFactory {
    private final RunnerHost runner;

    FactoryEngagement(Board board, Offer offer, Place place, RunnerHost runner) {
        super(board, offer, place, runner);
        this.runner = runner;
    }

    @Override
    void begin() {
        place.take(this);
    }

    @Override
    boolean handOver() {
        return runner.runner.startWorker(spec());
    }

    @Override
    void revise() {
        runner.runner.reviseWorker(spec());
    }

    /** What the runner is told. */
    private WorkerSpec spec() {
        Supervision supervision = supervision();
        WorkerSpec.Builder spec = WorkerSpec.builder(place.id, this)
                .startTimeout(supervision.startTimeout())
                .stopTimeout(supervision.stopTimeout())
                .interruptible(supervision.interruptible())
                .contextClassLoader(loader)
                .onRemoved(this::end);
        // Without a wish of its own it has no policy of its own, and is said to have the runner's.
        return (offer.properties.supervision().restart().isEmpty() ? spec : spec.restart(supervision.restart()))
                .build();
    }

    @Override
    public Worker start(StartContext context) throws Exception {
        try {
            Worker worker = warned("start function has", () -> service(context).start(context));
            if (worker == null) {
                complain("its factory returned null instead of a worker", null);
            }
            return worker;
        } catch (Throwable thrown) {
            if (!context.isCancelled()) {
                complain("its factory failed to start it", thrown);
            }
            throw thrown;
        }
    }

    private WorkerFactory service(StartContext context) {
        if (service() instanceof WorkerFactory factory) {
            return factory;
        }
        throw absence(context);
    }

    /** A service that goes while it is being got is no failure: the start is cancelled, or is about to be. */
    private RuntimeException absence(StartContext context) {
        String what = "the framework does not give out the service of " + offer.describe();
        try {
            context.cancelled()
                    .toCompletableFuture()
                    .get(HostSettings.DEFAULT_STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException notCancelled) {
            return new IllegalStateException(what + ": its service factory failed", notCancelled);
        }
        return new CancellationException(what + ": it is going");
    }
}
