// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import org.osgi.framework.ServiceReference;

/** A way by which services come to the board: what they are offered to, and how they are read. */
interface Channel {
    HostKind hostKind();

    /** What its services are called in messages. */
    String noun();

    /** Whether somebody has to be told of one that is refused or shadowed. */
    boolean isLoud();

    /** Calls into the framework; without a lock. */
    OfferProperties read(ServiceReference<?> service);

    /** Makes what a host of this kind is to be given. */
    Engagement engage(Board board, Offer offer, Place place, Host host);
}
