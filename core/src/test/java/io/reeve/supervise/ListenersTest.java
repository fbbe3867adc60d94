// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.worker.event.ListenerRegistration;
import io.reeve.worker.event.RunnerEvent;
import io.reeve.worker.event.RunnerListener;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Listeners in a world of one thread: what was handed to the executor is done when the test says so. */
class ListenersTest {
    private static final int CAPACITY = 10;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final CapturedLogger logger = new CapturedLogger();
    private final Listeners listeners = new Listeners(tasks::add, CAPACITY, logger, "runner 'r'");
    private final List<String> heard = new ArrayList<>();

    /** Notes what it is told as {@code 1}, {@code 2}, {@code missed 3}. */
    private final class Noting implements RunnerListener {
        private final Consumer<Long> then;

        Noting(Consumer<Long> then) {
            this.then = then;
        }

        @Override
        public void onEvent(RunnerEvent event) {
            long number = ((RunnerEvent.WorkerEvent) event).generation();
            heard.add(String.valueOf(number));
            then.accept(number);
        }

        @Override
        public void onMissed(String runner, long count) {
            assertThat(runner).isEqualTo("r");
            heard.add("missed " + count);
        }
    }

    private ListenerRegistration listen() {
        return listen(number -> {});
    }

    private ListenerRegistration listen(Consumer<Long> then) {
        return listeners.add("noting", new Noting(then), listeners::remove);
    }

