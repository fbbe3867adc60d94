// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerEvent.WorkerEvent;
import io.reeve.worker.event.RunnerListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Tells the JDK Flight Recorder of the lives of workers, so that a recording shows who was started, stopped and
 * restarted when: {@code io.reeve.WorkerStart}, {@code WorkerRun}, {@code WorkerStop} and {@code RestartDelay}, each with
 * a duration, and {@code RestartRequest} for the restarts that an operator asked for. They have the runner, the id, the
 * generation, the outcome and the error.
 *
 * <p>While none of these is recorded nothing is made or kept. What had begun before the recording did is in it with its
 * end and without a duration.
 *
 * <p>One listener serves any number of runners and engines. In OSGi it is a service, and listens to all of them. Elsewhere
 * it may be closed when nothing is to be recorded any more; several of them share the kinds of events.
 */
@Component(service = RunnerListener.class)
public final class FlightRecorderListener implements RunnerListener, AutoCloseable {
    /** What has begun and not ended; the events of one worker come one at a time. */
    private final Map<Key, Spans> open = new ConcurrentHashMap<>();

    private final AtomicBoolean closed = new AtomicBoolean();

    private record Key(String runner, String id) {}

    /** What has begun for one worker and not ended. */
    private static final class Spans {
        @Nullable
        Span phase;

        @Nullable
        Span stop;

        boolean isEmpty() {
            return phase == null && stop == null;
        }
    }

    /** Creates a listener, and makes its events known to the recorder. */
    public FlightRecorderListener() {
        SpanType.join();
    }

    /** Takes its events from the recorder: from now on it records nothing. */
    @Override
    @Deactivate
    public void close() {
        if (closed.compareAndSet(false, true)) {
            SpanType.leave();
        }
    }

    @Override
    public void onEvent(RunnerEvent event) {
        if (event instanceof RunnerEvent.Starting starting) {
            endPhase(starting, SpanType.DELAY, "started", null);
            begin(starting, SpanType.START);
        } else if (event instanceof RunnerEvent.Started started) {
            endPhase(started, SpanType.START, "started", null);
            begin(started, SpanType.RUN);
        } else if (event instanceof RunnerEvent.Stopping stopping) {
            beginStop(stopping);
        } else if (event instanceof RunnerEvent.Failed failed) {
            endRun(failed, failed.fatal() ? "failed fatally" : "failed", failed.error());
        } else if (event instanceof RunnerEvent.Yielded yielded) {
            endRun(yielded, "yielded", yielded.signal());
        } else if (event instanceof RunnerEvent.Finished finished) {
            endRun(finished, "finished", null);
        } else if (event instanceof RunnerEvent.Abandoned abandoned) {
            endStop(abandoned, "abandoned", null);
        } else if (event instanceof RunnerEvent.RestartScheduled scheduled) {
            begin(scheduled, SpanType.DELAY);
        } else if (event instanceof RunnerEvent.RestartRequested requested && SpanType.REQUEST.isRecorded()) {
            SpanType.REQUEST.end().commit(requested, "requested", null);
        } else if (event instanceof RunnerEvent.Removed removed) {
            endPhase(removed, SpanType.DELAY, "removed", null);
            open.remove(keyOf(removed));
        } else if (event instanceof RunnerEvent.RunnerDead dead) {
            forget(dead.runner());
        }
    }

    /** The ends of what is open may be among what is missing. */
    @Override
    public void onMissed(String runner, long count) {
        forget(runner);
    }

    private void forget(String runner) {
        open.keySet().removeIf(key -> key.runner().equals(runner));
    }

    /** How many workers have something open. */
    int size() {
        return open.size();
    }

    private static Key keyOf(WorkerEvent event) {
        return new Key(event.runner(), event.id());
    }

    private void begin(WorkerEvent event, SpanType type) {
        if (type.isRecorded()) {
            open.computeIfAbsent(keyOf(event), first -> new Spans()).phase = type.begin();
        }
    }

    private void beginStop(WorkerEvent event) {
        if (SpanType.STOP.isRecorded()) {
            open.computeIfAbsent(keyOf(event), first -> new Spans()).stop = SpanType.STOP.begin();
        }
    }

    /** The incarnation is over: its start or its run, whichever it was in, and its stop, if it was told to. */
    private void endRun(WorkerEvent event, String outcome, @Nullable Throwable error) {
        Spans spans = open.get(keyOf(event));
        boolean starting = spans != null && spans.phase != null && spans.phase.type == SpanType.START;
        endPhase(event, starting ? SpanType.START : SpanType.RUN, outcome, error);
        endStop(event, outcome, error);
    }

    private void endStop(WorkerEvent event, String outcome, @Nullable Throwable error) {
        Spans spans = open.get(keyOf(event));
        Span stopped = spans == null ? null : spans.stop;
        if (spans != null && stopped != null) {
            spans.stop = null;
            drop(event, spans);
            stopped.commit(event, outcome, error);
        }
    }

    private void endPhase(WorkerEvent event, SpanType expected, String outcome, @Nullable Throwable error) {
        Spans spans = open.get(keyOf(event));
        Span span = spans == null ? null : spans.phase;
        if (spans != null && span != null) {
            spans.phase = null;
            drop(event, spans);
            if (span.type == expected) {
                span.commit(event, outcome, error);
            }
        } else if (expected == SpanType.RUN && expected.isRecorded()) {
            // It began before the recording did; of its end there is something to see all the same.
            expected.end().commit(event, outcome, error);
        }
    }

    private void drop(WorkerEvent event, Spans spans) {
        if (spans.isEmpty()) {
            open.remove(keyOf(event), spans);
        }
    }
}
