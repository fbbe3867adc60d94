// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.ForeignCall;

/** One call of the action that the owner of a registration wanted run at its end. */
final class ReleaseCall extends ForeignCall {
    private final WorkerRunner runner;
    private final Effect.Release release;

    ReleaseCall(WorkerRunner runner, Effect.Release release) {
        super(runner.threadName(release.last()), release.spec().contextClassLoader());
        this.runner = runner;
        this.release = release;
    }

    @Override
    protected void call() {
        try {
            release.action().accept(release.error());
        } catch (Throwable thrown) {
            runner.misbehaved(release.last(), "the action for its removal threw", thrown);
        }
    }
}
