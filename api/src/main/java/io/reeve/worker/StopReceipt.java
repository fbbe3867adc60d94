// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the workers of a runner or an engine ended when that did: who stopped, how long it took, what it needed, and who was
 * abandoned where. In what follows an engine is a runner, and its manifolds are the workers.
 *
 * <p>Its size does not depend on the number of workers: all are counted, but only {@value #DETAILED} of them are
 * described, the abandoned ones first, then those that took longest.
 *
 * @param runner the name of the runner
 * @param dying when it began to die
 * @param dead when it was dead
 * @param stopped how many workers left it in that time, however they ended; the abandoned ones are among them
 * @param interrupted how many of these ended only after they had been interrupted
 * @param abandoned how many of these were abandoned, so that the runner did not wait for them
 * @param slowest those that it took longest to stop, the worst first
 */
public record StopReceipt(
        String runner,
        Instant dying,
        Instant dead,
        long stopped,
        long interrupted,
        long abandoned,
        List<Stop> slowest) {

    /** How many workers are described. */
    public static final int DETAILED = 100;

    /** What it took to stop a worker: each step comes after the one before it was not enough. */
    public enum Step {
        /** Nothing: it had ended already. */
        NONE("none"),
        /** Its start was cancelled, or it was killed. */
        KILL("kill"),
        /** The threads of the runner that were in its code were interrupted. */
        INTERRUPT("interrupt"),
        /** Nothing helped: the runner died without it. */
        ABANDON("abandon");

        private final String text;

        Step(String text) {
            this.text = text;
        }

        /** Returns the step in lower case. */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * How one worker ended.
     *
     * @param id the worker
     * @param generation its last incarnation
     * @param step the last step that was taken
     * @param took the time from the first step to its end, or to the moment at which it was abandoned
     * @param failure the error with which it ended; null if it ended without one or was abandoned
     * @param stacks where the threads were that were in its code when it was abandoned, by name; empty if it was not, or
     *     if it hangs in threads that the runner does not know
     */
    public record Stop(
            String id,
            long generation,
            Step step,
            Duration took,
            @Nullable Throwable failure,
            Map<String, List<StackTraceElement>> stacks) {}
}
