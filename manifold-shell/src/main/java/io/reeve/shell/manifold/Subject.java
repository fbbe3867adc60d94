// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.Engine;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.shell.command.Located;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What is known under one name of one engine: a manifold, or an input that nobody installed.
 *
 * @param engine the engine
 * @param name the name
 * @param status what the engine knows of it; null if it is not installed
 */
record Subject(Engine engine, String name, @Nullable ManifoldStatus status) implements Located {

    static final Comparator<Subject> BY_ENGINE_AND_NAME =
            Comparator.comparing(Subject::home).thenComparing(Subject::name);

    static Subject of(Engine engine, ManifoldStatus status) {
        return new Subject(engine, status.name(), status);
    }

    @Override
    public String home() {
        return engine.name();
    }
}
