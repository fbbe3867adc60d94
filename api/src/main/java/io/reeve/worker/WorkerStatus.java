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
 * @param failures how many failures in a row there were, up to the last one
 * @param budgetUsed how many restarts count against the budget of the policy; 0 without a budget
 * @param plan what was decided when it last ended; null unless it waits for its restart
 * @param overdue whether it takes longer to start or to stop than it may
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
        Restart restart,
        long failures,
        int budgetUsed,
        @Nullable RestartPlan plan,
        boolean overdue) {

    /**
     * The status of a worker without failures, whose time is not up.
     *
     * @param runner the name of the runner
     * @param id the id of the worker
     * @param state what it is doing
     * @param generation the number of the incarnation
     * @param restarts how often it was started again
     * @param since when it came into this state
     * @param started when it last started successfully; null before the first time
     * @param nextStart when it will be started again; null unless it waits for that
     * @param lastFailure the error that last ended an incarnation; null if none did
     * @param restart the restart policy in force
     */
    public WorkerStatus(
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
        this(
                runner,
                id,
                state,
                generation,
                restarts,
                since,
                started,
                nextStart,
                lastFailure,
                restart,
                0,
                0,
                null,
                false);
    }

    /** What a worker is doing. */
    public enum State {
        /** Its start function runs. */
        STARTING("starting"),
        /** It is available. */
        STARTED("started"),
        /** It was killed, or its start was cancelled, and it has not ended. */
        STOPPING("stopping"),
        /** It has ended and waits for its restart. */
        STOPPED("stopped"),
        /** It used its restart budget up; it is started again only if somebody asks for it. */
        GIVEN_UP("given up"),
        /** It was asked to stop and has not ended in time; nobody waits for it any longer. */
        ABANDONED("abandoned");

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
