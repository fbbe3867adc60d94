// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.Engine;
import io.reeve.dependency.ManifoldNotFoundException;
import io.reeve.shell.command.Directory;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The engines that are there now. For any thread. */
final class Engines implements Directory<Subject> {
    private static final Comparator<Engine> LIVING_FIRST =
            Comparator.comparing(Engine::name).thenComparing(Engine::state);

    /** Come and go with their services; a reader sees one moment. */
    private final CopyOnWriteArrayList<Engine> engines = new CopyOnWriteArrayList<>();

    void add(Engine engine) {
        engines.add(engine);
    }

    void remove(Engine engine) {
        engines.remove(engine);
    }

    /** All engines, by name; of several with one name the living one, which is asked instead of the others, is first. */
    List<Engine> engines() {
        return engines.stream().sorted(LIVING_FIRST).toList();
    }

    /** The engines of a name, or all for an empty one; of several with one name the one that is alive. */
    List<Engine> engines(String name) {
        Map<String, Engine> living = new LinkedHashMap<>();
        engines().forEach(engine -> living.putIfAbsent(engine.name(), engine));
        return living.values().stream()
                .filter(engine -> name.isEmpty() || engine.name().equals(name))
                .toList();
    }

    @Override
    public Collection<String> homes() {
        return engines("").stream().map(Engine::name).toList();
    }

    @Override
    public List<Subject> all() {
        return engines("").stream().flatMap(Engines::subjects).toList();
    }

    private static Stream<Subject> subjects(Engine engine) {
        Stream<Subject> installed = engine.statuses().stream().map(status -> Subject.of(engine, status));
        Stream<Subject> missing = engine.missing().keySet().stream().map(name -> new Subject(engine, name, null));
        return Stream.concat(installed, missing).sorted(Subject.BY_ENGINE_AND_NAME);
    }

    /** A name that is installed somewhere is not sought where it is only an input. */
    @Override
    public List<Subject> named(String name) {
        List<Subject> installed = engines("").stream()
                .map(engine -> engine.status(name).map(status -> Subject.of(engine, status)))
                .flatMap(Optional::stream)
                .toList();
        return installed.isEmpty()
                ? engines("").stream()
                        .filter(engine -> engine.missing().containsKey(name))
                        .map(engine -> new Subject(engine, name, null))
                        .toList()
                : installed;
    }

    @Override
    public RuntimeException notFound(String message) {
        return new ManifoldNotFoundException(message);
    }
}
