// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.command.Directory;
import io.reeve.worker.Runner;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerNotFoundException;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import io.reeve.worker.whiteboard.Whiteboard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The runners and the whiteboard that are there now, and what they know between them. For any thread. */
final class Supervised implements Directory<Subject> {
    /** Come and go with their services; a reader sees one moment. */
    private final CopyOnWriteArrayList<Runner> runners = new CopyOnWriteArrayList<>();

    /** Written as the service comes and goes. */
    private final AtomicReference<@Nullable Whiteboard> whiteboard = new AtomicReference<>();

    void add(Runner runner) {
        runners.add(runner);
    }

    void remove(Runner runner) {
        runners.remove(runner);
    }

    void set(Whiteboard service) {
        whiteboard.set(service);
    }

    /** A better one may have taken its place before. */
    void unset(Whiteboard service) {
        whiteboard.compareAndSet(service, null);
    }

    @Nullable
    Whiteboard whiteboard() {
        return whiteboard.get();
    }

    /** All runners, by name. */
    List<Runner> runners() {
        return runners.stream().sorted(Comparator.comparing(Runner::name)).toList();
    }

    /** The runner of a name; of several the one that is alive. */
    Optional<Runner> runner(String name) {
        return runners.stream().filter(r -> r.name().equals(name)).min(Comparator.comparing(Runner::state));
    }

    /** All names of runners, also those that factories ask for in vain. */
    @Override
    public Set<String> homes() {
        Set<String> names = new LinkedHashSet<>();
        runners().forEach(r -> names.add(r.name()));
        factories().stream().map(FactoryStatus::runner).sorted().forEach(names::add);
        return names;
    }

    /** All factory services; none without a whiteboard. */
    List<FactoryStatus> factories() {
        Whiteboard service = whiteboard.get();
        return service == null ? List.of() : service.factories();
    }

    /** Why a factory is as it is; nothing if the whiteboard has just lost it. */
    Optional<Why> why(FactoryStatus factory) {
        Whiteboard service = whiteboard.get();
        return service == null ? Optional.empty() : service.why(factory.serviceId());
    }

    /** All that is known of every id, and of each factory without an id. By runner and id. */
    @Override
    public List<Subject> all() {
        Map<List<@Nullable Object>, Subject> subjects = new LinkedHashMap<>();
        for (Runner runner : runners()) {
            for (WorkerStatus worker : runner.statuses()) {
                subjects.putIfAbsent(
                        List.of(runner.name(), worker.id()),
                        new Subject(runner.name(), worker.id(), worker, new ArrayList<>()));
            }
        }
        for (FactoryStatus factory : factories()) {
            String id = factory.id();
            subjects.computeIfAbsent(
                            // A factory without an id has nothing in common with another one.
                            List.of(factory.runner(), id == null ? factory.serviceId() : id),
                            key -> new Subject(factory.runner(), id, null, new ArrayList<>()))
                    .factories()
                    .add(factory);
        }
        return subjects.values().stream().sorted(Subject.BY_RUNNER_AND_ID).toList();
    }

    /** All that is known of one id, for each runner that knows it. */
    @Override
    public List<Subject> named(String id) {
        Map<String, Subject> subjects = new LinkedHashMap<>();
        for (Runner runner : runners()) {
            runner.status(id)
                    .ifPresent(worker -> subjects.putIfAbsent(
                            runner.name(), new Subject(runner.name(), id, worker, new ArrayList<>())));
        }
        for (FactoryStatus factory : factories()) {
            if (id.equals(factory.id())) {
                subjects.computeIfAbsent(factory.runner(), name -> new Subject(name, id, null, new ArrayList<>()))
                        .factories()
                        .add(factory);
            }
        }
        return subjects.values().stream().sorted(Subject.BY_RUNNER_AND_ID).toList();
    }

    @Override
    public RuntimeException notFound(String message) {
        return new WorkerNotFoundException(message);
    }

    /** Without a scope, {@code stop 5} may come here although bundle 5 is meant: the shell takes either. */
    @Override
    public String hint(String typed) {
        return typed.matches("\\d{1,9}") ? "; for bundle " + typed + ", name the scope: felix:stop or bundle:stop" : "";
    }
}
