// SPDX-License-Identifier: Apache-2.0
package io.reeve.dependency;

import io.reeve.worker.WorkerStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an engine knows of one manifold at one moment.
 *
 * @param engine the name of the engine
 * @param name the name of the manifold
 * @param state what its worker is doing
 * @param generation the number of the present or, between two, of the last incarnation; 0 before the first start
 * @param startCount how often its worker was started successfully since it was installed
 * @param recentErrors how many errors in a row count for the next delay
 * @param since when it came into this state
 * @param started when its worker was last started successfully; null before the first time
 * @param nextStart when it will be started again; null unless a delay keeps it from that
 * @param lastFailure the error that last ended an incarnation, as filtered; null if none did since the last success
 * @param inputs its inputs, in the order in which they were declared
 * @param outputs the names of the types that it offers
 * @param overdue whether it takes longer to start or to stop than it may
 */
public record ManifoldStatus(
        String engine,
        String name,
        WorkerStatus.State state,
        long generation,
        long startCount,
        long recentErrors,
        Instant since,
        @Nullable Instant started,
        @Nullable Instant nextStart,
        @Nullable Throwable lastFailure,
        List<InputStatus> inputs,
        List<String> outputs,
        boolean overdue) {
    /**
     * The status of a manifold whose time is not up.
     *
     * @param engine the name of the engine
     * @param name the name of the manifold
     * @param state what its worker is doing
     * @param generation the number of the incarnation
     * @param startCount how often its worker was started successfully
     * @param recentErrors how many errors in a row count for the next delay
     * @param since when it came into this state
     * @param started when its worker was last started successfully; null before the first time
     * @param nextStart when it will be started again; null unless a delay keeps it from that
     * @param lastFailure the error that last ended an incarnation; null if none did since the last success
     * @param inputs its inputs
     * @param outputs the names of the types that it offers
     */
    public ManifoldStatus(
            String engine,
            String name,
            WorkerStatus.State state,
            long generation,
            long startCount,
            long recentErrors,
            Instant since,
            @Nullable Instant started,
            @Nullable Instant nextStart,
            @Nullable Throwable lastFailure,
            List<InputStatus> inputs,
            List<String> outputs) {
        this(
                engine,
                name,
                state,
                generation,
                startCount,
                recentErrors,
                since,
                started,
                nextStart,
                lastFailure,
                inputs,
                outputs,
                false);
    }

    /**
     * What is known of an input.
     *
     * @param name the name of the manifold that is needed
     * @param type the name of the type that is taken from it; null if none was declared
     * @param isOptional whether it can be done without
     * @param isInstalled whether there is a manifold of that name
     * @param isRunning whether its worker runs and is not being stopped
     */
    public record InputStatus(
            String name, @Nullable String type, boolean isOptional, boolean isInstalled, boolean isRunning) {}

    /**
     * The inputs without which this manifold cannot be started and which do not run.
     *
     * @return their names
     */
    public List<String> waitingFor() {
        return inputs.stream()
                .filter(input -> !input.isOptional() && !input.isRunning())
                .map(InputStatus::name)
                .toList();
    }
}
