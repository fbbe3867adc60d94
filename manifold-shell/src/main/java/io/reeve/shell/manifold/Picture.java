// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.shell.command.Answer;
import io.reeve.shell.text.SafeText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code manifold:graph}.
 *
 * @param views what is to be seen, one for each engine
 * @param notation how it is written down
 * @param hint what to say if there is nothing to be seen
 */
record Picture(List<View> views, Notation notation, String hint) implements Answer {
    private static final int WIDEST_NAME = 120;

    @Override
    public String inspect() {
        return nodes() == 0 ? hint : notation.write(views);
    }

    private long nodes() {
        return views.stream().mapToLong(view -> view.nodes().size()).sum();
    }

    @Override
    public String line() {
        return nodes() == 0
                ? hint
                : nodes() + " manifolds, " + views.stream().flatMap(View::edges).count() + " inputs";
    }

    @Override
    public String part() {
        List<Node> centres =
                views.stream().map(View::centre).flatMap(Stream::ofNullable).toList();
        return centres.isEmpty()
                ? "graph"
                : SafeText.line("graph(" + centres.get(0).name() + ")", WIDEST_NAME);
    }

    @Override
    public @Nullable Object json() {
        return views.stream().map(Picture::json).toList();
    }

    private static Map<String, @Nullable Object> json(View view) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("engine", view.engine());
        json.put("nodes", view.nodes().stream().map(Picture::json).toList());
        json.put("edges", view.edges().map(Picture::json).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(Node node) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", node.name());
        json.put("state", node.condition().state());
        json.put("condition", node.condition().toString());
        return json;
    }

    private static Map<String, @Nullable Object> json(Edge edge) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("from", edge.from().name());
        json.put("to", edge.to().name());
        json.put("type", edge.input().type());
        json.put("optional", edge.isOptional());
        return json;
    }

    @Override
    public String toString() {
        return inspect();
    }
}
