// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * Where the server listens: what the server tells and the prober asks, so that neither needs the other to run. The
 * address outlives the server, which takes the same port again when it is back. Safe for use by several threads.
 */
@Component(service = ServerAddress.class)
public final class ServerAddress {
    private volatile @Nullable InetSocketAddress last;

    /** The address to listen at: the one of last time, else a free port of loopback. */
    InetSocketAddress preferred() {
        InetSocketAddress address = last;
        return address == null ? anyPort() : address;
    }

    /** Any free port of loopback. */
    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** The server has begun to listen. */
    void announce(InetSocketAddress address) {
        last = address;
    }

    /** Where the server listens, or has listened last; nothing before it has ever done so. */
    Optional<URI> url() {
        return Optional.ofNullable(last).map(ServerAddress::toUrl);
    }

    private static URI toUrl(InetSocketAddress address) {
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/");
    }
}
