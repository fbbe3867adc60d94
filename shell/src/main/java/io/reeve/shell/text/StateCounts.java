// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import io.reeve.worker.WorkerStatus;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How many workers are in each state. Does not change. */
public final class StateCounts {
    private final Map<WorkerStatus.State, Integer> counts = new EnumMap<>(WorkerStatus.State.class);

    private StateCounts(Stream<WorkerStatus.State> states) {
        states.forEach(state -> counts.merge(state, 1, Integer::sum));
    }

    /**
     * Counts.
     *
     * @param states the state of each worker
     * @return their numbers
     */
    public static StateCounts of(Stream<WorkerStatus.State> states) {
        return new StateCounts(states);
    }

    /**
     * The counts where there is no worker.
     *
     * @return zeros
     */
    public static StateCounts none() {
        return new StateCounts(Stream.empty());
    }

    /**
     * How many workers there are.
     *
     * @return in all states together
     */
    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * How many workers are in a state, for a table.
     *
     * @param state the state
     * @return the number
     */
    public String text(WorkerStatus.State state) {
        return counts.getOrDefault(state, 0).toString();
    }

    /**
     * The numbers for programs.
     *
     * @return by state, all of them
     */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        for (WorkerStatus.State state : WorkerStatus.State.values()) {
            json.put(state.toString(), counts.getOrDefault(state, 0));
        }
        return json;
    }
}
