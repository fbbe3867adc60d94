// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.text.FailureText;
import io.reeve.shell.text.SafeText;
import io.reeve.shell.text.TimeText;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code worker:info}.
 *
 * @param subject all that is known of the worker
 * @param now when this was so
 */
record Details(Subject subject, Instant now) implements Answer {
    private static final int WIDEST_LINE = 120;

    @Override
    public String inspect() {
        StringBuilder lines = new StringBuilder();
        add(lines, "id", String.valueOf(subject.id()));
        add(lines, "runner", subject.runner());
        add(lines, "state", state());
        WorkerStatus worker = subject.worker();
        if (worker != null) {
            describe(lines, worker);
        }
        FactoryStatus holder = subject.holder().orElse(null);
        if (holder != null) {
            add(lines, "factory", describe(holder));
        }
        for (FactoryStatus factory : subject.factories()) {
            if (!factory.equals(holder)) {
                add(lines, factory.state() + " factory", describe(factory));
            }
        }
        return lines.toString().stripTrailing();
    }

    private void describe(StringBuilder lines, WorkerStatus worker) {
        add(lines, "since", past(worker.since()));
        add(lines, "generation", Long.toString(worker.generation()));
        add(lines, "restarts", Long.toString(worker.restarts()));
        add(lines, "last start", worker.started() == null ? "none yet" : past(worker.started()));
        if (worker.nextStart() != null) {
            String moment = TimeText.moment(worker.nextStart());
            String until = TimeText.until(worker.nextStart(), now);
            add(lines, "next start", moment.equals(until) ? moment : moment + " (" + until + ")");
        }
        Throwable failure = worker.lastFailure();
        if (failure == null) {
            add(lines, "last failure", "none");
        } else {
            List<String> chain = FailureText.chain(failure);
            add(lines, "last failure", chain.get(0));
            chain.stream().skip(1).forEach(cause -> add(lines, "caused by", cause));
            for (Throwable other : failure.getSuppressed()) {
                add(lines, "suppressed", FailureText.line(other, WIDEST_LINE));
            }
        }
        add(lines, "restart policy", RestartWords.of(worker.restart()));
    }

    private static void add(StringBuilder lines, String name, String value) {
        lines.append(name).append(": ").append(SafeText.line(value)).append('\n');
    }

    private String past(Instant moment) {
        return TimeText.moment(moment) + " (" + TimeText.age(moment, now) + " ago)";
    }

    private static String describe(FactoryStatus factory) {
        return factory.bundle() + " [" + factory.bundleId() + "], service " + factory.serviceId() + ", ranking "
                + factory.ranking()
                + (factory.state() == FactoryStatus.State.ACTIVE ? "" : ", " + factory.state())
                + (factory.reason().isEmpty() ? "" : ": " + factory.reason());
    }

    private String state() {
        WorkerStatus worker = subject.worker();
        if (worker != null) {
            return worker.state().toString();
        }
        return subject.holder()
                .or(() -> subject.factories().stream().findFirst())
                .map(factory -> factory.state().toString())
                .orElse("gone");
    }

    @Override
    public String line() {
        return part() + " " + state();
    }

    /** As a command takes it. */
    @Override
    public String part() {
        return SafeText.line(subject.runner() + "/" + subject.id(), WIDEST_LINE);
    }

    @Override
    public @Nullable Object json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", subject.id());
        json.put("runner", subject.runner());
        json.put("state", state());
        json.put("worker", subject.worker() == null ? null : Json.worker(subject.worker()));
        json.put("factories", subject.factories().stream().map(Json::factory).toList());
        return json;
    }

    @Override
    public String toString() {
        return inspect();
    }
}
