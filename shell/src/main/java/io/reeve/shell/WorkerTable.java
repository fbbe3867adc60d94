// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.command.Answer;
import io.reeve.shell.text.TextTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code worker:list}.
 *
 * @param rows the lines
 * @param now when this was so
 * @param hint what to say instead of a table without lines
 */
record WorkerTable(List<WorkerRow> rows, Instant now, String hint) implements Answer {

    @Override
    public String inspect() {
        if (rows.isEmpty()) {
            return hint;
        }
        TextTable table = WorkerRow.table();
        rows.forEach(row -> row.addTo(table, now));
        return table.toString();
    }

    @Override
    public String line() {
        if (rows.isEmpty()) {
            return hint;
        }
        Map<String, Long> states =
                rows.stream().collect(Collectors.groupingBy(WorkerRow::state, TreeMap::new, Collectors.counting()));
        return states.entrySet().stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "));
    }

    @Override
    public String part() {
        return "workers(" + rows.size() + ")";
    }

    @Override
    public @Nullable Object json() {
        return rows.stream().map(WorkerRow::json).toList();
    }

    @Override
    public String toString() {
        return inspect();
    }
}
