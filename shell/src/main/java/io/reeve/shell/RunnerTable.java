// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.text.FailureText;
import io.reeve.shell.text.SafeText;
import io.reeve.shell.text.TextTable;
import io.reeve.worker.WorkerStatus;
import java.util.EnumMap;
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
            Map<WorkerStatus.State, Integer> workers,
            long factories,
            @Nullable Throwable failure) {

        static Map<WorkerStatus.State, Integer> count(List<WorkerStatus> workers) {
            Map<WorkerStatus.State, Integer> counts = new EnumMap<>(WorkerStatus.State.class);
            workers.forEach(worker -> counts.merge(worker.state(), 1, Integer::sum));
            return counts;
        }

        private int total() {
            return workers.values().stream().mapToInt(Integer::intValue).sum();
        }

        private String count(WorkerStatus.State state) {
            return workers.getOrDefault(state, 0).toString();
        }

        private void addTo(TextTable table) {
            table.add(
                    SafeText.line(name, WIDEST_NAME),
                    state,
                    Integer.toString(total()),
                    count(WorkerStatus.State.STARTING),
                    count(WorkerStatus.State.STARTED),
                    count(WorkerStatus.State.STOPPING),
                    count(WorkerStatus.State.STOPPED),
                    Long.toString(factories),
                    failure == null ? "" : FailureText.line(failure, WIDEST_FAILURE));
        }

        private Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> counts = new LinkedHashMap<>();
            for (WorkerStatus.State each : WorkerStatus.State.values()) {
                counts.put(each.toString(), workers.getOrDefault(each, 0));
            }
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("name", name);
            json.put("state", state);
            json.put("workers", counts);
            json.put("factories", factories);
            json.put("failure", Json.failure(failure));
            return json;
        }
    }

    @Override
    public String inspect() {
        if (rows.isEmpty()) {
            return hint;
        }
        TextTable table = new TextTable(
                "NAME", "STATE", ">WORKERS", ">STARTING", ">STARTED", ">STOPPING", ">STOPPED", ">FACTORIES", "FAILURE");
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
