// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an offer is as it is: the offers that it leads to, and the host that knows the rest. Laid with the board's lock held,
 * followed to its end without.
 */
final class Trail {
    private final List<Why> links = new ArrayList<>();
    private @Nullable Host host;
    private String id = "";

    void add(Offer offer) {
        Offer.Fate fate = offer.fate();
        links.add(new Why(
                offer.describeShort(),
                fate.state().toString(),
                fate.reason().isEmpty() ? "its " + offer.channel.hostKind().noun + " has it" : fate.reason(),
                null,
                null,
                null,
                null));
    }

    /** Whom the last offer leaves it to, or waits for; nobody if it is itself the reason. */
    void follow(Offer offer, @Nullable Place place) {
        switch (offer.state()) {
            case UNASSIGNED -> follow(place, true);
            case REFUSED -> follow(place, false);
            case WAITING -> follow(place == null ? offer.unended() : place.unended(offer));
            case ACTIVE, GIVEN_UP, ENDED, STOPPED, SHADOWED, DEPARTING -> follow(offer.unended());
        }
    }

    private void follow(Optional<Engagement> unended) {
        unended.ifPresent(engagement -> {
            host = engagement.host;
            id = engagement.place.id;
        });
    }

    /** The host itself may be the reason, or whatever has the id in it. */
    private void follow(@Nullable Place place, boolean isHostTheReason) {
        Host present = place == null ? null : place.slot.host();
        if (place != null && present != null && (isHostTheReason || present.has(place.id))) {
            host = present;
            id = place.id;
        }
    }

    /** From the first offer, which has been added, to the root. */
    Why toItsEnd() {
        Host last = host;
        Why rest = last == null ? null : last.why(id).orElseGet(() -> ofHost(last));
        int end = links.size() - 1;
        Why why = before(links.get(end), rest);
        for (int i = end - 1; i >= 0; i--) {
            why = before(links.get(i), why);
        }
        return why;
    }

    private static Why before(Why link, @Nullable Why because) {
        return new Why(link.subject(), link.state(), link.text(), link.since(), link.next(), link.failure(), because);
    }

    /** A host that is dead need not know its workers any more. */
    private static @Nullable Why ofHost(Host host) {
        Throwable failure = host.failure().orElse(null);
        return switch (host.state()) {
            case RUNNING -> null;
            case DYING, DEAD ->
                new Why(
                        host.kind().describe(host.name()),
                        host.state().toString(),
                        failure == null ? "it was killed" : "a " + host.kind().member + " failed fatally",
                        null,
                        null,
                        failure,
                        null);
        };
    }
}
