// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.shell.text.SafeText;
import java.util.List;
import java.util.Locale;

/** A graph in the language of Graphviz: the states as colours and classes, optional inputs dashed, missing ones too. */
final class Dot implements Notation {
    private static final int WIDEST_NAME = 200;

    @Override
    public String write(List<View> views) {
        Numbers numbers = new Numbers();
        StringBuilder lines = new StringBuilder("digraph manifolds {\n  rankdir=LR;\n")
                .append("  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\"];\n");
        for (int i = 0; i < views.size(); i++) {
            View view = views.get(i);
            lines.append("  subgraph cluster_").append(i).append(" {\n");
            lines.append("    label=").append(quote("engine " + view.engine())).append(";\n");
            view.nodes().forEach(node -> lines.append(node(numbers.of(node), node)));
            lines.append("  }\n");
        }
        views.stream().flatMap(View::edges).forEach(edge -> {
            lines.append("  ").append(numbers.of(edge.from())).append(" -> ").append(numbers.of(edge.to()));
            lines.append(edge.isOptional() ? " [style=dashed];\n" : ";\n");
        });
        return lines.append('}').toString();
    }

    private static String node(String number, Node node) {
        Condition condition = node.condition();
        return String.format(
                Locale.ROOT,
                "    %s [label=%s, class=\"%s\", tooltip=\"%s\", fillcolor=\"%s\", color=\"%s\"%s];\n",
                number,
                quote(node.name()),
                condition,
                condition.state(),
                condition.background(),
                condition.foreground(),
                condition == Condition.MISSING ? ", style=\"rounded,dashed\"" : "");
    }

    /** In a label a backslash begins an escape and an ampersand an entity, also between quotes. */
    private static String quote(String text) {
        String safe = SafeText.line(text, WIDEST_NAME);
        return '"' + safe.replace("&", "&amp;").replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
