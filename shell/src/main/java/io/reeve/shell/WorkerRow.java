// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell;

import io.reeve.shell.text.FailureText;
import io.reeve.shell.text.SafeText;
import io.reeve.shell.text.TextTable;
import io.reeve.shell.text.TimeText;
import io.reeve.worker.WorkerStatus;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code worker:list}: a worker with the factory it came from, or a factory that has no worker.
 *
 * @param runner the name of the runner
 * @param id the id; null if the factory has none
 * @param worker what the runner knows of it; null for a factory without a worker
 * @param factory where it comes from; null if no factory service is known
 */
record WorkerRow(
        String runner,
        @Nullable String id,
        @Nullable WorkerStatus worker,
        @Nullable FactoryStatus factory) {

    private static final int WIDEST_ID = 48;
    private static final int WIDEST_RUNNER = 24;
    private static final int WIDEST_BUNDLE = 48;
    private static final int WIDEST_REMARK = 100;

    /** The lines of one subject: the worker first, then each factory that has none. */
    static List<WorkerRow> of(Subject subject) {
        List<WorkerRow> rows = new ArrayList<>();
        FactoryStatus holder = subject.holder().orElse(null);
        if (subject.worker() != null) {
            rows.add(new WorkerRow(subject.runner(), subject.id(), subject.worker(), holder));
        }
        for (FactoryStatus factory : subject.factories()) {
            if (subject.worker() == null || !factory.equals(holder)) {
                rows.add(new WorkerRow(subject.runner(), subject.id(), null, factory));
            }
        }
        return rows;
    }

    static TextTable table() {
        return new TextTable(
                "ID", "STATE", "RUNNER", ">GEN", ">RESTARTS", ">SINCE", "NEXT", "FACTORY", "LAST FAILURE OR REASON");
    }

    void addTo(TextTable table, Instant now) {
        table.add(
                id == null ? "(none)" : SafeText.line(id, WIDEST_ID),
                state(),
                SafeText.line(runner, WIDEST_RUNNER),
                worker == null ? "" : Long.toString(worker.generation()),
                worker == null ? "" : Long.toString(worker.restarts()),
                worker == null ? "" : TimeText.age(worker.since(), now),
                worker == null || worker.nextStart() == null ? "" : TimeText.until(worker.nextStart(), now),
                factory == null ? "" : bundle(factory),
                remark());
    }

    /** The worker's own state or, without a worker, what became of the factory. */
    String state() {
        return worker != null
                ? worker.state().toString()
                : factory != null ? factory.state().toString() : "";
    }

    /** The bundle of a factory as the shell's own commands name bundles. */
    static String bundle(FactoryStatus factory) {
        return SafeText.line(symbolicName(factory.bundle()), WIDEST_BUNDLE) + " [" + factory.bundleId() + "]";
    }

    /** A symbolic name has neither blanks nor slashes: whatever parts it from the version ends it. */
    private static String symbolicName(String bundle) {
        return bundle.split("[\\s/:;]", 2)[0];
    }

    private String remark() {
        String reason = factory == null ? "" : factory.reason();
        if (worker == null) {
            return SafeText.line(reason, WIDEST_REMARK);
        }
        Throwable failure = worker.lastFailure();
        String failed = failure == null ? "" : FailureText.line(failure, WIDEST_REMARK);
        // With a worker the factory is worth a word only if they are about to part.
        if (factory == null || factory.state() == FactoryStatus.State.ACTIVE || reason.isEmpty()) {
            return failed;
        }
        return SafeText.line(factory.state() + ": " + reason, WIDEST_REMARK) + (failed.isEmpty() ? "" : "; " + failed);
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("runner", runner);
        json.put("state", state());
        json.put("worker", worker == null ? null : Json.worker(worker));
        json.put("factory", factory == null ? null : Json.factory(factory));
        return json;
    }
}
