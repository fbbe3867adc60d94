// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.ManifoldStatus;
import io.reeve.dependency.ManifoldStatus.InputStatus;
import io.reeve.shell.command.Answer;
import io.reeve.shell.text.Facts;
import io.reeve.shell.text.SafeText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code manifold:info}.
 *
 * @param node the manifold, with its neighbours
 * @param engine the name of its engine
 * @param now when this was so
 */
record Details(Node node, String engine, Instant now) implements Answer {
    private static final int WIDEST_LINE = 120;
    private static final int MOST_NEIGHBOURS = 100;

    @Override
    public String inspect() {
        Facts facts = new Facts(now)
                .add("name", node.name())
                .add("engine", engine)
                .add("state", node.condition().state());
        ManifoldStatus manifold = node.status();
        if (manifold != null) {
            describe(facts, manifold);
        }
        few(facts, "input", node.inputs().stream().map(Details::input).toList());
        if (manifold != null) {
            few(facts, "output", manifold.outputs());
        }
        few(
                facts,
                "dependent",
                node.dependents().stream().map(Details::dependent).toList());
        return facts.toString();
    }

    private static void describe(Facts facts, ManifoldStatus manifold) {
        facts.past("since", manifold.since())
                .add("generation", Long.toString(manifold.generation()))
                .add("starts", Long.toString(manifold.startCount()))
                .add("recent errors", Long.toString(manifold.recentErrors()))
                .past("last start", manifold.started())
                .future("next start", manifold.nextStart())
                .failure("last failure", manifold.lastFailure());
        if (manifold.overdue()) {
            facts.add("overdue", "yes; manifold:report shows where it is");
        }
        if (Condition.of(manifold) == Condition.WAITING) {
            facts.add("waits for", SafeText.quote(manifold.waitingFor()));
        }
    }

    private static void few(Facts facts, String what, List<String> values) {
        if (values.isEmpty()) {
            facts.add(what + "s", "none");
        }
        values.stream().limit(MOST_NEIGHBOURS).forEach(value -> facts.add(what, value));
        if (values.size() > MOST_NEIGHBOURS) {
            facts.add(what, "… and " + (values.size() - MOST_NEIGHBOURS) + " more");
        }
    }

    private static String input(Edge edge) {
        InputStatus input = edge.input();
        return input.name()
                + (input.type() == null ? "" : " (" + input.type() + ")")
                + ", " + edge.to().condition().state()
                + (input.isOptional() ? ", optional" : "");
    }

    private static String dependent(Edge edge) {
        return edge.from().name() + ", " + edge.from().condition().state()
                + (edge.isOptional() ? ", can do without" : "");
    }

    @Override
    public String line() {
        return part() + " " + node.condition().state();
    }

    /** As a command takes it. */
    @Override
    public String part() {
        return SafeText.line(engine + "/" + node.name(), WIDEST_LINE);
    }

    @Override
    public @Nullable Object json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", node.name());
        json.put("engine", engine);
        json.put("state", node.condition().state());
        json.put("manifold", node.status() == null ? null : Json.manifold(node.status()));
        json.put(
                "dependents",
                node.dependents().stream().map(edge -> edge.from().name()).toList());
        return json;
    }

    @Override
    public String toString() {
        return inspect();
    }
}
