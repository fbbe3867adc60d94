// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.Manifold;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * An input {@code service:} of the manifolds of one engine: the services that match it are offers for its place, of
 * which the board hands the best one to the engine.
 */
final class ServiceInput implements Channel {
    private static final Pattern NAME = Pattern.compile("[\\p{javaJavaIdentifierPart}.]+");

    private final Board board;
    private final String engine;
    private final String name;
    private final String type;
    private final ServiceTracker<Object, ServiceReference<Object>> tracker;

    /** The bundle whose classes the service should fit; null if any will do. */
    private volatile @Nullable Bundle user;

    /** False once it is not wanted any more. */
    private volatile boolean isOpen = true;

    /** Throws what is wrong with the name. */
    ServiceInput(Board board, String engine, String name) throws InvalidSyntaxException {
        this.board = board;
        this.engine = engine;
        this.name = name;
        String service = name.substring(Manifold.SERVICE_PREFIX.length());
        int parenthesis = service.indexOf('(');
        this.type = (parenthesis < 0 ? service : service.substring(0, parenthesis)).strip();
        if (!NAME.matcher(type).matches()) {
            throw new InvalidSyntaxException("the name of an interface is expected after the colon", name);
        }
        String condition = parenthesis < 0 ? "" : service.substring(parenthesis).strip();
        if (!condition.isEmpty()) {
            // By itself: what is no filter may be a part of one.
            FrameworkUtil.createFilter(condition);
        }
        Filter filter = FrameworkUtil.createFilter("(&(" + Constants.OBJECTCLASS + "=" + type + ")" + condition + ")");
        this.tracker = new ServiceTracker<>(board.context(), filter, new Tracking());
    }

    private final class Tracking implements ServiceTrackerCustomizer<Object, ServiceReference<Object>> {
        @Override
        public ServiceReference<Object> addingService(ServiceReference<Object> reference) {
            board.arrived(ServiceInput.this, reference);
            return reference;
        }

        @Override
        public void modifiedService(ServiceReference<Object> reference, ServiceReference<Object> same) {
            board.changed(ServiceInput.this, reference);
        }

        @Override
        public void removedService(ServiceReference<Object> reference, ServiceReference<Object> same) {
            board.departed(ServiceInput.this, reference, isOpen);
        }
    }

    /** Does nothing if it is open already. */
    void open() {
        // Also those that we could not cast: the classes concern only the manifolds.
        tracker.open(true);
    }

    /** The services are let go, and nobody waits. */
    void close() {
        isOpen = false;
        board.abandon(this);
        tracker.close();
    }

    /** Sets the class that services should be instances of. */
    void fit(@Nullable Class<?> declared) {
        Bundle fitting = declared == null ? null : FrameworkUtil.getBundle(declared);
        if (!Objects.equals(user, fitting)) {
            user = fitting;
            ServiceReference<Object>[] references = tracker.getServiceReferences();
            if (references != null) {
                for (ServiceReference<Object> reference : references) {
                    board.changed(this, reference);
                }
            }
        }
    }

    @Override
    public HostKind hostKind() {
        return HostKind.ENGINE;
    }

    @Override
    public String noun() {
        return "input";
    }

    @Override
    public boolean isLoud() {
        return false;
    }

    @Override
    public OfferProperties read(ServiceReference<?> service) {
        Bundle bundle = user;
        return OfferProperties.ofInput(service, engine, name, bundle == null || service.isAssignableTo(bundle, type));
    }

    @Override
    public Engagement engage(Board board, Offer offer, Place place, Host host) {
        return new ServiceEngagement(board, offer, place, (EngineHost) host);
    }
}
