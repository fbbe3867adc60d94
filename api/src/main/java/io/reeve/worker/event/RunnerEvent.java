// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.event;

import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a runner or an engine. A closed set of records; each names its runner and its time. For
 * an engine, the runner is the engine and the id of a worker is the name of its manifold.
 */
public sealed interface RunnerEvent {
    /**
     * The name of the runner or engine.
     *
     * @return the name
     */
    String runner();

    /**
     * When it happened, by the runner's clock.
     *
     * @return the time
     */
    Instant time();

    /** An event of one worker. */
    sealed interface WorkerEvent extends RunnerEvent {
        /**
         * The id of the worker.
         *
         * @return the id
         */
        String id();

        /**
         * The incarnation concerned; 0 before the first start.
         *
         * @return the generation
         */
        long generation();
    }

    /**
     * An id was registered.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation 0
     */
    record Registered(String runner, Instant time, String id, long generation) implements WorkerEvent {}

    /**
     * The start function is about to be called.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the new incarnation
     */
    record Starting(String runner, Instant time, String id, long generation) implements WorkerEvent {}

    /**
     * The start function returned a worker, which is available now.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation
     */
    record Started(String runner, Instant time, String id, long generation) implements WorkerEvent {}

    /**
     * A worker was killed, or its start cancelled.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation
     */
    record Stopping(String runner, Instant time, String id, long generation) implements WorkerEvent {}

    /**
     * An incarnation ended without error.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation
     */
    record Finished(String runner, Instant time, String id, long generation) implements WorkerEvent {}

    /**
     * An incarnation ended with an error, or could not be started.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation
     * @param error the error
     * @param fatal whether it ends the runner
     */
    record Failed(String runner, Instant time, String id, long generation, Throwable error, boolean fatal)
            implements WorkerEvent {}

    /**
     * A restart was put off by the restart delay.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation that ended
     * @param plan which restart this is, how long it is put off, and by which rule
     */
    record RestartScheduled(String runner, Instant time, String id, long generation, RestartPlan plan)
            implements WorkerEvent {
        /**
         * How long the restart is put off.
         *
         * @return the delay
         */
        public Duration delay() {
            return plan.delay();
        }

        /**
         * When the worker will be started.
         *
         * @return the time
         */
        public Instant due() {
            return plan.due();
        }
    }

    /**
     * A worker has used its restart budget up: it is started again only if somebody asks for it, or, if the policy says
     * so, its failure ends the runner.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation that ended
     * @param policy the policy: its budget, and what happens when it is used up
     * @param failures how many failures in a row there were
     * @param error the error that ended the last incarnation; null if it ended without one
     */
    record GivenUp(
            String runner,
            Instant time,
            String id,
            long generation,
            Restart policy,
            long failures,
            @Nullable Throwable error)
            implements WorkerEvent {}

    /**
     * A start function takes longer than it may, and was cancelled. That counts as a failure once it has returned.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation
     * @param timeout how long it may take
     */
    record StartOverdue(String runner, Instant time, String id, long generation, Duration timeout)
            implements WorkerEvent {}

    /**
     * A worker that was asked to stop has not ended in time. If it does not refuse, the threads of the runner that are
     * in its code were interrupted.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation
     * @param waited how long ago it was asked to stop
     * @param interrupted whether threads were interrupted
     */
    record StopOverdue(String runner, Instant time, String id, long generation, Duration waited, boolean interrupted)
            implements WorkerEvent {}

    /**
     * A worker that was asked to stop has still not ended, and nobody waits for it any longer.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation
     * @param waited how long ago it was asked to stop
     * @param stacks where the threads are that are in its code on behalf of the runner, by name; may be empty
     */
    record Abandoned(
            String runner,
            Instant time,
            String id,
            long generation,
            Duration waited,
            Map<String, List<StackTraceElement>> stacks)
            implements WorkerEvent {}

    /**
     * An abandoned worker has ended after all. May come after the death of its runner.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation
     * @param late how long after it was abandoned
     * @param error the error with which it ended; null if it ended without one
     */
    record AbandonedEnded(
            String runner,
            Instant time,
            String id,
            long generation,
            Duration late,
            @Nullable Throwable error) implements WorkerEvent {}

    /**
     * An operator asked for a restart, by {@code restartWorker} or {@code bounce}: failures are counted anew from here
     * on. What follows is told by the other events.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation that this ends, or the last one
     */
    record RestartRequested(String runner, Instant time, String id, long generation) implements WorkerEvent {}

    /**
     * An incarnation of a manifold ended, or could not be started, with a signal: not because it failed, but because it
     * misses something, or wants to be started anew or uninstalled.
     *
     * @param runner the engine
     * @param time the time
     * @param id the manifold
     * @param generation the incarnation
     * @param signal the error with the signal in it
     */
    record Yielded(String runner, Instant time, String id, long generation, Throwable signal) implements WorkerEvent {}

    /**
     * A manifold is started anew because something that it was started from, or would be, has changed.
     *
     * @param runner the engine
     * @param time the time
     * @param id the manifold
     * @param generation the incarnation that this ends, or the last one
     * @param input the input that changed; null if an operator, or its worker itself, asked for it
     */
    record Bounced(
            String runner,
            Instant time,
            String id,
            long generation,
            @Nullable String input) implements WorkerEvent {}

    /**
     * The id was removed.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the last incarnation
     */
    record Removed(String runner, Instant time, String id, long generation) implements WorkerEvent {}

    /**
     * Foreign code broke its contract without ending its worker: a {@code kill} that threw, a stage that completed
     * twice, a reporter or a policy that threw.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation the incarnation
     * @param what which rule was broken
     * @param error what was thrown; null if nothing was
     */
    record Misbehaved(
            String runner,
            Instant time,
            String id,
            long generation,
            String what,
            @Nullable Throwable error) implements WorkerEvent {}

    /**
     * A start was asked for that the dying runner refused.
     *
     * @param runner the runner
     * @param time the time
     * @param id the worker
     * @param generation 0
     */
    record StartRefused(String runner, Instant time, String id, long generation) implements WorkerEvent {}

    /**
     * The runner began to die.
     *
     * @param runner the runner
     * @param time the time
     * @param cause the fatal error; null if it was killed
     */
    record RunnerDying(
            String runner, Instant time, @Nullable Throwable cause) implements RunnerEvent {}

    /**
     * All workers of a dying runner have ended or were abandoned.
     *
     * @param runner the runner
     * @param time the time
     * @param cause the runner's result; null if there was no fatal error
     * @param abandoned how many of them have not ended: for each of these an {@link AbandonedEnded} may follow
     */
    record RunnerDead(String runner, Instant time, @Nullable Throwable cause, int abandoned) implements RunnerEvent {}
}
