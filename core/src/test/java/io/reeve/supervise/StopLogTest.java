// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.StopReceipt;
import io.reeve.worker.StopReceipt.Step;
import io.reeve.worker.StopReceipt.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** All are counted, the worst are described. */
class StopLogTest {
    private static final Instant DYING = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant DEAD = DYING.plusSeconds(9);

    private final StopLog log = new StopLog(DYING);

    private static Run run(int number) {
        return new Run(number, null, true) {
            @Override
            public String id() {
                return "w" + number;
            }

            @Override
            public ClassLoader contextClassLoader() {
                return StopLogTest.class.getClassLoader();
            }
        };
    }

    /** One that took as many milliseconds as its number says. */
    private void ended(int number) {
        log.ended(run(number), Step.KILL, Duration.ofMillis(number), null);
        log.gone();
    }

    private void abandoned(int number) {
        log.abandoned(run(number), new Abandonment(Duration.ofMillis(number), Map.of()));
        log.gone();
    }

    private List<String> described() {
        return log.receipt("r", DEAD).slowest().stream().map(Stop::id).toList();
    }

    /** The ids from one number down to another, both included. */
    private static List<String> down(int from, int to) {
        return IntStream.rangeClosed(to, from)
                .map(i -> from + to - i)
                .mapToObj(number -> "w" + number)
                .toList();
    }

    @Test
    @DisplayName("of more than are described the slowest are, the slowest of all first, whenever they ended")
    void slowest() {
        List<Integer> numbers = new ArrayList<>(
                IntStream.rangeClosed(1, 3 * StopReceipt.DETAILED).boxed().toList());
        Collections.shuffle(numbers, new Random(7));
        numbers.forEach(this::ended);
        assertThat(described()).isEqualTo(down(3 * StopReceipt.DETAILED, 2 * StopReceipt.DETAILED + 1));
        assertThat(log.receipt("r", DEAD).stopped()).isEqualTo(3 * StopReceipt.DETAILED);
    }

    @Test
    @DisplayName("who was abandoned comes before whoever ended, however long that took")
    void abandonedFirst() {
        ended(900);
        abandoned(1);
        abandoned(2);
        ended(800);
        assertThat(described()).containsExactly("w2", "w1", "w900", "w800");
    }

    @Test
    @DisplayName("where all that are described were abandoned, one that only ended late takes no place")
    void onlyAbandoned() {
        for (int number = 1; number <= StopReceipt.DETAILED; number++) {
            abandoned(number);
        }
        ended(90_000);
        assertThat(described()).isEqualTo(down(StopReceipt.DETAILED, 1));
        abandoned(StopReceipt.DETAILED + 1);
        assertThat(described()).isEqualTo(down(StopReceipt.DETAILED + 1, 2));
        assertThat(log.receipt("r", DEAD).abandoned()).isEqualTo(StopReceipt.DETAILED + 1);
    }

    @Test
    @DisplayName("the receipt has the name, the times, what each one needed and what it failed with")
    void receipt() {
        Exception failure = new Exception("of the second");
        log.ended(run(1), Step.KILL, Duration.ofMillis(1), null);
        log.ended(run(2), Step.INTERRUPT, Duration.ofMillis(2), failure);
        log.ended(run(3), Step.KILL, Duration.ZERO, null);
        log.gone();
        log.gone();
        log.gone();
        assertThat(log.dying()).isEqualTo(DYING);
        assertThat(log.receipt("r", DEAD))
                .isEqualTo(new StopReceipt(
                        "r",
                        DYING,
                        DEAD,
                        3,
                        1,
                        0,
                        List.of(
                                new Stop("w2", 2, Step.INTERRUPT, Duration.ofMillis(2), failure, Map.of()),
                                new Stop("w1", 1, Step.KILL, Duration.ofMillis(1), null, Map.of()),
                                new Stop("w3", 3, Step.KILL, Duration.ZERO, null, Map.of()))));
    }
}
