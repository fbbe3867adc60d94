// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Failures;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A report in the making: the runner's own part at once, the parts of its workers as they answer. Runners inside
 * runners are asked in the same round, so that one deadline serves the whole tree.
 */
final class RunnerReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final Map<String, Object> NO_ANSWER =
            Map.of(Reporter.KEY_ERROR, "no answer in time; asked again when it answers");

    private final Runner.State state;
    private final @Nullable Throwable failure;
    private final Map<String, Object> workers = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();

    /** What a worker is to say in its entry. */
    private sealed interface Part {
        Map<String, Object> entry();

        record Asked(Map<String, Object> entry, CompletableFuture<Map<String, Object>> answer) implements Part {}

        record Nested(Map<String, Object> entry, RunnerReport report) implements Part {}
    }

    RunnerReport(Runner.State state, @Nullable Throwable failure) {
        this.state = state;
        this.failure = failure;
    }

    /** Adds the entry of a worker; its own part may be put into it later. */
    Map<String, Object> add(String id, Entry.View view) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put(Reporter.KEY_STATE, view.phase().state.toString());
        if (view.started() != null) {
            entry.put(Reporter.KEY_STARTED, time(view.started()));
        }
        entry.put(Reporter.KEY_GENERATION, view.incarnation().generation);
        if (view.restarts() > 0) {
            entry.put(Reporter.KEY_RESTARTS, view.restarts());
        }
        if (view.nextStart() != null) {
            entry.put(Reporter.KEY_NEXT_START, time(view.nextStart()));
        }
        if (view.lastFailure() != null) {
            entry.put(Reporter.KEY_ERROR, Failures.text(view.lastFailure()));
        }
        workers.put(id, entry);
        return entry;
    }

    void await(Map<String, Object> entry, CompletableFuture<Map<String, Object>> answer) {
        parts.add(new Part.Asked(entry, answer));
    }

    void await(Map<String, Object> entry, RunnerReport nested) {
        parts.add(new Part.Nested(entry, nested));
    }

    /** Completed when every part has been answered. */
    CompletableFuture<Void> answered() {
        return CompletableFuture.allOf(parts.stream()
                .map(part -> part instanceof Part.Asked asked ? asked.answer() : ((Part.Nested) part).report.answered())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** The report with all that was answered so far. */
    Map<String, Object> assemble() {
        for (Part part : parts) {
            // Copied once more, since several reports may have waited for the same answer.
            Map<String, Object> answer = part instanceof Part.Asked asked
                    ? ReportCopy.of(asked.answer().getNow(NO_ANSWER))
                    : ((Part.Nested) part).report.assemble();
            if (!answer.isEmpty()) {
                part.entry().put(Reporter.KEY_REPORT, answer);
            }
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put(Reporter.KEY_WORKERS, workers);
        if (state != Runner.State.RUNNING) {
            report.put(Reporter.KEY_STATE, state == Runner.State.DYING ? "stopping" : "stopped");
        }
        if (failure != null) {
            report.put(Reporter.KEY_ERROR, Failures.text(failure));
        }
        return report;
    }

    private static String time(Instant instant) {
        // The formatter has no letters for years beyond this.
        return instant.isAfter(Instant.parse("9999-12-31T23:59:59Z")) ? "never" : TIME.format(instant);
    }
}
