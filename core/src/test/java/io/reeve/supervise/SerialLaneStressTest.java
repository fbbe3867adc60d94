// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SerialLaneStressTest {
    private static final int ROUNDS = 2_000;
    private static final int SENDERS = 3;
    private static final int ITEMS = 20;

    private record Item(int sender, int number) {}

    @Test
    @DisplayName("However senders and the consumer meet, each item is consumed once, alone and in its sender's order")
    void noWakeUpIsLost() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                CountDownLatch left = new CountDownLatch(SENDERS * ITEMS);
                AtomicInteger inside = new AtomicInteger();
                AtomicInteger broken = new AtomicInteger();
                int[] last = new int[SENDERS];
                SerialLane<Item> lane = new SerialLane<>(threads, item -> {
                    if (inside.incrementAndGet() != 1 || item.number() != ++last[item.sender()]) {
                        broken.incrementAndGet();
                    }
                    inside.decrementAndGet();
                    left.countDown();
                });
                for (int sender = 0; sender < SENDERS; sender++) {
                    int me = sender;
                    threads.execute(() -> {
                        for (int number = 1; number <= ITEMS; number++) {
                            lane.submit(new Item(me, number));
                        }
                    });
                }
                assertThat(left.await(30, TimeUnit.SECONDS))
                        .as("round %s ends", round)
                        .isTrue();
                assertThat(broken).as("round %s", round).hasValue(0);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
