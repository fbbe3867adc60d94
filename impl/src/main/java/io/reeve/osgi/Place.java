// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.DependencyCycleException;
import io.reeve.dependency.EngineDeadException;
import io.reeve.dependency.ManifoldExistsException;
import io.reeve.osgi.Offer.Rest;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One id of one runner, or name of one engine, and the services that want it. At most one offer has an engagement in force: the first one.
 * Guarded by the board's lock.
 */
final class Place {
    final Slot slot;
    final String id;

    private final Board board;
    private final TreeSet<Offer> offers = new TreeSet<>(Offer.BEST_FIRST);

    /** The engagements here that are not over, whosever they are. */
    private final Set<Engagement> open = new HashSet<>();

    Place(Board board, Slot slot, String id) {
        this.board = board;
        this.slot = slot;
        this.id = id;
    }

    void add(Offer offer) {
        offer.rankingInPlace = offer.properties.ranking();
        offers.add(offer);
    }

    /** Takes an offer out and tells its worker to stop. */
    void remove(Offer offer) {
        offers.remove(offer);
        withdraw(offer);
    }

    /** The properties of an offer have changed; it keeps its engagement unless its turn is over. */
    void change(Offer offer) {
        if (offer.rankingInPlace != offer.properties.ranking()) {
            offers.remove(offer);
            add(offer);
            settle();
        }
        revise(offer);
    }

    /** Whose worker has to end before an offer has its turn: one of its own, or else one of anybody here. */
    Optional<Engagement> unended(Offer offer) {
        return offer.unended()
                .or(() -> open.stream().filter(Engagement::isTaken).findFirst());
    }

    /** An engagement here is over. */
    void over(Engagement engagement) {
        open.remove(engagement);
    }

    boolean isEmpty() {
        return offers.isEmpty() && open.isEmpty();
    }

    /** The offer whose turn it is. */
    @Nullable
    Offer first() {
        return offers.isEmpty() ? null : offers.first();
    }

    /** Sees to it that the first offer is engaged and the others are not. */
    void settle() {
        Offer first = first();
        if (first == null) {
            return;
        }
        for (Offer other : offers.tailSet(first, false)) {
            withdraw(other);
            board.become(other, State.SHADOWED, "by the " + first.describe() + " of the same " + slot.kind.idNoun);
        }
        if (first.current == null && first.rest == null) {
            engage(first);
        }
        Rest rest = first.rest;
        if (rest != null) {
            board.become(first, rest.state(), rest.reason());
        }
    }

    /** The host is gone or dead, and with it every engagement. */
    void abandon() {
        offers.forEach(offer -> offer.current = null);
        settle();
    }

    /** The host's configuration has changed: a worker may have a part of its restart policy from there. */
    void revise() {
        offers.forEach(this::revise);
    }

    private void revise(Offer offer) {
        Engagement current = offer.current;
        if (current != null && current.isTaken()) {
            current.revise();
            board.become(offer, State.ACTIVE, offer.properties.remarks());
        }
    }

    private void withdraw(Offer offer) {
        Engagement current = offer.current;
        if (current != null) {
            offer.current = null;
            var unused = current.withdraw();
        }
    }

    private void engage(Offer offer) {
        Host host = slot.live();
        if (host == null) {
            board.become(offer, State.UNASSIGNED, slot.absence());
            return;
        }
        if (offer.open.stream().anyMatch(engagement -> engagement.place != this)) {
            board.become(
                    offer,
                    State.WAITING,
                    "its worker under the " + slot.kind.idNoun + " or " + slot.kind.noun
                            + " it had before has not ended");
            return;
        }
        if (open.stream().anyMatch(engagement -> engagement.host != host)) {
            board.become(
                    offer,
                    State.WAITING,
                    "the worker of this " + slot.kind.idNoun + " in the " + slot.kind.noun
                            + " that was there before has not ended");
            return;
        }
        Engagement engagement = offer.channel.engage(board, offer, this, host);
        offer.current = engagement;
        offer.open.add(engagement);
        open.add(engagement);
        engagement.begin();
        if (offer.current == engagement && !engagement.isTaken() && offer.state() != State.REFUSED) {
            board.become(offer, State.WAITING, "it is being asked for its inputs and outputs");
        }
    }

    /** Hands an engagement over to the host; its turn may be over meanwhile. */
    void take(Engagement engagement) {
        Offer offer = engagement.offer;
        if (offer.current != engagement) {
            engagement.discard();
            return;
        }
        try {
            if (engagement.handOver()) {
                engagement.taken();
                board.become(offer, State.ACTIVE, offer.properties.remarks());
            } else {
                refuse(
                        engagement,
                        new Rest(
                                State.REFUSED,
                                "the id is taken by a worker that no factory service started; stop that one, then "
                                        + slot.kind.startCommand + " this one"));
            }
        } catch (RunnerDeadException | EngineDeadException dead) {
            offer.current = null;
            engagement.discard();
            board.become(offer, State.UNASSIGNED, String.valueOf(dead.getMessage()));
        } catch (ManifoldExistsException exists) {
            refuse(
                    engagement,
                    new Rest(
                            State.REFUSED,
                            "the name is taken by a manifold that no service offers; it is taken when that is gone",
                            true));
        } catch (DependencyCycleException cycle) {
            refuse(engagement, new Rest(State.REFUSED, String.valueOf(cycle.getMessage()), true));
        } catch (IllegalArgumentException invalid) {
            refuse(engagement, new Rest(State.REFUSED, String.valueOf(invalid.getMessage())));
        }
    }

    /**
     * What cannot be handed over now is not handed over; {@code rest} says why, and whether that may pass. Returns false
     * if its turn was over.
     */
    boolean refuse(Engagement engagement, Rest rest) {
        Offer offer = engagement.offer;
        boolean isItsTurn = offer.current == engagement;
        if (isItsTurn) {
            offer.current = null;
            offer.rest = rest;
            if (rest.passes()) {
                slot.hinder(this);
            }
        }
        engagement.discard();
        return isItsTurn;
    }

    /** What was refused may be taken now. */
    void reconsider() {
        offers.forEach(offer -> {
            Rest rest = offer.rest;
            if (rest != null && rest.passes()) {
                offer.wake();
            }
        });
        settle();
    }
}
