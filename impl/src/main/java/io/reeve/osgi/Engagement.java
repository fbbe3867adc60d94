// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.runner.WorkerRunner;
import io.reeve.runner.WorkerSpec;
import io.reeve.time.Clock;
import io.reeve.worker.Restart;
import io.reeve.worker.StartContext;
import io.reeve.worker.Worker;
import io.reeve.worker.WorkerFactory;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * One handing over of a factory service to a runner. The service is got when the runner first starts the worker, on
 * the runner's thread, kept while it is restarted, and let go when the last worker has ended and not before.
 */
final class Engagement implements WorkerFactory {
    final Offer offer;
    final Place place;
    final WorkerRunner runner;

    /** The loader of the factory's bundle, under which its code runs. */
    final ClassLoader loader;

    private final Board board;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean complained = new AtomicBoolean();

    /** Written by the runner's threads, one incarnation after the other. */
    private volatile @Nullable WorkerFactory service;

    Engagement(Board board, Offer offer, Place place, WorkerRunner runner) {
        this.board = board;
        this.offer = offer;
        this.place = place;
        this.runner = runner;
        this.loader = loaderOf(offer.reference.getBundle());
    }

    /** The loader of a bundle's code; ours for a bundle that has none. */
    static ClassLoader loaderOf(@Nullable Bundle bundle) {
        BundleWiring wiring = bundle == null ? null : bundle.adapt(BundleWiring.class);
        ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
        return loader != null ? loader : Engagement.class.getClassLoader();
    }

    /** What the runner is told, by the properties as they are now. */
    WorkerSpec spec() {
        OfferProperties properties = offer.properties;
        WorkerSpec.Builder spec = WorkerSpec.builder(place.id, this)
                .interruptible(properties.interruptible())
                .contextClassLoader(loader)
                .onRemoved(this::end);
        Restart base = place.slot.settings().restart();
        return (properties.restart().isEmpty()
                        ? spec
                        : spec.restart(properties.restart().over(base)))
                .build();
    }

    static CompletableFuture<Void> allOver(Collection<Engagement> engagements) {
        return CompletableFuture.allOf(
                engagements.stream().map(Engagement::over).toArray(CompletableFuture<?>[]::new));
    }

    /** Completed when the last worker has ended and the service is let go. */
    CompletableFuture<Void> over() {
        return over;
    }

    @Override
    public Worker start(StartContext context) throws Exception {
        Thread thread = Thread.currentThread();
        Clock.Timer warning = board.clock().schedule(place.slot.settings().startWarning(), () -> warn(thread));
        try {
            Worker worker = service(context).start(context);
            if (worker == null) {
                complain("its factory returned null instead of a worker", null);
            }
            return worker;
        } catch (Throwable thrown) {
            if (!context.isCancelled()) {
                complain("its factory failed to start it", thrown);
            }
            throw thrown;
        } finally {
            warning.cancel();
        }
    }

    private WorkerFactory service(StartContext context) {
        WorkerFactory known = service;
        if (known == null) {
            known = board.context().getService(offer.reference);
            if (known == null) {
                throw absence(context);
            }
            service = known;
        }
        return known;
    }

    /** A service that goes while it is being got is no failure: the start is cancelled, or is about to be. */
    private RuntimeException absence(StartContext context) {
        String what = "the framework does not give out the service of factory " + offer.describe();
        try {
            context.cancelled()
                    .toCompletableFuture()
                    .get(RunnerSettings.DEFAULT_STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException notCancelled) {
            return new IllegalStateException(what + ": its service factory failed", notCancelled);
        }
        return new CancellationException(what + ": it is going");
    }

    /** Once, however often it is restarted: the runner's log and the status tell the rest. */
    private void complain(String what, @Nullable Throwable thrown) {
        if (complained.compareAndSet(false, true)) {
            board.log().warn("worker " + describe() + ": " + what, thrown);
        }
    }

    private void warn(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        board.log()
                .warn(
                        "worker " + describe() + ": its start function has not returned after "
                                + place.slot.settings().startWarning() + Survivors.text(thread, stack),
                        null);
    }

    private void end(@Nullable Throwable error) {
        try {
            if (service != null) {
                service = null;
                board.context().ungetService(offer.reference);
            }
        } catch (IllegalStateException stopped) {
            // Our bundle is stopped: the framework has let go of the service.
        } finally {
            board.over(this, error);
            over.complete(null);
        }
    }

    /** For messages. */
    String describe() {
        return Log.quote(place.id) + " of runner " + Log.quote(place.slot.name) + " from factory " + offer.describe();
    }
}
