// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.ManifoldStatus;
import io.reeve.shell.command.Answer;
import io.reeve.shell.text.FailureText;
import io.reeve.shell.text.SafeText;
import io.reeve.shell.text.TextTable;
import io.reeve.shell.text.TimeText;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code manifold:list}.
 *
 * @param rows the manifolds
 * @param now when this was so
 * @param hint what to say instead of a table without lines
 */
record ManifoldTable(List<ManifoldStatus> rows, Instant now, String hint) implements Answer {
    static final Comparator<ManifoldStatus> BY_ENGINE_AND_NAME =
            Comparator.comparing(ManifoldStatus::engine).thenComparing(ManifoldStatus::name);

    private static final int WIDEST_NAME = 48;
    private static final int WIDEST_ENGINE = 24;
    private static final int WIDEST_REMARK = 100;

    @Override
    public String inspect() {
        if (rows.isEmpty()) {
            return hint;
        }
        TextTable table =
                new TextTable("NAME", "STATE", "ENGINE", ">STARTS", ">SINCE", "NEXT", "WAITS FOR OR LAST ERROR");
        rows.forEach(row -> addTo(table, row));
        return table.toString();
    }

    private void addTo(TextTable table, ManifoldStatus row) {
        table.add(
                SafeText.line(row.name(), WIDEST_NAME),
                row.state().toString(),
                SafeText.line(row.engine(), WIDEST_ENGINE),
                Long.toString(row.startCount()),
                TimeText.age(row.since(), now),
                row.nextStart() == null ? "" : TimeText.until(row.nextStart(), now),
                remark(row));
    }

    private static String remark(ManifoldStatus row) {
        String waits = waits(row);
        if (row.lastFailure() == null) {
            return waits;
        }
        return (waits.isEmpty() ? "" : waits + "; ") + FailureText.line(row.lastFailure(), WIDEST_REMARK);
    }

    private static String waits(ManifoldStatus row) {
        if (row.overdue()) {
            return "takes longer than it may";
        }
        return Condition.of(row) == Condition.WAITING ? "waits for " + Few.of(row.waitingFor()) : "";
    }

    @Override
    public String line() {
        if (rows.isEmpty()) {
            return hint;
        }
        return rows.stream()
                .collect(Collectors.groupingBy(row -> row.state().toString(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "));
    }

    @Override
    public String part() {
        return "manifolds(" + rows.size() + ")";
    }

    @Override
    public @Nullable Object json() {
        return rows.stream().map(Json::manifold).toList();
    }

    @Override
    public String toString() {
        return inspect();
    }
}
