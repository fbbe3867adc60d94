// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.Manifold;
import io.reeve.worker.WorkerFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * What the properties of a service say, as far as it concerns us: as long as two of these are equal, nothing has
 * changed.
 *
 * @param host the name of the runner or engine
 * @param id the id of the worker, or the name of the manifold; null if there is none
 * @param usable whether id and host make sense; if not, the service is refused
 * @param ranking the ranking of the service
 * @param supervision what the worker wants otherwise than its runner or engine says
 * @param publishing which outputs are published, and how
 * @param complaints what the properties say and makes no sense
 */
record OfferProperties(
        String host,
        @Nullable String id,
        boolean usable,
        int ranking,
        SupervisionWishes supervision,
        Publishing publishing,
        List<String> complaints) {

    static OfferProperties ofFactory(ServiceReference<?> service) {
        Source source = new Source(
                service, HostKind.RUNNER, PolicyKey.ALL, Set.of(WorkerFactory.WORKER_ID, WorkerFactory.WORKER_RUNNER));
        return source.read(
                WorkerFactory.WORKER_ID,
                WorkerFactory.WORKER_RUNNER,
                PolicyReader.ofService(source.reader, HostKind.RUNNER),
                Publishing.NOTHING);
    }

    static OfferProperties ofManifold(ServiceReference<?> service) {
        Source source = new Source(
                service,
                HostKind.ENGINE,
                PolicyKey.LIMITS,
                Set.of(Manifold.MANIFOLD_NAME, Manifold.MANIFOLD_ENGINE, Manifold.MANIFOLD_PUBLISH));
        return source.read(
                Manifold.MANIFOLD_NAME,
                Manifold.MANIFOLD_ENGINE,
                PolicyReader.limitsOfService(source.reader, HostKind.ENGINE),
                Publishing.in(source.reader, service));
    }

    /** Of a service that wants nothing of us, but that a manifold wants. */
    static OfferProperties ofInput(ServiceReference<?> service, String engine, String input, boolean fits) {
        return new OfferProperties(
                engine, input, fits, rankingOf(service), SupervisionWishes.NONE, Publishing.NOTHING, List.of());
    }

    private static int rankingOf(ServiceReference<?> service) {
        return service.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    /** The properties of one service while they are read. */
    private static final class Source {
        final ServiceReference<?> service;
        final HostKind kind;
        final PropertyReader reader;

        Source(ServiceReference<?> service, HostKind kind, Set<PolicyKey> policy, Set<String> others) {
            this.service = service;
            this.kind = kind;
            this.reader = new PropertyReader(service::getProperty);
            List<String> ours = Arrays.stream(service.getPropertyKeys())
                    .filter(key -> key.startsWith(kind.servicePrefix))
                    .toList();
            Set<String> known = new HashSet<>(others);
            known.addAll(PolicyKey.under(kind.servicePrefix, policy));
            reader.complainOfStrangers(ours, known);
        }

        OfferProperties read(String idKey, String hostKey, SupervisionWishes supervision, Publishing publishing) {
            String id = id(idKey);
            String host = host(hostKey);
            return new OfferProperties(
                    host == null ? kind.defaultName : host,
                    id,
                    id != null && host != null,
                    rankingOf(service),
                    supervision,
                    publishing,
                    List.copyOf(reader.complaints()));
        }

        /** Null if there is none that makes sense; one that is there and makes none is not passed over. */
        private @Nullable String id(String idKey) {
            List<String> keys = List.of(idKey, Constants.SERVICE_PID, "component.name");
            String key = keys.stream().filter(reader::has).findFirst().orElse(null);
            if (key == null) {
                reader.complain("it has no " + kind.idNoun + ": none of the properties " + keys + " is set");
                return null;
            }
            // A service may have several PIDs, the first of which is its own.
            String id = key.equals(Constants.SERVICE_PID) ? reader.first(key) : reader.text(key);
            if (id == null) {
                reader.complain(key + " is no " + kind.idNoun);
            }
            return id;
        }

        /** Null if the one that is named makes no sense. */
        private @Nullable String host(String key) {
            if (!reader.has(key)) {
                return kind.defaultName;
            }
            String host = reader.text(key);
            if (host == null) {
                String article = kind == HostKind.ENGINE ? "an " : "a ";
                reader.complain(key + " is no name of " + article + kind.noun);
            }
            return host;
        }
    }

    /** All complaints in one line, empty if there are none. */
    String remarks() {
        return String.join("; ", complaints);
    }

    boolean isForSamePlaceAs(OfferProperties other) {
        return usable == other.usable && host.equals(other.host) && Objects.equals(id, other.id);
    }
}
