// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import io.reeve.dependency.Engine;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.shell.command.Answer;
import io.reeve.shell.text.FailureText;
import io.reeve.shell.text.SafeText;
import io.reeve.shell.text.StateCounts;
import io.reeve.shell.text.TextTable;
import io.reeve.worker.WorkerStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code manifold:engines}.
 *
 * @param rows the lines
 */
record EngineTable(List<Row> rows) implements Answer {
    private static final int WIDEST_NAME = 40;
    private static final int WIDEST_FAILURE = 100;
    private static final String NOTHING = "no engine; " + Hints.NO_ENGINE;

    /**
     * One engine.
     *
     * @param name its name
     * @param state its state
     * @param manifolds how many of its manifolds are in each state
     * @param missing how many inputs nobody installed
     * @param failure what it died of; null for nothing
     */
    record Row(
            String name,
            String state,
            StateCounts manifolds,
            int missing,
            @Nullable Throwable failure) {
        static Row of(Engine engine) {
            return new Row(
                    engine.name(),
                    engine.state().toString(),
                    StateCounts.of(engine.statuses().stream().map(ManifoldStatus::state)),
                    engine.missing().size(),
                    engine.failure().orElse(null));
        }

        private void addTo(TextTable table) {
            table.add(
                    SafeText.line(name, WIDEST_NAME),
                    state,
                    Integer.toString(manifolds.total()),
                    manifolds.text(WorkerStatus.State.STARTING),
                    manifolds.text(WorkerStatus.State.STARTED),
                    manifolds.text(WorkerStatus.State.STOPPING),
                    manifolds.text(WorkerStatus.State.STOPPED),
                    manifolds.text(WorkerStatus.State.GIVEN_UP),
                    manifolds.text(WorkerStatus.State.ABANDONED),
                    Integer.toString(missing),
                    failure == null ? "" : FailureText.line(failure, WIDEST_FAILURE));
        }

        private Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("name", name);
            json.put("state", state);
            json.put("manifolds", manifolds.json());
            json.put("missing", missing);
            json.put("failure", FailureText.json(failure));
            return json;
        }
    }

    @Override
    public String inspect() {
        if (rows.isEmpty()) {
            return NOTHING;
        }
        TextTable table = new TextTable(
                "NAME",
                "STATE",
                ">MANIFOLDS",
                ">STARTING",
                ">STARTED",
                ">STOPPING",
                ">STOPPED",
                ">GIVEN UP",
                ">ABANDONED",
                ">MISSING",
                "FAILURE");
        rows.forEach(row -> row.addTo(table));
        return table.toString();
    }

    @Override
    public String line() {
        return rows.isEmpty()
                ? NOTHING
                : rows.stream()
                        .map(row -> SafeText.line(row.name, WIDEST_NAME) + " " + row.state)
                        .collect(Collectors.joining(", "));
    }

    @Override
    public String part() {
        return "engines(" + rows.size() + ")";
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
