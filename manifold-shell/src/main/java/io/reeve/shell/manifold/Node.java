// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.ManifoldStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One name in the graph of an engine, with what it needs and what needs it. Equal only to itself. */
final class Node {
    static final Comparator<Node> BY_NAME = Comparator.comparing(Node::name);

    private final String name;
    private final @Nullable ManifoldStatus status;
    private final Condition condition;
    private final List<Edge> inputs = new ArrayList<>();
    private final List<Edge> dependents = new ArrayList<>();

    Node(String name, @Nullable ManifoldStatus status) {
        this.name = name;
        this.status = status;
        this.condition = Condition.of(status);
    }

    String name() {
        return name;
    }

    /** What the engine knows of it; null if it is not installed. */
    @Nullable
    ManifoldStatus status() {
        return status;
    }

    Condition condition() {
        return condition;
    }

    /** The ways to what it needs, as it declared them. */
    List<Edge> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    /** The ways from those that need it, by name. */
    List<Edge> dependents() {
        return Collections.unmodifiableList(dependents);
    }

    void connect(Edge edge) {
        inputs.add(edge);
        edge.to().dependents.add(edge);
    }
}
