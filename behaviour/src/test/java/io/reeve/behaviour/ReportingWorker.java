// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour;

import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.Reporter;
import io.reeve.worker.Worker;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker that ends when it is killed, and reports what the test wants it to. */
public final class ReportingWorker implements Worker, Reporter {
    private final ScriptedWorker worker = ScriptedWorker.obedient();
    private final Callable<Map<String, Object>> report;
    private final AtomicInteger reports = new AtomicInteger();

    public ReportingWorker(Callable<Map<String, Object>> report) {
        this.report = report;
    }

    @Override
    public Map<String, Object> report() {
        reports.incrementAndGet();
        try {
            return report.call();
        } catch (RuntimeException thrown) {
            throw thrown;
        } catch (Exception thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    int reports() {
        return reports.get();
    }

    int kills() {
        return worker.kills();
    }

    void end(Throwable error) {
        worker.end(error);
    }

    @Override
    public void kill() {
        worker.kill();
    }

    @Override
    public CompletionStage<Void> completion() {
        return worker.completion();
    }
}
