// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.time.Clock;
import io.reeve.worker.Reporter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The report of a supervisor in the making: its own part at once, the parts of its workers as they answer.
 * Supervisors inside supervisors are asked in the same round, so that one deadline serves the whole tree.
 */
public final class Report {
    /** How long one report waits for the workers. */
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /** The formatter has no letters for years beyond this. */
    private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    /** The time that was spelt last: the workers of one supervisor have mostly started within a few seconds. */
    private static volatile Stamp latest = new Stamp(0, TIME.format(Instant.EPOCH));

    private record Stamp(long second, String text) {}

    private static final Map<String, Object> NO_ANSWER =
            Map.of(Reporter.KEY_ERROR, "no answer in time; asked again when it answers");

    private final Map<String, Object> own = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();

    /** What a worker is to say in its entry. */
    private sealed interface Part {
        Map<String, Object> entry();

        record Asked(Map<String, Object> entry, CompletableFuture<Map<String, Object>> answer) implements Part {}

        record Nested(Map<String, Object> entry, Report report) implements Part {}
    }

    /** Creates an empty report. */
    public Report() {}

    /**
     * Says something of the supervisor itself.
     *
     * @param key what
     * @param value the value
     */
    public void put(String key, Object value) {
        own.put(key, value);
    }

    /**
     * Waits for what a worker says of itself.
     *
     * @param entry where it goes, under the key {@code report}
     * @param answer what the worker says
     */
    public void await(Map<String, Object> entry, CompletableFuture<Map<String, Object>> answer) {
        parts.add(new Part.Asked(entry, answer));
    }

    /**
     * Waits for what a supervisor inside this one says of itself.
     *
     * @param entry where it goes, under the key {@code report}
     * @param nested what the supervisor says
     */
    public void await(Map<String, Object> entry, Report nested) {
        parts.add(new Part.Nested(entry, nested));
    }

    /**
     * Waits for the answers, for a bounded time.
     *
     * @param clock the clock by which it is bounded
     * @return the report with all that was answered
     */
    public Map<String, Object> complete(Clock clock) {
        CompletableFuture<Void> answered = answered();
        if (!answered.isDone()) {
            CompletableFuture<Void> enough = new CompletableFuture<>();
            Clock.Timer deadline = clock.schedule(DEADLINE, () -> enough.complete(null));
            try {
                clock.await(CompletableFuture.anyOf(answered, enough));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException impossible) {
                throw new AssertionError(impossible);
            } finally {
                deadline.cancel();
            }
        }
        return assemble();
    }

    private CompletableFuture<Void> answered() {
        return CompletableFuture.allOf(parts.stream()
                .map(part -> part instanceof Part.Asked asked ? asked.answer() : ((Part.Nested) part).report.answered())
                .toArray(CompletableFuture<?>[]::new));
    }

    private Map<String, Object> assemble() {
        for (Part part : parts) {
            // Copied once more, since several reports may have waited for the same answer.
            Map<String, Object> answer = part instanceof Part.Asked asked
                    ? ReportCopy.of(asked.answer().getNow(NO_ANSWER))
                    : ((Part.Nested) part).report.assemble();
            if (!answer.isEmpty()) {
                part.entry().put(Reporter.KEY_REPORT, answer);
            }
        }
        return own;
    }

    /**
     * Says where the threads are that are in the code of a worker, if there are any.
     *
     * @param entry where that goes
     * @param run the run of the worker
     */
    public static void putStacks(Map<String, Object> entry, Run run) {
        Map<String, Object> texts = new LinkedHashMap<>();
        run.stacks()
                .forEach((thread, stack) -> texts.put(
                        thread, stack.stream().map(StackTraceElement::toString).toList()));
        if (!texts.isEmpty()) {
            entry.put(Reporter.KEY_STACKS, texts);
        }
    }

    /**
     * A time as reports spell it.
     *
     * @param instant the time
     * @return the time in UTC, without zone and fraction
     */
    public static String time(Instant instant) {
        if (instant.isAfter(NEVER)) {
            return "never";
        }
        Stamp stamp = latest;
        if (stamp.second() != instant.getEpochSecond()) {
            stamp = new Stamp(instant.getEpochSecond(), TIME.format(instant));
            latest = stamp;
        }
        return stamp.text();
    }
}