    private void publish(long from, long to) {
        LongStream.rangeClosed(from, to).forEach(number -> {
            listeners.enqueue(new RunnerEvent.Started("r", Instant.EPOCH, "a", number));
            listeners.poke();
        });
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    @DisplayName("A listener hears what happens after it was added, in order")
    void hearsInOrder() {
        publish(1, 2);
        listen();
        publish(3, 5);
        runAll();
        assertThat(heard).containsExactly("3", "4", "5");
    }

    @Test
    @DisplayName(
            "More events than fit make the oldest go; the listener is told how many, before the first that it gets")
    void dropsTheOldest() {
        ListenerRegistration registration = listen();
        publish(1, 13);
        runAll();
        assertThat(heard).containsExactly("missed 3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13");
        assertThat(registration.missed()).isEqualTo(3);
        assertThat(listeners.missed()).isEqualTo(Map.of("noting", 3L));
    }

    @Test
    @DisplayName("What several listeners of one name have missed is added up")
    void namesakes() {
        listen();
        publish(1, 2);
        listen();
        publish(3, 15);
        assertThat(listeners.missed()).isEqualTo(Map.of("noting", 5L + 3L));
    }

    @Test
    @DisplayName("A listener is called by its class, where nobody has given it a name")
    void names() {
        assertThat(Listeners.nameOf(new Noting(number -> {}))).isEqualTo(Noting.class.getName());
    }

    @Test
    @DisplayName("An executor that refuses one delivery is complained of once, after all others were handed to it")
    void refusingExecutor() {
        List<RuntimeException> thrown = List.of(new IllegalStateException("first"), new IllegalStateException("next"));
        Queue<RuntimeException> refusals = new ArrayDeque<>(thrown);
        List<Runnable> accepted = new ArrayList<>();
        Listeners refusing = new Listeners(
                task -> {
                    if (!refusals.isEmpty()) {
                        throw refusals.remove();
                    }
                    accepted.add(task);
                },
                CAPACITY,
                logger,
                "runner 'r'");
        for (int i = 0; i < 3; i++) {
            refusing.add("noting", new Noting(number -> {}), refusing::remove);
        }
        refusing.enqueue(new RunnerEvent.Started("r", Instant.EPOCH, "a", 1));
        assertThatThrownBy(refusing::poke).isSameAs(thrown.get(0));
        assertThat(accepted).hasSize(1);
    }

    @Test
    @DisplayName("Each gap is told in its place, and each event once")
    void severalGaps() {
        List<Long> during = new ArrayList<>(List.of(2L));
        ListenerRegistration registration = listen(number -> {
            if (during.remove(number)) {
                publish(4, 15);
            }
        });
        publish(1, 3);
        runAll();
        assertThat(heard).containsExactly("1", "2", "missed 3", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15");
        publish(16, 16);
        runAll();
        assertThat(heard).endsWith("15", "16");
        assertThat(registration.missed()).isEqualTo(3);
    }

    @Test
    @DisplayName("A listener that is held up for ever costs its capacity, and a handful of log lines")
    void heldUpForEver() {
        Subscription registration = (Subscription) listen();
        publish(1, 100_000);
        assertThat(registration.backlog()).isEqualTo(CAPACITY);
        assertThat(registration.missed()).isEqualTo(100_000 - CAPACITY);
        runAll();
        assertThat(heard).hasSize(CAPACITY + 1).endsWith("100000");
        assertThat(logger.lines())
                .hasSize(5)
                .allMatch(line -> line.contains("runner 'r': listener noting cannot keep up"))
                .anyMatch(line -> line.contains("missed 10000 events"));
    }

    @Test
    @DisplayName("A listener that throws hears the next event all the same, and so do the others")
    void throwing() {
        listen(number -> {
            throw new AssertionError("broken");
        });
        listen();
        publish(1, 2);
        runAll();
        assertThat(heard).containsExactlyInAnyOrder("1", "2", "1", "2");
    }

    @Test
    @DisplayName("A listener that throws when it is told of a gap hears the rest")
    void throwingOnMissed() {
        listeners.add(
                "broken",
                new RunnerListener() {
                    @Override
                    public void onEvent(RunnerEvent event) {
                        heard.add("event");
                    }

                    @Override
                    public void onMissed(String runner, long count) {
                        throw new IllegalStateException("broken");
                    }
                },
                listeners::remove);
        publish(1, 11);
        runAll();
        assertThat(heard).hasSize(10);
    }

    @Test
    @DisplayName("A listener that is removed hears nothing more, not even what was waiting")
    void removed() {
        ListenerRegistration registration = listen();
        publish(1, 2);
        registration.close();
        publish(3, 3);
        runAll();
        assertThat(heard).isEmpty();
        assertThat(registration.ended()).isCompleted();
        registration.close();
    }

    @Test
    @DisplayName("A listener may remove itself: that call is its last, and only after it nothing refers to it")
    void removesItself() {
        List<ListenerRegistration> own = new ArrayList<>();
        own.add(listen(number -> {
            own.get(0).close();
            assertThat(own.get(0).ended()).as("while it is being called").isNotCompleted();
        }));
        publish(1, 3);
        runAll();
        assertThat(heard).containsExactly("1");
        assertThat(own.get(0).ended()).isCompleted();
    }

    @Test
    @DisplayName("A listener may add another one, which hears what happens afterwards")
    void addsAnother() {
        AtomicInteger added = new AtomicInteger();
        listen(number -> {
            if (added.getAndIncrement() == 0) {
                listen();
            }
        });
        publish(1, 1);
        runAll();
        publish(2, 2);
        runAll();
        assertThat(heard).containsExactly("1", "2", "2");
    }

    @Test
    @DisplayName("Attention is the most that anybody wants, at any time")
    void attention() {
        assertThat(listeners.attention()).isEqualTo(Attention.NOTHING);
        assertThat(listeners.isEmpty()).isTrue();
        Subscription failures =
                listeners.addForFailures("f", event -> heard.add("f"), event -> false, listeners::remove);
        assertThat(listeners.attention()).isEqualTo(Attention.FAILURES);
        ListenerRegistration all = listen();
        assertThat(listeners.attention()).isEqualTo(Attention.EVERYTHING);
        all.close();
        assertThat(listeners.attention()).isEqualTo(Attention.FAILURES);
        failures.close();
        assertThat(listeners.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("What a listener does not want is not queued for it, and costs the executor nothing")
    void filtered() {
        listeners.addForFailures("f", event -> heard.add("f"), event -> false, listeners::remove);
        publish(1, 100);
        assertThat(tasks).isEmpty();
    }
}
