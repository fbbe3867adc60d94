// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.osgi.Offer.Rest;
import io.reeve.runner.WorkerRunner;
import io.reeve.worker.RunnerDeadException;
import io.reeve.worker.whiteboard.FactoryStatus.State;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One id of one runner and the factories that want it. At most one offer has an engagement in force: the first one.
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
            board.become(other, State.SHADOWED, "by the factory " + first.describe() + " of the same id");
        }
        if (first.current == null && first.rest == null) {
            engage(first);
        }
        Rest rest = first.rest;
        if (rest != null) {
            board.become(first, rest.state(), rest.reason());
        }
    }

    /** The runner is gone or dead, and with it every engagement. */
    void abandon() {
        offers.forEach(offer -> offer.current = null);
        settle();
    }

    /** The runner's configuration has changed: a worker may have a part of its restart policy from there. */
    void revise() {
        offers.forEach(this::revise);
    }

    private void revise(Offer offer) {
        Engagement current = offer.current;
        if (current != null) {
            current.runner.reviseWorker(current.spec());
            board.become(offer, State.ACTIVE, offer.properties.remarks());
        }
    }

    private void withdraw(Offer offer) {
        Engagement current = offer.current;
        if (current != null) {
            offer.current = null;
            var unused = current.runner.stopWorker(id);
        }
    }

    private void engage(Offer offer) {
        WorkerRunner runner = slot.live();
        if (runner == null) {
            board.become(offer, State.UNASSIGNED, slot.absence());
            return;
        }
        if (offer.open.stream().anyMatch(engagement -> engagement.place != this)) {
            board.become(offer, State.WAITING, "its worker under the id or runner it had before has not ended");
            return;
        }
        if (open.stream().anyMatch(engagement -> engagement.runner != runner)) {
            board.become(
                    offer, State.WAITING, "the worker of this id in the runner that was there before has not ended");
            return;
        }
        Engagement engagement = new Engagement(board, offer, this, runner);
        try {
            if (runner.startWorker(engagement.spec())) {
                offer.current = engagement;
                offer.open.add(engagement);
                open.add(engagement);
                board.become(offer, State.ACTIVE, offer.properties.remarks());
            } else {
                offer.rest = new Rest(
                        State.REFUSED,
                        "the id is taken by a worker that no factory service started; stop that one, then"
                                + " worker:start this one");
            }
        } catch (RunnerDeadException dead) {
            board.become(offer, State.UNASSIGNED, String.valueOf(dead.getMessage()));
        } catch (IllegalArgumentException invalid) {
            offer.rest = new Rest(State.REFUSED, String.valueOf(invalid.getMessage()));
        }
    }
}
