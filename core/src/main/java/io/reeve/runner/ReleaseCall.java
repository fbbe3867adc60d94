// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.ForeignCall;
import io.reeve.supervise.Supervisor;

/** One call of the action that the owner of a registration wanted run at its end. */
final class ReleaseCall extends ForeignCall {
    private final Supervisor<Incarnation> supervisor;
    private final Effects.Release release;

    ReleaseCall(Supervisor<Incarnation> supervisor, Effects.Release release) {
        super(supervisor.threadName(release.last()), release.spec().contextClassLoader());
        this.supervisor = supervisor;
        this.release = release;
    }

    @Override
    protected void call() {
        try {
            release.action().accept(release.error());
        } catch (Throwable thrown) {
            supervisor.misbehaved(release.last(), "the action for its removal threw", thrown);
        }
    }
}
