// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SerialLaneTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Integer> consumed = new ArrayList<>();
    private final SerialLane<Integer> lane = new SerialLane<>(tasks::add, consumed::add);

    @Test
    @DisplayName("Items are consumed in the order in which they were enqueued, by one task")
    void consumesInOrder() {
        lane.submit(1);
        lane.submit(2);
        lane.enqueue(3);
        assertThat(tasks).hasSize(1);
        runAll();
        assertThat(consumed).containsExactly(1, 2, 3);
    }

    @Test
    @DisplayName("Enqueuing alone, and a poke for nothing, ask the executor for nothing")
    void asksForNothingWithoutNeed() {
        lane.poke();
        lane.enqueue(1);
        assertThat(tasks).isEmpty();
        lane.poke();
        runAll();
        lane.poke();
        assertThat(tasks).isEmpty();
        assertThat(consumed).containsExactly(1);
    }

    @Test
    @DisplayName("A long lane lets others have the thread in between")
    void yieldsAfterABatch() {
        IntStream.range(0, 1000).forEach(lane::submit);
        tasks.remove().run();
        assertThat(consumed).hasSize(256);
        assertThat(tasks).as("the rest is asked for").hasSize(1);
        runAll();
        assertThat(consumed).hasSize(1000).isSorted();
    }

    @Test
    @DisplayName("A consumer that throws spoils only its own item")
    void consumerThatThrows() {
        SerialLane<Integer> broken = new SerialLane<>(tasks::add, item -> {
            consumed.add(item);
            if (item == 1) {
                throw new AssertionError("broken");
            }
        });
        broken.submit(1);
        broken.submit(2);
        runAll();
        assertThat(consumed).containsExactly(1, 2);
    }

    @Test
    @DisplayName("A consumer may add to its own lane; that comes after what is there, not inside")
    void consumerThatAdds() {
        List<SerialLane<Integer>> self = new ArrayList<>();
        self.add(new SerialLane<>(Runnable::run, item -> {
            if (item < 3) {
                self.get(0).submit(item + 1);
            }
            consumed.add(item);
        }));
        self.get(0).submit(1);
        assertThat(consumed).containsExactly(1, 2, 3);
    }

    @Test
    @DisplayName("A lane goes on after its executor has failed once")
    void executorThatFailsOnce() {
        boolean[] fail = {true};
        Executor executor = task -> {
            if (fail[0]) {
                fail[0] = false;
                throw new OutOfMemoryError("unable to create native thread");
            }
            tasks.add(task);
        };
        SerialLane<Integer> shaken = new SerialLane<>(executor, consumed::add);
        assertThatThrownBy(() -> shaken.submit(1)).isInstanceOf(OutOfMemoryError.class);
        shaken.submit(2);
        runAll();
        assertThat(consumed).containsExactly(1, 2);
    }

    @Test
    @DisplayName("A consumer that had no memory for an item gets it again, before the next")
    void consumerWithoutMemory() {
        List<Integer> tried = new ArrayList<>();
        SerialLane<Integer> scarce = new SerialLane<>(tasks::add, item -> {
            tried.add(item);
            if (item == 1 && tried.size() < 3) {
                throw new OutOfMemoryError("for a test");
            }
            consumed.add(item);
        });
        scarce.submit(1);
        scarce.submit(2);
        runAll();
        assertThat(tried).containsExactly(1, 1, 1, 2);
        assertThat(consumed).containsExactly(1, 2);
    }

    @Test
    @DisplayName("A lane whose task was lost with a thread that ran out of memory goes on with the next item")
    void lostTask() {
        lane.submit(1);
        Runnable lost = tasks.remove();
        lane.submit(2);
        assertThat(tasks).as("it counts on the task").isEmpty();
        Room.pause(0);
        lane.submit(3);
        runAll();
        assertThat(consumed).containsExactly(1, 2, 3);
        lost.run();
        assertThat(consumed).as("it was not lost after all").containsExactly(1, 2, 3);
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
