// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.time.Clock;
import io.reeve.worker.RestartPlan;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * One handing over of a service to a runner or an engine. The service is got once, never with a lock held, kept while
 * its worker is restarted, and let go when the last worker has ended and not before.
 */
abstract class Engagement {
    final Offer offer;
    final Place place;
    final Host host;

    /** The loader of the service's bundle, under which its code runs. */
    final ClassLoader loader;

    final Board board;

    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean complained = new AtomicBoolean();

    /** Written by one thread after the other. */
    private volatile @Nullable Object service;

    /** Whether the host has it; guarded by the board's lock. */
    private boolean isTaken;

    Engagement(Board board, Offer offer, Place place, Host host) {
        this.board = board;
        this.offer = offer;
        this.place = place;
        this.host = host;
        this.loader = loaderOf(offer.reference.getBundle());
    }

    /** The loader of a bundle's code; ours for a bundle that has none. */
    static ClassLoader loaderOf(@Nullable Bundle bundle) {
        BundleWiring wiring = bundle == null ? null : bundle.adapt(BundleWiring.class);
        ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
        return loader != null ? loader : Engagement.class.getClassLoader();
    }

    // ---- with the board's lock held

    /** Has its place {@linkplain Place#take take} it, now or once it is ready for that. */
    abstract void begin();

    /** Tells the host of it; false if something has the id that came by another way. */
    abstract boolean handOver();

    /** Tells the host of changed properties or settings. */
    abstract void revise();

    /** How its worker is to be treated, by the properties and the configuration as they are now. */
    final Supervision supervision() {
        return offer.properties.supervision().over(place.slot.settings().supervision());
    }

    boolean isTaken() {
        return isTaken;
    }

    void taken() {
        isTaken = true;
    }

    /** Why its host has given its worker up; empty if it has not. */
    Optional<String> givenUp() {
        return isTaken ? host.givenUp(place.id) : Optional.empty();
    }

    /** Stops its worker; completed once that has ended. */
    CompletionStage<Void> withdraw() {
        return isTaken ? host.stop(place.id) : over;
    }

    /** Was not taken and never will be. */
    void discard() {
        if (service == null) {
            offer.open.remove(this);
            place.over(this);
            over.complete(null);
        } else {
            // To let a service go may call foreign code.
            board.callers().execute(() -> end(null));
        }
    }

    // ---- without

    static CompletableFuture<Void> allOver(Collection<Engagement> engagements) {
        return CompletableFuture.allOf(
                engagements.stream().map(Engagement::over).toArray(CompletableFuture<?>[]::new));
    }

    /** Completed when the last worker has ended and the service is let go. */
    CompletableFuture<Void> over() {
        return over;
    }

    /** The service; null if the framework does not give it out. */
    @Nullable
    Object service() {
        Object known = service;
        if (known == null) {
            known = board.context().getService(offer.reference);
            service = known;
        }
        return known;
    }

    /** Calls something foreign, and says so if that takes long. */
    <T extends @Nullable Object> T warned(String what, Callable<T> call) throws Exception {
        Thread thread = Thread.currentThread();
        Clock.Timer warning = board.clock().schedule(place.slot.settings().startWarning(), () -> warn(what, thread));
        try {
            return call.call();
        } finally {
            warning.cancel();
        }
    }

    private void warn(String what, Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        board.log()
                .warn(
                        describe() + ": its " + what + " not returned after "
                                + RestartPlan.words(place.slot.settings().startWarning())
                                + Survivors.text(thread, stack),
                        null);
    }

    /** Once, however often it is restarted: the host's log and the status tell the rest. */
    void complain(String what, @Nullable Throwable thrown) {
        if (complained.compareAndSet(false, true)) {
            board.log().warn(describe() + ": " + what, thrown);
        }
    }

    void end(@Nullable Throwable error) {
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
        HostKind kind = host.kind();
        return kind.member + " " + Log.quote(place.id) + " of " + kind.describe(place.slot.name) + " from "
                + offer.describe();
    }
}
