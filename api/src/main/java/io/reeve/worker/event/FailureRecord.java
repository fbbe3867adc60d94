// SPDX-License-Identifier: Apache-2.0
package io.reeve.worker.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One failure of one worker, however often it occurred. Two failures are the same if their errors are of the same class,
 * say the same but for numbers, and come from the same lines of code. Holds texts only: no error, and nothing that keeps
 * a class loader.
 *
 * @param runner the name of the runner or engine
 * @param id the id of the worker
 * @param type the name of the error's class
 * @param message what the error last said, cut short; null if it says nothing
 * @param rootCause the class and message of the last in its chain of causes, cut short; null if it has no cause
 * @param frames the top of the stack of that root cause, or else of the error; empty if it has none
 * @param first when it was first seen
 * @param last when it was last seen
 * @param count how often it was seen
 * @param generation the incarnation that it last ended
 * @param inARow how often it has occurred one time after the other; 0 if another failure has followed, or an operator
 *     has restarted the worker
 * @param since when it occurred first of those times; meaningless if there are none
 * @param fatal whether it was fatal the last time
 * @param delay the restart delay that was chosen the last time; null if the worker was not, or at once, restarted
 * @param rule how that delay came about, in words; null if there is none
 */
public record FailureRecord(
        String runner,
        String id,
        String type,
        @Nullable String message,
        @Nullable String rootCause,
        List<String> frames,
        Instant first,
        Instant last,
        long count,
        long generation,
        long inARow,
        Instant since,
        boolean fatal,
        @Nullable Duration delay,
        @Nullable String rule) {

    /**
     * Creates a record.
     *
     * @param runner the name of the runner or engine
     * @param id the id of the worker
     * @param type the name of the error's class
     * @param message what the error last said, cut short; null if it says nothing
     * @param rootCause the class and message of the last in its chain of causes, cut short; null if it has no cause
     * @param frames the top of the stack of that root cause, or else of the error; empty if it has none
     * @param first when it was first seen
     * @param last when it was last seen
     * @param count how often it was seen
     * @param generation the incarnation that it last ended
     * @param inARow how often it has occurred one time after the other; 0 if another failure has followed, or an operator
     *     has restarted the worker
     * @param since when it occurred first of those times; meaningless if there are none
     * @param fatal whether it was fatal the last time
     * @param delay the restart delay that was chosen the last time; null if the worker was not, or at once, restarted
     * @param rule how that delay came about, in words; null if there is none
     */
    public FailureRecord {
        frames = List.copyOf(frames);
    }

    /**
     * The error as one line.
     *
     * @return its class and what it says
     */
    public String error() {
        return message == null ? type : type + ": " + message;
    }
}
