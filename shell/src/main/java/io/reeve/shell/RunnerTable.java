// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

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
 * The answer to {@code worker:runners}.
 *
 * @param rows the lines
 * @param hint what to say instead of a table without lines
 */
record RunnerTable(List<Row> rows, String hint) implements Answer {
    private static final int WIDEST_NAME = 40;
    private static final int WIDEST_FAILURE = 100;

    /**
     * One runner.
     *
     * @param name its name
     * @param state its state; {@code missing} if factories ask for it, but it is not there
     * @param workers how many of its workers are in each state
     * @param factories how many factory services ask for it
     * @param failure what it died of; null for nothing
     */
    record Row(
            String name,
            String state,
            StateCounts workers,
            long factories,
            @Nullable Throwable failure) {
        private void addTo(TextTable table) {
            table.add(
                    SafeText.line(name, WIDEST_NAME),
                    state,
                    Integer.toString(workers.total()),
                    workers.text(WorkerStatus.State.STARTING),
                    workers.text(WorkerStatus.State.STARTED),
                    workers.text(WorkerStatus.State.STOPPING),
                    workers.text(WorkerStatus.State.STOPPED),
                    workers.text(WorkerStatus.State.GIVEN_UP),
                    workers.text(WorkerStatus.State.ABANDONED),
                    Long.toString(factories),
                    failure == null ? "" : FailureText.line(failure, WIDEST_FAILURE));
        }

        private Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("name", name);
            json.put("state", state);
            json.put("workers", workers.json());
            json.put("factories", factories);
            json.put("failure", FailureText.json(failure));
            return json;
        }
    }

    @Override
    public String inspect() {
        if (rows.isEmpty()) {
            return hint;
        }
        TextTable table = new TextTable(
                "NAME",
                "STATE",
                ">WORKERS",
                ">STARTING",
                ">STARTED",
                ">STOPPING",
                ">STOPPED",
                ">GIVEN UP",
                ">ABANDONED",
                ">FACTORIES",
                "FAILURE");
        rows.forEach(row -> row.addTo(table));
        return table.toString();
    }

    @Override
    public String line() {
        return rows.isEmpty()
                ? hint
                : rows.stream()
                        .map(row -> SafeText.line(row.name, WIDEST_NAME) + " " + row.state)
                        .collect(Collectors.joining(", "));
    }

    @Override
    public String part() {
        return "runners(" + rows.size() + ")";
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
