// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the configuration of one runner says.
 *
 * @param name the name of the runner
 * @param restart the restart policy of workers that have none of their own
 * @param fatalErrors names of the error classes that end the runner; {@code *} for all
 * @param fatalAction what follows then
 * @param stopGrace how long a departing factory or a stopping bundle is held up for its workers to end
 * @param startWarning after what time a start function that has not returned is reported
 * @param complaints what the configuration says and makes no sense
 */
record RunnerSettings(
        String name,
        Restart restart,
        Set<String> fatalErrors,
        FatalAction fatalAction,
        Duration stopGrace,
        Duration startWarning,
        List<String> complaints) {
    static final String PID = "io.reeve.runner";
    static final String FATAL_ERRORS = "fatal.errors";
    static final String FATAL_ACTION = "fatal.action";
    static final String STOP_GRACE = "stop.grace";
    static final String START_WARNING = "start.warning";

    static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(1);
    static final Duration DEFAULT_START_WARNING = Duration.ofSeconds(30);

    private static final Set<String> KNOWN = Set.of(
            Runner.RUNNER_NAME,
            WorkerFactory.WORKER_RESTART_WHEN,
            WorkerFactory.WORKER_RESTART_DELAY,
            FATAL_ERRORS,
            FATAL_ACTION,
            STOP_GRACE,
            START_WARNING);

    /** Those of a runner without a configuration. */
    static RunnerSettings defaults(String name) {
        return new RunnerSettings(
                name,
                Restart.defaults(),
                Set.of(),
                FatalAction.STAY_DEAD,
                DEFAULT_STOP_GRACE,
                DEFAULT_START_WARNING,
                List.of());
    }

    static RunnerSettings of(String pid, Map<String, ?> properties) {
        // As the framework reads the properties of services: without regard to case.
        Map<String, Object> tolerant = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        tolerant.putAll(properties);
        PropertyReader reader = new PropertyReader(tolerant::get);
        reader.complainOfStrangers(List.copyOf(properties.keySet()), KNOWN);
        String name = reader.text(Runner.RUNNER_NAME);
        FatalAction action = reader.choice(FATAL_ACTION, FatalAction.class);
        return new RunnerSettings(
                name != null ? name : nameIn(pid),
                reader.restart().over(Restart.defaults()),
                Set.copyOf(reader.list(FATAL_ERRORS)),
                action != null ? action : FatalAction.STAY_DEAD,
                reader.duration(STOP_GRACE, DEFAULT_STOP_GRACE),
                reader.duration(START_WARNING, DEFAULT_START_WARNING),
                List.copyOf(reader.complaints()));
    }

    /** {@code io.reeve.runner~a} is for runner {@code a}; what a container makes up itself is no name. */
    private static String nameIn(String pid) {
        int tilde = pid.indexOf('~');
        String name = tilde < 0 ? "" : pid.substring(tilde + 1).strip();
        return name.isEmpty() ? WorkerFactory.DEFAULT_RUNNER : name;
    }

    /** Whether an error ends the runner: its class or a superclass is named. */
    boolean isFatal(Throwable error) {
        if (fatalErrors.contains("*")) {
            return true;
        }
        for (Class<?> type = error.getClass(); type != null; type = type.getSuperclass()) {
            if (fatalErrors.contains(type.getName())) {
                return true;
            }
        }
        return false;
    }
}
