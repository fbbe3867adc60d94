// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.shell.text.SafeText;
import java.util.List;

/** A graph as a flowchart of Mermaid: the states as classes, optional inputs dotted, missing ones dashed. */
final class Mermaid implements Notation {
    private static final int WIDEST_NAME = 200;

    /** What stands for itself in a text between quotes; anything else from ASCII might mean something one day. */
    private static final String PLAIN = " ._-/:,";

    @Override
    public String write(List<View> views) {
        Numbers numbers = new Numbers();
        StringBuilder lines = new StringBuilder("flowchart LR\n");
        for (Condition condition : Condition.values()) {
            lines.append("  classDef ").append(condition);
            lines.append(" fill:").append(condition.background());
            lines.append(",stroke:").append(condition.foreground()).append(",color:#000000");
            lines.append(condition == Condition.MISSING ? ",stroke-dasharray:4\n" : "\n");
        }
        for (int i = 0; i < views.size(); i++) {
            View view = views.get(i);
            lines.append("  subgraph e")
                    .append(i)
                    .append("[\"engine ")
                    .append(escape(view.engine()))
                    .append("\"]\n");
            for (Node node : view.nodes()) {
                lines.append("    ")
                        .append(numbers.of(node))
                        .append("[\"")
                        .append(escape(node.name()))
                        .append("\"]:::");
                lines.append(node.condition()).append('\n');
            }
            lines.append("  end\n");
        }
        views.stream().flatMap(View::edges).forEach(edge -> {
            lines.append("  ").append(numbers.of(edge.from())).append(edge.isOptional() ? " -.-> " : " --> ");
            lines.append(numbers.of(edge.to())).append('\n');
        });
        return lines.toString().stripTrailing();
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        SafeText.line(text, WIDEST_NAME).codePoints().forEach(character -> {
            if (character > 0x7F || Character.isLetterOrDigit(character) || PLAIN.indexOf(character) >= 0) {
                escaped.appendCodePoint(character);
            } else {
                escaped.append('#').append(character).append(';');
            }
        });
        return escaped.toString();
    }
}
