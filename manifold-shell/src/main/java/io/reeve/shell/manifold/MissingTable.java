// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.shell.command.Answer;
import io.reeve.shell.text.SafeText;
import io.reeve.shell.text.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code manifold:missing}.
 *
 * @param rows the lines
 * @param hint what to say instead of a table without lines
 */
record MissingTable(List<Row> rows, String hint) implements Answer {
    private static final int WIDEST_NAME = 48;
    private static final int WIDEST_ENGINE = 24;

    /**
     * An input that nobody installed.
     *
     * @param engine the name of the engine
     * @param input its name
     * @param waiting the names of those that cannot be started without it
     * @param content the names of those that can
     */
    record Row(String engine, String input, List<String> waiting, List<String> content) {
        static Row of(String engine, Node missing) {
            return new Row(engine, missing.name(), dependents(missing, false), dependents(missing, true));
        }

        private static List<String> dependents(Node missing, boolean optional) {
            return missing.dependents().stream()
                    .filter(edge -> edge.isOptional() == optional)
                    .map(edge -> edge.from().name())
                    .toList();
        }

        private void addTo(TextTable table) {
            table.add(
                    SafeText.line(input, WIDEST_NAME),
                    SafeText.line(engine, WIDEST_ENGINE),
                    Few.of(waiting),
                    Few.of(content));
        }

        private Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("input", input);
            json.put("engine", engine);
            json.put("waiting", waiting);
            json.put("canDoWithout", content);
            return json;
        }
    }

    @Override
    public String inspect() {
        if (rows.isEmpty()) {
            return hint;
        }
        TextTable table = new TextTable("INPUT", "ENGINE", "WAITED FOR BY", "DONE WITHOUT BY");
        rows.forEach(row -> row.addTo(table));
        return table.toString();
    }

    @Override
    public String line() {
        return rows.isEmpty()
                ? hint
                : "missing: " + SafeText.quote(rows.stream().map(Row::input).toList());
    }

    @Override
    public String part() {
        return "missing(" + rows.size() + ")";
    }

    @Override
    public @Nullable Object json() {
        return rows.stream().map(Row::json).toList();
    }

    @Override
    public String toString() {
        return inspect();
    }
}
