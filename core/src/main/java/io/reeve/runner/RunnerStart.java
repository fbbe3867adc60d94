// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import io.reeve.supervise.Calls;
import io.reeve.supervise.StartCall;
import io.reeve.supervise.Supervisor;
import io.reeve.worker.Worker;
import org.jspecify.annotations.Nullable;

/** One call of a factory. */
final class RunnerStart extends StartCall<Incarnation> {
    RunnerStart(Supervisor<Incarnation> supervisor, Calls calls, Incarnation incarnation) {
        super(supervisor, calls, incarnation);
    }

    @Override
    protected @Nullable Worker start() throws Exception {
        return incarnation().entry.spec.factory().start(this);
    }
}
