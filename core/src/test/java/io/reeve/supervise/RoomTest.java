// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoomTest {
    private final AtomicInteger tries = new AtomicInteger();

    private void scarce() {
        if (tries.incrementAndGet() < 4) {
            throw new OutOfMemoryError("for a test");
        }
    }

    @Test
    @DisplayName("A step for which there is no memory is taken again, and once more than there was none")
    void insists() {
        int before = Room.shortages();
        Room.insist(this::scarce);
        assertThat(tries).hasValue(4);
        assertThat(Room.shortages()).as("who has lost something can know").isNotEqualTo(before);
    }

    @Test
    @DisplayName("Only want of memory is a reason to try again")
    void otherErrors() {
        assertThatThrownBy(() -> Room.insist(() -> {
                    tries.incrementAndGet();
                    throw new StackOverflowError("for a test");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    @DisplayName("Whoever waits for memory keeps his interrupt")
    void keepsTheInterrupt() {
        Thread.currentThread().interrupt();
        Room.insist(this::scarce);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @DisplayName("After so many attempts the next would be no use either")
    void givesUp() {
        Thread.currentThread().interrupt();
        assertThat(Room.pause(Integer.MAX_VALUE)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @DisplayName("While there is room, to ask for it changes nothing")
    void thereIsRoom() {
        int before = Room.shortages();
        Room.make();
        assertThat(Room.isThere()).isTrue();
        assertThat(Room.shortages()).isEqualTo(before);
    }

    @Test
    @DisplayName("That there was no memory is told, but not each time")
    void complains() {
        List<String> told = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                told.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Room.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            for (int times = 0; times < 64; times++) {
                Room.pause(0);
                Room.make();
            }
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(told).hasSizeBetween(1, 7).allMatch(text -> text.startsWith("there was no memory left"));
    }

    @Test
    @DisplayName("What is due when there is no memory for it is done when there is")
    void delayWithoutMemory() throws Exception {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        new Delay(Duration.ofMillis(1))
                .start(
                        Clock.system(),
                        () -> {
                            scarce();
                            done.complete(tries.get());
                        },
                        broken -> {});
        assertThat(done.get(30, TimeUnit.SECONDS)).isEqualTo(4);
    }

    @Test
    @DisplayName("A task of the pool that throws is told so, on its own thread, and does not take the pool with it")
    void taskThatBreaksOff() throws Exception {
        ElasticPool pool = new ElasticPool(Clock.system());
        CompletableFuture<Boolean> sameThread = new CompletableFuture<>();
        pool.execute(new ElasticPool.Task() {
            private Thread thread;

            @Override
            public void run() {
                thread = Thread.currentThread();
                throw new OutOfMemoryError("for a test");
            }

            @Override
            public void brokeOff(Throwable thrown) {
                sameThread.complete(thread == Thread.currentThread() && thrown instanceof OutOfMemoryError);
            }
        });
        assertThat(sameThread.get(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> next = new CompletableFuture<>();
        pool.execute(() -> next.complete(null));
        next.get(30, TimeUnit.SECONDS);
    }
}
