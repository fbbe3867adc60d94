// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import java.util.List;
import jdk.jfr.AnnotationElement;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.EventFactory;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.ValueDescriptor;
import org.jspecify.annotations.Nullable;

/*
 * These are made at run time, by the recorder itself, and not as subclasses of jdk.jfr.Event. The recorder adds code to such
 * a class that refers to its own inner packages, which the class loader of a bundle does not find: the class cannot be
 * initialised then. What it makes itself lives in its own class loader.
 */

/** The kinds of events in a recording: parts of the life of a worker that take time. Safe for use by any thread. */
final class SpanType {
    static final SpanType START = new SpanType(
            "WorkerStart",
            "Worker Start",
            "From the call of a start function until its worker is available, or it has failed");

    static final SpanType RUN = new SpanType(
            "WorkerRun", "Worker Run", "From the moment at which a worker is available until it has ended");

    static final SpanType STOP = new SpanType(
            "WorkerStop", "Worker Stop", "From the request to stop until the worker has ended or was abandoned");

    static final SpanType DELAY =
            new SpanType("RestartDelay", "Restart Delay", "From the end of a worker until it is started again");

    /** The one that takes no time. */
    static final SpanType REQUEST =
            new SpanType("RestartRequest", "Restart Request", "An operator asked for a restart of a worker");

    private static final List<SpanType> ALL = List.of(START, RUN, STOP, DELAY, REQUEST);

    /** How many listeners there are that have not been closed. Guarded by the class. */
    private static int users;

    private final EventFactory factory;

    /** Null while nobody listens. Written with the lock of the class held. */
    private volatile @Nullable EventType registered;

    private SpanType(String name, String label, String description) {
        factory = EventFactory.create(
                List.of(
                        new AnnotationElement(Name.class, "io.reeve." + name),
                        new AnnotationElement(Label.class, label),
                        new AnnotationElement(Description.class, description),
                        new AnnotationElement(Category.class, new String[] {"Reeve"}),
                        new AnnotationElement(StackTrace.class, false)),
                Span.FIELDS);
        // Creating it has registered it.
        factory.unregister();
    }

    /** A field of all of them. */
    static ValueDescriptor field(Class<?> type, String name, String label, String description) {
        return new ValueDescriptor(
                type,
                name,
                List.of(
                        new AnnotationElement(Label.class, label),
                        new AnnotationElement(Description.class, description)));
    }

    /** Makes all kinds known to the recorder, until as many have {@linkplain #leave() left}. */
    static synchronized void join() {
        if (users++ == 0) {
            for (SpanType type : ALL) {
                type.factory.register();
                type.registered = type.factory.getEventType();
            }
        }
    }

    static synchronized void leave() {
        if (--users == 0) {
            for (SpanType type : ALL) {
                type.registered = null;
                type.factory.unregister();
            }
        }
    }

    /** Whether a recording wants it: asked before anything is made. */
    boolean isRecorded() {
        EventType known = registered;
        return known != null && known.isEnabled();
    }

    Span begin() {
        Span span = end();
        span.begin();
        return span;
    }

    /** One of which nothing but the end is known. */
    Span end() {
        return new Span(this, factory.newEvent());
    }
}
