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
 * @param usable whether id and runner make sense; if not, the service is refused
 * @param ranking the ranking of the service
 * @param restart what the worker wants otherwise than its runner
 * @param interruptible whether a start in progress may be interrupted
 * @param complaints what the properties say and makes no sense
 */
record OfferProperties(
        String runner,
        @Nullable String id,
        boolean usable,
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
        String id = idIn(reader);
        String runner = runnerIn(reader);
        return new OfferProperties(
                runner == null ? WorkerFactory.DEFAULT_RUNNER : runner,
                id,
                id != null && runner != null,
                service.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                reader.restart(),
                reader.flag(WorkerFactory.WORKER_INTERRUPT, true),
                List.copyOf(reader.complaints()));
    }

    /** Null if there is none that makes sense; one that is there and makes none is not passed over. */
    private static @Nullable String idIn(PropertyReader reader) {
        String key = ID_KEYS.stream().filter(reader::has).findFirst().orElse(null);
        if (key == null) {
            reader.complain("it has no id: none of the properties " + ID_KEYS + " is set");
            return null;
        }
        // A service may have several PIDs, the first of which is its own.
        String id = key.equals(Constants.SERVICE_PID) ? reader.first(key) : reader.text(key);
        if (id == null) {
            reader.complain(key + " is no id");
        }
        return id;
    }

    /** Null if the one that is named makes no sense. */
    private static @Nullable String runnerIn(PropertyReader reader) {
        if (!reader.has(WorkerFactory.WORKER_RUNNER)) {
            return WorkerFactory.DEFAULT_RUNNER;
        }
        String runner = reader.text(WorkerFactory.WORKER_RUNNER);
        if (runner == null) {
            reader.complain(WorkerFactory.WORKER_RUNNER + " is no name of a runner");
        }
        return runner;
    }

    /** All complaints in one line, empty if there are none. */
    String remarks() {
        return String.join("; ", complaints);
    }

    boolean isForSamePlaceAs(OfferProperties other) {
        return runner.equals(other.runner) && Objects.equals(id, other.id);
    }
}
