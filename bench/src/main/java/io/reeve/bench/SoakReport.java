// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a {@link Soak} has seen: as a table with a verdict, as numbers for other programs, and as a picture. */
final class SoakReport {
    /** Before, the compiler is still at work. */
    private static final Duration LATENCIES_COUNT_FROM = Duration.ofMinutes(1);

    private final List<String> head;
    private final SoakRecord record;
    private final List<Trend> trends = new ArrayList<>();

    SoakReport(List<String> head, SoakRecord record) {
        this.head = List.copyOf(head);
        this.record = record;
        double[] seconds = record.seconds().values();
        trends.add(Trend.of(record.heap(), seconds, 1));
        trends.add(Trend.of(record.threads(), seconds, 1));
        for (Latencies latencies : record.latencies()) {
            for (Operation operation : Operation.values()) {
                for (Percentile percentile : Percentile.values()) {
                    double drift = record.floor().of(operation, percentile).growth();
                    Trend trend = Trend.of(latencies.of(operation, percentile), seconds, drift);
                    trends.add(latenciesCount() ? trend : trend.unjudged());
                }
            }
        }
    }

    private boolean latenciesCount() {
        return record.time().compareTo(LATENCIES_COUNT_FROM) >= 0;
    }

    boolean grows() {
        return trends.stream().anyMatch(Trend::grows);
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("soak.txt"), text());
        Files.writeString(folder.resolve("soak.md"), markdown());
        Files.writeString(folder.resolve("soak.csv"), numbers());
        SoakPicture.of(record).write(folder.resolve("soak.png"));
    }

    String text() {
        return String.join("\n", head) + "\n\n" + table().text() + "\n" + String.join("\n", notes()) + "\n";
    }

    private String markdown() {
        return "- " + String.join("\n- ", head) + "\n\n" + table().markdown() + "\n- " + String.join("\n- ", notes())
                + "\n";
    }

    private Table table() {
        Table table = new Table(
                "what", "unit", "first tenth", "last tenth", "×", "floor ×", "slope per hour", "at most", "verdict");
        for (Trend trend : trends) {
            Series series = trend.series();
            Unit unit = series.unit();
            table.add(
                    series.name(),
                    unit.symbol(),
                    unit.text(series.first()),
                    unit.text(series.last()),
                    Unit.digits(series.growth()),
                    unit == Unit.MICROSECONDS ? Unit.digits(trend.drift()) : "",
                    (trend.line().slope() < 0 ? "" : "+")
                            + unit.text(trend.line().slope()),
                    trend.isJudged() ? unit.text(trend.limit()) : "",
                    trend.verdict());
        }
        return table;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!latenciesCount()) {
            notes.add("Latencies are judged in runs of a minute and more.");
        }
        List<String> growing = trends.stream()
                .filter(Trend::grows)
                .map(trend -> trend.series().name())
                .toList();
        notes.add(growing.isEmpty() ? "Verdict: flat" : "Verdict: grows, namely " + String.join(", ", growing));
        return notes;
    }

    /** One line for each sample, with a dot in numbers whatever the language. */
    private String numbers() {
        List<Series> all = record.all();
        StringBuilder text = new StringBuilder("seconds");
        for (Series series : all) {
            text.append(',').append(series.name());
            if (!series.unit().symbol().isEmpty()) {
                text.append(" [").append(series.unit().symbol()).append(']');
            }
        }
        double[] seconds = record.seconds().values();
        List<double[]> columns = all.stream().map(Series::inUnit).toList();
        for (int sample = 0; sample < seconds.length; sample++) {
            text.append(String.format(Locale.ROOT, "%n%.3f", seconds[sample]));
            for (double[] column : columns) {
                text.append(String.format(Locale.ROOT, ",%.3f", column[sample]));
            }
        }
        return text.append('\n').toString();
    }
}
