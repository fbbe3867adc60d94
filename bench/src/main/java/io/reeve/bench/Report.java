// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a run found: the table of everything, how times grow, and what is allocated. */
final class Report {
    private final List<String> head;
    private final Results results = new Results();
    private final List<String> failures = new ArrayList<>();

    Report(List<String> head) {
        this.head = List.copyOf(head);
    }

    void add(Result result) {
        results.add(result);
    }

    /** A contender that failed, and is not asked for more of this work. */
    void addFailure(Workload workload, Contender contender, int size) {
        failures.add("Not done, since it failed or took minutes: " + workload.name() + " by " + contender + " with N = "
                + Unit.whole(size) + " and more");
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("performance.txt"), text());
        Files.writeString(folder.resolve("performance.md"), markdown());
    }

    String text() {
        StringBuilder text = new StringBuilder(String.join("\n", head) + "\n");
        sections()
                .forEach((title, table) ->
                        text.append('\n').append(title).append("\n\n").append(table.text()));
        if (!failures.isEmpty()) {
            text.append('\n').append(String.join("\n", failures)).append('\n');
        }
        return text.toString();
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("- " + String.join("\n- ", head) + "\n");
        sections()
                .forEach((title, table) ->
                        text.append("\n### ").append(title).append("\n\n").append(table.markdown()));
        if (!failures.isEmpty()) {
            text.append("\n- ").append(String.join("\n- ", failures)).append('\n');
        }
        return text.toString();
    }

    /** The tables that have something to say, by title. */
    private Map<String, Table> sections() {
        Map<String, Table> sections = new LinkedHashMap<>();
        sections.put("Everything", table());
        sections.put("Growth: the median as a power of N", Growth.table(results));
        sections.put("Allocation", AllocationTable.of(results));
        sections.values().removeIf(Table::isEmpty);
        return sections;
    }

    private Table table() {
        Table table = new Table(
                "work",
                "who",
                "N",
                "unit",
                "min",
                "median",
                "max",
                "samples",
                "× floor",
                "× best peer",
                "CPU ns each",
                "bytes each",
                "starts each",
                "target",
                "is met",
                "remarks");
        for (Result result : results.all()) {
            Workload workload = result.workload();
            Unit unit = workload.unit();
            table.add(
                    workload.name(),
                    result.contender().toString(),
                    Unit.whole(result.size()),
                    unit.symbol(),
                    unit.text(result.min()),
                    unit.text(result.median()),
                    unit.text(result.max()),
                    String.valueOf(result.samples().size()),
                    ratio(result, results.floor(result)),
                    result.contender() == Contender.REEVE ? ratio(result, results.bestPeer(result)) : "",
                    known(result.cpu()),
                    known(result.bytes()),
                    known(result.calls()),
                    targets(result, target -> target.text(unit)),
                    targets(result, target -> isMet(result, target)),
                    workload.entrant(result.contender()).lacks());
        }
        return table;
    }

    private static String known(double number) {
        return number < 0 ? "" : Unit.digits(number);
    }

    private static String ratio(Result result, Optional<Result> other) {
        return other.filter(reference -> reference.contender() != result.contender() && reference.median() > 0)
                .map(reference -> Unit.digits(result.median() / reference.median()))
                .orElse("");
    }

    private static String targets(Result result, Function<Target, String> text) {
        if (result.contender() != Contender.REEVE) {
            return "";
        }
        return Targets.of(result.workload().name(), result.size()).stream()
                .map(text)
                .collect(Collectors.joining(", "));
    }

    private String isMet(Result result, Target target) {
        OptionalDouble limit = results.limit(result, target);
        if (limit.isEmpty()) {
            return "?";
        }
        return result.median() <= limit.getAsDouble() ? "yes" : "NO";
    }
}
