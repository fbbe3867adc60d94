// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a run found: one table, and how times grow. */
final class Report {
    private final List<String> head;
    private final List<Result> results = new ArrayList<>();

    Report(List<String> head) {
        this.head = List.copyOf(head);
    }

    void add(Result result) {
        results.add(result);
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("performance.txt"), text());
        Files.writeString(folder.resolve("performance.md"), markdown());
    }

    String text() {
        return String.join("\n", head) + "\n\n" + table().text() + "\n" + String.join("\n", growth()) + "\n";
    }

    private String markdown() {
        return "- " + String.join("\n- ", head) + "\n\n" + table().markdown() + "\n"
                + String.join("\n", growth().stream().map(line -> "- " + line).toList()) + "\n";
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
                "bytes each",
                "remarks");
        for (Result result : results) {
            Workload workload = result.workload();
            Unit unit = workload.unit();
            table.add(
                    workload.name(),
                    result.contender().toString(),
                    String.format(Locale.ROOT, "%,d", result.size()).replace(',', ' '),
                    unit.symbol(),
                    unit.text(result.min()),
                    unit.text(result.median()),
                    unit.text(result.max()),
                    String.valueOf(result.samples().size()),
                    ratio(result, floor(result)),
                    result.contender() == Contender.REEVE ? ratio(result, bestPeer(result)) : "",
                    known(result.cpu()),
                    known(result.bytes()),
                    workload.entrants().getOrDefault(result.contender(), ""));
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

    private Optional<Result> floor(Result result) {
        return rivals(result).stream()
                .filter(rival -> rival.contender() == Contender.FLOOR)
                .findFirst();
    }

    private Optional<Result> bestPeer(Result result) {
        return rivals(result).stream()
                .filter(rival -> rival.contender().isPeer())
                .min((one, other) -> Double.compare(one.median(), other.median()));
    }

    /** What was measured of the same work, itself included. */
    private List<Result> rivals(Result result) {
        return results.stream()
                .filter(other ->
                        other.workload().name().equals(result.workload().name()) && other.size() == result.size())
                .toList();
    }

    /** By which power of N the medians grow, from 10 000 on, where there are two sizes. */
    private List<String> growth() {
        List<String> lines = new ArrayList<>();
        for (Result first : results) {
            if (first.workload().isSizeFixed()) {
                continue;
            }
            List<Result> series = results.stream()
                    .filter(other ->
                            other.workload().name().equals(first.workload().name())
                                    && other.contender() == first.contender()
                                    && other.size() >= 10_000)
                    .toList();
            if (series.size() > 1 && series.get(0).size() == first.size()) {
                lines.add("Growth of " + first.workload().name() + " by " + first.contender() + ": N^"
                        + Unit.digits(exponent(series)));
            }
        }
        return lines;
    }

    /** The slope of the straight line through the logarithms, by least squares. */
    private static double exponent(List<Result> series) {
        double[] x =
                series.stream().mapToDouble(result -> Math.log(result.size())).toArray();
        double[] y =
                series.stream().mapToDouble(result -> Math.log(result.median())).toArray();
        double meanX = mean(x);
        double meanY = mean(y);
        double above = 0;
        double below = 0;
        for (int i = 0; i < x.length; i++) {
            above += (x[i] - meanX) * (y[i] - meanY);
            below += (x[i] - meanX) * (x[i] - meanX);
        }
        return above / below;
    }

    private static double mean(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum / numbers.length;
    }
}
