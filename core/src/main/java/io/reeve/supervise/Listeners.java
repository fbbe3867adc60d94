// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Those who are told what happens, each in a lane of its own, so that one that is slow delays only itself. */
public final class Listeners {
    private final List<SerialLane<RunnerEvent>> lanes = new ArrayList<>();

    /**
     * Creates the lanes.
     *
     * @param listeners the listeners
     * @param executor where they are called
     */
    public Listeners(List<? extends RunnerListener> listeners, Executor executor) {
        for (RunnerListener listener : listeners) {
            lanes.add(new SerialLane<>(executor, listener::onEvent));
        }
    }

    /**
     * Whether nobody listens.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return lanes.isEmpty();
    }

    /**
     * Fixes the place of an event in the order of all. May be called with a lock held.
     *
     * @param event the event
     */
    void enqueue(RunnerEvent event) {
        for (SerialLane<RunnerEvent> lane : lanes) {
            lane.enqueue(event);
        }
    }

    /** Sees to it that the events are delivered. May not be called with a lock held. */
    void poke() {
        Throwable failed = null;
        for (SerialLane<RunnerEvent> lane : lanes) {
            try {
                lane.poke();
            } catch (Throwable thrown) {
                failed = failed == null ? thrown : failed;
            }
        }
        Failures.rethrow(failed);
    }
}
