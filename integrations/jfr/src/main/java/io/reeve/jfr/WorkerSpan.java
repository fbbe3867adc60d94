// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import io.reeve.worker.event.RunnerEvent.WorkerEvent;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * A part of the life of a worker that takes time. Its begin and end are when the listener heard of them, which is a
 * little after they happened.
 */
@Category("Reeve")
@StackTrace(false)
abstract class WorkerSpan extends Event {
    @Label("Runner")
    String runner = "";

    @Label("Worker")
    String worker = "";

    @Label("Generation")
    @Description("The number of the incarnation")
    long generation;

    @Label("Outcome")
    @Description("How it ended")
    String outcome = "";

    @Label("Error")
    @Description("The error that ended it")
    @Nullable
    String error;

    /** Ends it, and records it if it is recorded at all. */
    void commit(WorkerEvent last, String result, @Nullable Throwable thrown) {
        end();
        if (shouldCommit()) {
            runner = last.runner();
            worker = last.id();
            generation = last.generation();
            outcome = result;
            error = thrown == null ? null : textOf(thrown);
            commit();
        }
    }

    private static String textOf(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (Throwable broken) {
            return thrown.getClass().getName();
        }
    }
}
