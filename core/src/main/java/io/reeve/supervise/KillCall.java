// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.Worker;

/** One call of a worker's {@code kill}. */
final class KillCall<R extends Run> extends ForeignCall {
    private final Supervisor<R> supervisor;
    private final R run;
    private final Worker worker;

    KillCall(Supervisor<R> supervisor, R run, Worker worker) {
        super(run.contextClassLoader());
        this.supervisor = supervisor;
        this.run = run;
        this.worker = worker;
    }

    @Override
    protected String threadName() {
        return supervisor.threadName(run);
    }

    @Override
    protected void call() {
        try {
            worker.kill();
        } catch (Throwable thrown) {
            supervisor.misbehaved(run, "kill() threw", thrown);
        } finally {
            run.call(null);
        }
    }
}
