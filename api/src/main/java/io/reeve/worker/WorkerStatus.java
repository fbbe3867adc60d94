// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a runner knows of one worker at one moment.
 *
 * @param runner the name of the runner
 * @param id the id of the worker
 * @param state what it is doing
 * @param generation the number of the present or, between two, of the last incarnation; 0 before the first start
 * @param restarts how often it was started again since it was registered or an operator restarted it
 * @param since when it came into this state
 * @param started when it last started successfully; null before the first time
 * @param nextStart when it will be started again; null unless it waits for that
 * @param lastFailure the error that last ended an incarnation; null if none did
 * @param restart the restart policy in force
 */
public record WorkerStatus(
        String runner,
        String id,
        State state,
        long generation,
        long restarts,
        Instant since,
        @Nullable Instant started,
        @Nullable Instant nextStart,
        @Nullable Throwable lastFailure,
        Restart restart) {

    /** What a worker is doing. */
    public enum State {
        /** Its start function runs. */
        STARTING("starting"),
        /** It is available. */
        STARTED("started"),
        /** It was killed, or its start was cancelled, and it has not ended. */
        STOPPING("stopping"),
        /** It has ended and waits for its restart. */
        STOPPED("stopped");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** Returns the name of the state as reports spell it. */
        @Override
        public String toString() {
            return text;
        }
    }
}
