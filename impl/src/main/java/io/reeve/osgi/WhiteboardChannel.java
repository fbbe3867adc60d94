// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import org.osgi.framework.ServiceReference;

/** The services that are published for us. */
enum WhiteboardChannel implements Channel {
    FACTORIES(HostKind.RUNNER, "factory") {
        @Override
        public OfferProperties read(ServiceReference<?> service) {
            return OfferProperties.ofFactory(service);
        }

        @Override
        public Engagement engage(Board board, Offer offer, Place place, Host host) {
            return new FactoryEngagement(board, offer, place, (RunnerHost) host);
        }
    },
    MANIFOLDS(HostKind.ENGINE, "manifold") {
        @Override
        public OfferProperties read(ServiceReference<?> service) {
            return OfferProperties.ofManifold(service);
        }

        @Override
        public Engagement engage(Board board, Offer offer, Place place, Host host) {
            return new ManifoldEngagement(board, offer, place, (EngineHost) host);
        }
    };

    private final HostKind hostKind;
    private final String noun;

    WhiteboardChannel(HostKind hostKind, String noun) {
        this.hostKind = hostKind;
        this.noun = noun;
    }

    @Override
    public HostKind hostKind() {
        return hostKind;
    }

    @Override
    public String noun() {
        return noun;
    }

    @Override
    public boolean isLoud() {
        return true;
    }
}
