// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.command.Answer;
import io.reeve.shell.text.Facts;
import io.reeve.shell.text.SafeText;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
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
        Facts facts = new Facts(now)
                .add("id", String.valueOf(subject.id()))
                .add("runner", subject.runner())
                .add("state", state());
        WorkerStatus worker = subject.worker();
        if (worker != null) {
            describe(facts, worker);
        }
        FactoryStatus holder = subject.holder().orElse(null);
        if (holder != null) {
            facts.add("factory", describe(holder));
        }
        for (FactoryStatus factory : subject.factories()) {
            if (!factory.equals(holder)) {
                facts.add(factory.state() + " factory", describe(factory));
            }
        }
        return facts.toString();
    }

    private static void describe(Facts facts, WorkerStatus worker) {
        facts.past("since", worker.since())
                .add("generation", Long.toString(worker.generation()))
                .add("restarts", Long.toString(worker.restarts()))
                .past("last start", worker.started())
                .future("next start", worker.nextStart())
                .failure("last failure", worker.lastFailure())
                .add("restart policy", RestartWords.of(worker.restart()));
        if (worker.failures() > 0) {
            facts.add("failures in a row", Long.toString(worker.failures()));
        }
        if (worker.restart().budget() > 0) {
            facts.add(
                    "budget used",
                    worker.budgetUsed() + " of " + worker.restart().budget() + " restarts");
        }
        if (worker.overdue()) {
            facts.add("overdue", "it takes longer to start or to stop than it may");
        }
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
