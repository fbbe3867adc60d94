// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import static io.reeve.jfr.SpanType.field;

import io.reeve.worker.event.RunnerEvent.WorkerEvent;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.ValueDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A part of the life of a worker that takes time. Its begin and end are when the listener heard of them, which is a
 * little after they happened.
 */
final class Span {
    /** In the order in which {@link #commit} sets them. */
    static final List<ValueDescriptor> FIELDS = List.of(
            field(String.class, "runner", "Runner", "The runner or engine"),
            field(String.class, "worker", "Worker", "The worker or manifold"),
            field(long.class, "generation", "Generation", "The number of the incarnation"),
            field(String.class, "outcome", "Outcome", "How it ended"),
            field(String.class, "error", "Error", "The error that ended it"));

    final SpanType type;
    private final Event event;

    Span(SpanType type, Event event) {
        this.type = type;
        this.event = event;
    }

    void begin() {
        event.begin();
    }

    /** Ends it, and records it if it is recorded at all. */
    void commit(WorkerEvent last, String outcome, @Nullable Throwable error) {
        event.end();
        if (event.shouldCommit()) {
            event.set(0, last.runner());
            event.set(1, last.id());
            event.set(2, last.generation());
            event.set(3, outcome);
            event.set(4, error == null ? null : textOf(error));
            event.commit();
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
