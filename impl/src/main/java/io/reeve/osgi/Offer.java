// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** One {@code WorkerFactory} service and what became of it. Guarded by the board's lock, except for its constants. */
final class Offer {
    /** Who wins an id: the highest ranking, then the oldest service. */
    static final Comparator<Offer> BEST_FIRST = Comparator.<Offer>comparingInt(offer -> offer.rankingInPlace)
            .reversed()
            .thenComparingLong(offer -> offer.serviceId);

    final ServiceReference<WorkerFactory> reference;
    final long serviceId;

    private final long bundleId;
    private final String bundle;

    OfferProperties properties;

    /** The ranking by which it stands in its place; changes only while it stands in none. */
    int rankingInPlace;

    /** The engagement in force; null while it has none, or the last one was told to end. */
    @Nullable
    Engagement current;

    /** The engagements that are not over; more than {@link #current} while a worker takes its time to end. */
    final Set<Engagement> open = new HashSet<>();

    /** Why it is not started although it is its turn; null if it may be. */
    @Nullable
    Rest rest;

    /** For how long somebody may wait for its workers; not null once it departs. */
    @Nullable
    Grace grace;

    private State state = State.UNASSIGNED;
    private String reason = "";

    /** Ended, stopped by an operator, or refused: stays so until somebody starts it. */
    record Rest(State state, String reason) {}

    Offer(ServiceReference<WorkerFactory> reference, OfferProperties properties) {
        this.reference = reference;
        this.properties = properties;
        this.serviceId = (Long) reference.getProperty(Constants.SERVICE_ID);
        Bundle owner = reference.getBundle();
        this.bundleId = owner == null ? -1 : owner.getBundleId();
        this.bundle = owner == null ? "unknown" : owner.getSymbolicName() + " " + owner.getVersion();
    }

    boolean isDeparting() {
        return grace != null;
    }

    State state() {
        return state;
    }

    String reason() {
        return reason;
    }

    /** Returns whether that is news. */
    boolean become(State state, String reason) {
        boolean news = this.state != state || !this.reason.equals(reason);
        this.state = state;
        this.reason = reason;
        return news;
    }

    /** Completed when none of its workers is left. */
    CompletableFuture<Void> over() {
        return Engagement.allOver(open);
    }

    boolean isFrom(@Nullable Bundle bundle) {
        return bundle != null && bundle.equals(reference.getBundle());
    }

    FactoryStatus status() {
        return new FactoryStatus(
                properties.runner(), properties.id(), state, reason, serviceId, properties.ranking(), bundleId, bundle);
    }

    /** For messages: the service, and what it wants. */
    String describeWish() {
        return "factory " + describe() + " for worker " + Log.quote(properties.id()) + " of runner "
                + Log.quote(properties.runner());
    }

    /** For messages. */
    String describe() {
        return "[service " + serviceId + " of bundle " + bundle + " [" + bundleId + "]]";
    }
}
