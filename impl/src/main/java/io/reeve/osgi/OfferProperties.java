// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.WorkerFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * What the properties of a {@code WorkerFactory} service say, as far as it concerns us: as long as two of these are
 * equal, nothing has changed.
 *
 * @param runner the name of the runner
 * @param id the id of the worker; null if there is none
 * @param ranking the ranking of the service
 * @param restart what the worker wants otherwise than its runner
 * @param interruptible whether a start in progress may be interrupted
 * @param complaints what the properties say and makes no sense
 */
record OfferProperties(
        String runner,
        @Nullable String id,
        int ranking,
        RestartWishes restart,
        boolean interruptible,
        List<String> complaints) {
    private static final Set<String> KNOWN = Set.of(
            WorkerFactory.WORKER_ID,
            WorkerFactory.WORKER_RUNNER,
            WorkerFactory.WORKER_RESTART_WHEN,
            WorkerFactory.WORKER_RESTART_DELAY,
            WorkerFactory.WORKER_INTERRUPT);

    /** Where the id is looked for, in this order. */
    private static final List<String> ID_KEYS =
            List.of(WorkerFactory.WORKER_ID, Constants.SERVICE_PID, "component.name");

    static OfferProperties of(ServiceReference<?> service) {
        PropertyReader reader = new PropertyReader(service::getProperty);
        List<String> ours = Arrays.stream(service.getPropertyKeys())
                .filter(key -> key.startsWith("worker."))
                .toList();
        reader.complainOfStrangers(ours, KNOWN);
        String runner = reader.text(WorkerFactory.WORKER_RUNNER);
        return new OfferProperties(
                runner == null ? WorkerFactory.DEFAULT_RUNNER : runner,
                idIn(service, reader),
                service.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                reader.restart(),
                reader.flag(WorkerFactory.WORKER_INTERRUPT, true),
                List.copyOf(reader.complaints()));
    }

    /** An id that is there and makes no sense is not passed over in favour of another. */
    private static @Nullable String idIn(ServiceReference<?> service, PropertyReader reader) {
        for (String key : ID_KEYS) {
            if (service.getProperty(key) != null) {
                String id = reader.text(key);
                if (id == null) {
                    reader.complain(key + " is empty");
                }
                return id;
            }
        }
        reader.complain("it has no id: none of the properties " + ID_KEYS + " is set");
        return null;
    }

    /** All complaints in one line, empty if there are none. */
    String remarks() {
        return String.join("; ", complaints);
    }

    boolean isForSamePlaceAs(OfferProperties other) {
        return runner.equals(other.runner) && Objects.equals(id, other.id);
    }
}
