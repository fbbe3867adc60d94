// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.Reporter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One call of a worker's {@code report}. */
final class ReportCall<R extends Run> extends ForeignCall {
    private final Supervisor<R> supervisor;
    private final R run;
    private final Reporter reporter;
    private final CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();

    ReportCall(Supervisor<R> supervisor, R run, Reporter reporter) {
        super(run.contextClassLoader());
        this.supervisor = supervisor;
        this.run = run;
        this.reporter = reporter;
    }

    /** Completed normally, whatever the reporter does; never if it never returns. */
    CompletableFuture<Map<String, Object>> answer() {
        return answer;
    }

    @Override
    protected String threadName() {
        return supervisor.threadName(run);
    }

    @Override
    protected void call() {
        Map<String, Object> result;
        try {
            // Copied here, since the values are foreign code as well.
            result = ReportCopy.of(reporter.report());
        } catch (Throwable thrown) {
            supervisor.misbehaved(run, "report() threw", thrown);
            result = Map.of(Reporter.KEY_ERROR, "report failed: " + Failures.text(thrown));
        }
        if (run.report() == this) {
            run.report(null);
        }
        answer.complete(result);
    }
}
