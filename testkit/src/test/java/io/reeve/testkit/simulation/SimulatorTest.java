// SPDX-License-Identifier: Apache-2.0
package io.reeve.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** The simulator itself: what it finds, how small it makes it, and that a seed says it all. */
@Timeout(60)
@Isolated("sets a system property")
class SimulatorTest {
    /** A counter that is read, and written a moment later. */
    private static void countWithoutCare(World world) {
        int[] count = {0};
        for (int i = 0; i < 10; i++) {
            world.step("look", () -> assertThat(count[0]).isNotNegative());
            world.step("wait a little", () -> world.sleep(Duration.ofMillis(5)));
        }
        int[] finished = {0};
        for (int i = 0; i < 2; i++) {
            world.step("count", () -> {
                int seen = count[0];
                world.pause();
                count[0] = seen + 1;
                finished[0]++;
            });
        }
        world.atEnd(() -> world.check(count[0] == finished[0], "nothing is lost", count[0] + " of " + finished[0]));
    }

    @Test
    @DisplayName("a lost update is found, and of 22 steps the two are left that it takes")
    void findsAndShrinks() {
        assertThat(Simulator.of(SimulatorTest::countWithoutCare).find()).hasValueSatisfying(failure -> {
            assertThat(failure.rule()).isEqualTo("nothing is lost");
            assertThat(failure.steps()).hasSize(2).allMatch(step -> step.endsWith("count"));
            assertThat(failure)
                    .hasMessageContaining("seed " + failure.seed())
                    .hasMessageContaining("-Dreeve.seed=" + failure.seed())
                    .hasMessageContaining("begins: client");
        });
    }

    @Test
    @DisplayName("the property reeve.seed runs the one schedule again, to the same words")
    void replays() {
        SimulationFailure first =
                Simulator.of(SimulatorTest::countWithoutCare).find().orElseThrow();
        System.setProperty(Simulator.SEED, String.valueOf(first.seed()));
        try {
            assertThatThrownBy(
                            () -> Simulator.of(SimulatorTest::countWithoutCare).run())
                    .isInstanceOf(SimulationFailure.class)
                    .hasMessage(first.getMessage().replaceFirst("in schedule \\d+", "in schedule 1"));
        } finally {
            System.clearProperty(Simulator.SEED);
        }
    }

    @Test
    @DisplayName("seeds give different orders, and each the same one again")
    void ordersAreGivenBySeeds() {
        Set<List<Integer>> orders = new HashSet<>();
        for (int round = 0; round < 2; round++) {
            for (long seed = 0; seed < 200; seed++) {
                AtomicReference<List<Integer>> seen = new AtomicReference<>(List.of());
                Simulator.of(world -> tasks(world, seen))
                        .seed(seed)
                        .schedules(1)
                        .run();
                boolean isNew = orders.add(seen.get());
                assertThat(round == 0 || !isNew).isTrue();
            }
        }
        assertThat(orders).as("of the 24 orders of four tasks").hasSizeGreaterThan(12);
    }

    private static void tasks(World world, AtomicReference<List<Integer>> seen) {
        List<Integer> order = new ArrayList<>();
        seen.set(order);
        for (int i = 0; i < 4; i++) {
            int number = i;
            world.executor().execute(() -> order.add(number));
        }
    }

    @Test
    @DisplayName("a task that waits for ever is found, with its stack")
    void findsWhoWaitsForEver() {
        Scenario scenario = world -> world.step("wait", () -> world.await(new CompletableFuture<Void>()));

        assertThat(Simulator.of(scenario).find())
                .hasValueSatisfying(failure -> assertThat(failure)
                        .hasMessageContaining("no task waits for ever")
                        .hasMessageContaining("SimulatorTest"));
    }

    @Test
    @DisplayName("a timer that nobody has cancelled is found")
    void findsTimersThatAreLeft() {
        Scenario scenario = world -> world.finish("set a timer", () -> {
            var unused = world.clock().schedule(Duration.ofHours(1), () -> {});
        });

        assertThat(Simulator.of(scenario).find())
                .hasValueSatisfying(failure -> assertThat(failure.rule()).isEqualTo("no timer is left"));
    }

    @Test
    @DisplayName("a rule that holds always is checked in the middle as well")
    void checksRulesInTheMiddle() {
        Scenario scenario = world -> {
            boolean[] open = {false};
            world.always(() -> world.check(!open[0], "the door is shut", "it is open"));
            world.step("open and shut the door", () -> {
                open[0] = true;
                world.pause();
                open[0] = false;
            });
        };

        assertThat(Simulator.of(scenario).find())
                .hasValueSatisfying(failure -> assertThat(failure.rule()).isEqualTo("the door is shut"));
    }

    @Test
    @DisplayName("a task that blocks outside of the world is found, with its stack")
    void findsWhoBlocksOutside() {
        CountDownLatch latch = new CountDownLatch(1);
        Scenario scenario = world -> world.step("block", latch::await);

        assertThat(Simulator.of(scenario).patience(Duration.ofMillis(200)).find())
                .hasValueSatisfying(failure -> assertThat(failure)
                        .hasMessageContaining("no task blocks outside of the simulation")
                        .hasMessageContaining("CountDownLatch.await"));
        latch.countDown();
    }

    @Test
    @DisplayName("what is decided by something else than the seed is called so")
    void findsOtherChance() {
        int[] calls = {0};
        Scenario scenario = world -> {
            int call = ++calls[0];
            world.step("do it", () -> world.check(call > 1, "only the first time", call));
        };

        assertThat(Simulator.of(scenario).find())
                .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("another way the second time"));
    }

    @Test
    @DisplayName("an interrupt wakes a task that waits, at a moment that the seed decides")
    void interruptsWaiters() {
        Scenario scenario = world -> {
            AtomicReference<Thread> sleeper = new AtomicReference<>();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            world.executor().execute(() -> {
                sleeper.set(Thread.currentThread());
                try {
                    world.sleep(Duration.ofDays(1));
                    interrupted.complete(false);
                } catch (InterruptedException woken) {
                    interrupted.complete(true);
                }
            });
            world.step("interrupt", () -> {
                while (sleeper.get() == null) {
                    world.pause();
                }
                sleeper.get().interrupt();
                var unused = world.await(interrupted);
            });
            world.atEnd(() -> assertThat(interrupted).isDone());
        };

        Simulator.of(scenario).schedules(300).run();
    }

    @Test
    @DisplayName("a thread from elsewhere is refused")
    void refusesStrangers() {
        Scenario scenario = world -> world.step("let somebody in", () -> {
            CompletableFuture<Void> outside =
                    CompletableFuture.runAsync(() -> world.executor().execute(() -> {}));
            outside.join();
        });

        assertThat(Simulator.of(scenario).find())
                .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("does not belong to this"));
    }
}
