// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.ForeignCall;
import io.reeve.worker.Worker;

/** One call of a worker's {@code kill}. */
final class KillCall extends ForeignCall {
    private final WorkerRunner runner;
    private final Incarnation incarnation;
    private final Worker worker;

    KillCall(WorkerRunner runner, Incarnation incarnation, Worker worker) {
        super(runner.threadName(incarnation), incarnation.spec.contextClassLoader());
        this.runner = runner;
        this.incarnation = incarnation;
        this.worker = worker;
    }

    @Override
    protected void call() {
        try {
            worker.kill();
        } catch (Throwable thrown) {
            runner.misbehaved(incarnation, "kill() threw", thrown);
        } finally {
            incarnation.call = null;
        }
    }
}
