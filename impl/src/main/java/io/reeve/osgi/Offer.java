// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.whiteboard.ManifoldServiceStatus;
import io.reeve.time.Clock;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** One service that was offered to a runner or an engine, and what became of it. Guarded by the board's lock, except for its constants. */
final class Offer {
    private static final AtomicLong ARRIVALS = new AtomicLong();

    /** Who wins an id: the highest ranking, then the oldest service; of one that came by two ways, the later. */
    static final Comparator<Offer> BEST_FIRST = Comparator.<Offer>comparingInt(offer -> offer.rankingInPlace)
            .reversed()
            .thenComparingLong(offer -> offer.serviceId)
            .thenComparingLong(offer -> -offer.arrival);

    final Channel channel;
    final ServiceReference<?> reference;
    final long serviceId;

    private final long arrival = ARRIVALS.incrementAndGet();

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

    /** Asks again for something that was not given; cancelled if the offer moves or departs. */
    Clock.@Nullable Timer retry;

    private State state = State.UNASSIGNED;
    private String reason = "";

    /**
     * Ended, stopped by an operator, or refused: stays so until somebody starts it, or, if it {@code passes}, until
     * what stands in its way may be gone.
     */
    record Rest(State state, String reason, boolean passes) {
        Rest(State state, String reason) {
            this(state, reason, false);
        }
    }

    Offer(Channel channel, ServiceReference<?> reference, OfferProperties properties) {
        this.channel = channel;
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

    /** One of its engagements whose worker may live. */
    Optional<Engagement> unended() {
        return open.stream().filter(Engagement::isTaken).findFirst();
    }

    boolean isFrom(@Nullable Bundle bundle) {
        return bundle != null && bundle.equals(reference.getBundle());
    }

    /** Whatever kept it at rest, it may be its turn. */
    void wake() {
        rest = null;
        Clock.Timer pending = retry;
        retry = null;
        if (pending != null) {
            pending.cancel();
        }
    }

    /** What became of it, as those see it who ask. */
    record Fate(State state, String reason) {}

    /** While a host has it, the host knows best. */
    Fate fate() {
        Engagement engagement = current;
        return (state != State.ACTIVE || engagement == null ? Optional.<String>empty() : engagement.givenUp())
                .map(why -> new Fate(State.GIVEN_UP, why))
                .orElseGet(() -> new Fate(state, reason));
    }

    FactoryStatus factoryStatus() {
        Fate fate = fate();
        return new FactoryStatus(
                properties.host(),
                properties.id(),
                fate.state,
                fate.reason,
                serviceId,
                properties.ranking(),
                bundleId,
                bundle);
    }

    ManifoldServiceStatus manifoldStatus() {
        Fate fate = fate();
        return new ManifoldServiceStatus(
                properties.host(),
                properties.id(),
                fate.state,
                fate.reason,
                serviceId,
                properties.ranking(),
                bundleId,
                bundle);
    }

    /** For messages: the service, and what it wants. */
    String describeWish() {
        HostKind kind = channel.hostKind();
        return describe() + " for " + kind.member + " " + Log.quote(properties.id()) + " of "
                + kind.describe(properties.host());
    }

    /** The service by the id that it wants, and where it comes from. */
    String describeShort() {
        return channel.noun() + " " + Log.quote(properties.id()) + " [service " + serviceId + " of bundle " + bundle
                + " [" + bundleId + "]]";
    }

    /** For messages. */
    String describe() {
        return channel.noun() + " [service " + serviceId + " of bundle " + bundle + " [" + bundleId + "]]";
    }
}
