// SPDX-License-Identifier: Apache-2.0
package io.reeve.jfr;

import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerEvent.WorkerEvent;
import io.reeve.worker.event.RunnerListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import jdk.jfr.EventType;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * Tells the JDK Flight Recorder of the lives of workers, so that a recording shows who was started, stopped and
 * restarted when: {@code io.reeve.WorkerStart}, {@code WorkerRun}, {@code WorkerStop} and {@code RestartDelay}, each with
 * a duration, the runner, the id, the generation, the outcome and the error.
 *
 * <p>While none of these is recorded nothing is made or kept. What had begun before the recording did is in it with its
 * end and without a duration.
 *
 * <p>One listener serves any number of runners and engines. In OSGi it is a service, and listens to all of them.
 */
@Component(service = RunnerListener.class)
public final class FlightRecorderListener implements RunnerListener {
    private final EventType start = EventType.getEventType(WorkerStart.class);
    private final EventType run = EventType.getEventType(WorkerRun.class);
    private final EventType stop = EventType.getEventType(WorkerStop.class);
    private final EventType delay = EventType.getEventType(RestartDelay.class);

    /** What has begun and not ended; the events of one worker come one at a time. */
    private final Map<Key, Spans> open = new ConcurrentHashMap<>();

    private record Key(String runner, String id) {}

    /** What has begun for one worker and not ended. */
    private static final class Spans {
        @Nullable
        WorkerSpan phase;

        @Nullable
        WorkerSpan stop;

        boolean isEmpty() {
            return phase == null && stop == null;
        }
    }

    /** Creates a listener. */
    public FlightRecorderListener() {}

    @Override
    public void onEvent(RunnerEvent event) {
        if (event instanceof RunnerEvent.Starting starting) {
            endPhase(starting, "started", null, RestartDelay.class, delay);
            begin(starting, start, WorkerStart::new);
        } else if (event instanceof RunnerEvent.Started started) {
            endPhase(started, "started", null, WorkerStart.class, start);
            begin(started, run, WorkerRun::new);
        } else if (event instanceof RunnerEvent.Stopping stopping) {
            beginStop(stopping);
        } else if (event instanceof RunnerEvent.Failed failed) {
            endRun(failed, failed.fatal() ? "failed fatally" : "failed", failed.error());
        } else if (event instanceof RunnerEvent.Finished finished) {
            endRun(finished, "finished", null);
        } else if (event instanceof RunnerEvent.RestartScheduled scheduled) {
            begin(scheduled, delay, RestartDelay::new);
        } else if (event instanceof RunnerEvent.Removed removed) {
            endPhase(removed, "removed", null, RestartDelay.class, delay);
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

    private void begin(WorkerEvent event, EventType type, Supplier<WorkerSpan> maker) {
        if (type.isEnabled()) {
            WorkerSpan span = maker.get();
            span.begin();
            open.computeIfAbsent(keyOf(event), first -> new Spans()).phase = span;
        }
    }

    private void beginStop(WorkerEvent event) {
        if (stop.isEnabled()) {
            WorkerStop span = new WorkerStop();
            span.begin();
            open.computeIfAbsent(keyOf(event), first -> new Spans()).stop = span;
        }
    }

    /** The incarnation is over: its start or its run, whichever it was in, and its stop, if it was told to. */
    private void endRun(WorkerEvent event, String outcome, @Nullable Throwable error) {
        Spans spans = open.get(keyOf(event));
        boolean starting = spans != null && spans.phase instanceof WorkerStart;
        if (starting) {
            endPhase(event, outcome, error, WorkerStart.class, start);
        } else {
            endPhase(event, outcome, error, WorkerRun.class, run);
        }
        if (spans != null && spans.stop != null) {
            WorkerSpan stopped = spans.stop;
            spans.stop = null;
            drop(event, spans);
            stopped.commit(event, outcome, error);
        }
    }

    private void endPhase(
            WorkerEvent event,
            String outcome,
            @Nullable Throwable error,
            Class<? extends WorkerSpan> expected,
            EventType type) {
        Spans spans = open.get(keyOf(event));
        WorkerSpan span = spans == null ? null : spans.phase;
        if (spans != null && span != null) {
            spans.phase = null;
            drop(event, spans);
            if (expected.isInstance(span)) {
                span.commit(event, outcome, error);
            }
        } else if (expected == WorkerRun.class && type.isEnabled()) {
            // It began before the recording did; of its end there is something to see all the same.
            new WorkerRun().commit(event, outcome, error);
        }
    }

    private void drop(WorkerEvent event, Spans spans) {
        if (spans.isEmpty()) {
            open.remove(keyOf(event), spans);
        }
    }
}
