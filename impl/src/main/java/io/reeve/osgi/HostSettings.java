// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the configuration of one runner or engine says.
 *
 * @param kind which of the two
 * @param name its name
 * @param supervision how workers are treated that want nothing else
 * @param fatalErrors names of the error classes that end the runner or engine; {@code *} for all
 * @param fatalAction what follows then
 * @param stopGrace how long a departing service or a stopping bundle is held up for its workers to end
 * @param startWarning after what time a start function that has not returned is reported
 * @param pace what only an engine has a use for
 * @param complaints what the configuration says and makes no sense
 */
record HostSettings(
        HostKind kind,
        String name,
        Supervision supervision,
        Set<String> fatalErrors,
        FatalAction fatalAction,
        Duration stopGrace,
        Duration startWarning,
        EnginePace pace,
        List<String> complaints) {
    static final String FATAL_ERRORS = "fatal.errors";
    static final String FATAL_ACTION = "fatal.action";
    static final String STOP_GRACE = "stop.grace";
    static final String START_WARNING = "start.warning";

    static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(1);
    static final Duration DEFAULT_START_WARNING = Duration.ofSeconds(30);

    /** Those of one without a configuration. */
    static HostSettings defaults(HostKind kind, String name) {
        return new HostSettings(
                kind,
                name,
                kind.supervision(),
                Set.of(),
                FatalAction.STAY_DEAD,
                DEFAULT_STOP_GRACE,
                DEFAULT_START_WARNING,
                EnginePace.DEFAULT,
                List.of());
    }

    static HostSettings of(HostKind kind, String pid, Map<String, ?> properties) {
        // As the framework reads the properties of services: without regard to case.
        Map<String, Object> tolerant = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        tolerant.putAll(properties);
        PropertyReader reader = new PropertyReader(tolerant::get);
        reader.complainOfStrangers(List.copyOf(properties.keySet()), keysOf(kind));
        return new HostSettings(
                kind,
                name(reader, kind, pid),
                PolicyReader.ofHost(reader, kind).over(kind.supervision()),
                Set.copyOf(reader.list(FATAL_ERRORS)),
                reader.choice(FATAL_ACTION, FatalAction.STAY_DEAD),
                reader.duration(STOP_GRACE, DEFAULT_STOP_GRACE),
                reader.duration(START_WARNING, DEFAULT_START_WARNING),
                kind == HostKind.ENGINE ? EnginePace.in(reader) : EnginePace.DEFAULT,
                List.copyOf(reader.complaints()));
    }

    private static Set<String> keysOf(HostKind kind) {
        Set<String> keys = new HashSet<>(kind.ownKeys());
        keys.addAll(PolicyKey.under(kind.policyPrefix, PolicyKey.ALL));
        keys.addAll(List.of(kind.nameProperty, FATAL_ERRORS, FATAL_ACTION, STOP_GRACE, START_WARNING));
        return keys;
    }

    /** Names stand in logs and in the names of threads, so they can be printed. */
    private static String name(PropertyReader reader, HostKind kind, String pid) {
        String fallback = Log.escape(nameIn(kind, pid));
        String name = reader.text(kind.nameProperty);
        if (name == null || name.equals(Log.escape(name))) {
            return name == null ? fallback : name;
        }
        reader.refuse(kind.nameProperty, "not a name that can be printed in a line", Log.quote(fallback));
        return fallback;
    }

    /** {@code io.reeve.runner~a} is for runner {@code a}; what a container makes up itself is no name. */
    private static String nameIn(HostKind kind, String pid) {
        int tilde = pid.indexOf('~');
        String name = tilde < 0 ? "" : pid.substring(tilde + 1).strip();
        return name.isEmpty() ? kind.defaultName : name;
    }

    /** Whether an error is fatal: its class or a superclass is named. */
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
