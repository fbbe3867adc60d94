// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Failures;
import io.reeve.supervise.ForeignCall;
import io.reeve.worker.Reporter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One call of a worker's {@code report}. */
final class ReportCall extends ForeignCall {
    private final WorkerRunner runner;
    private final Incarnation incarnation;
    private final Reporter reporter;
    private final CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();

    ReportCall(WorkerRunner runner, Incarnation incarnation, Reporter reporter) {
        super(runner.threadName(incarnation), incarnation.spec.contextClassLoader());
        this.runner = runner;
        this.incarnation = incarnation;
        this.reporter = reporter;
    }

    /** Completed normally, whatever the reporter does; never if it never returns. */
    CompletableFuture<Map<String, Object>> answer() {
        return answer;
    }

    @Override
    protected void call() {
        Map<String, Object> result;
        try {
            // Copied here, since the values are foreign code as well.
            result = ReportCopy.of(reporter.report());
        } catch (Throwable thrown) {
            runner.misbehaved(incarnation, "report() threw", thrown);
            result = Map.of(Reporter.KEY_ERROR, "report failed: " + Failures.text(thrown));
        }
        if (incarnation.report == this) {
            incarnation.report = null;
        }
        answer.complete(result);
    }
}
