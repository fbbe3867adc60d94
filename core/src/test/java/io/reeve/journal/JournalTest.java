// SPDX-License-Identifier: Apache-2.0
package io.reeve.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import io.reeve.worker.RestartPlan;
import io.reeve.worker.event.FailureRecord;
import io.reeve.worker.event.RunnerEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    /** The same stack each time, as in a loop. */
    private final IOException one = refused("one");

    private Instant now = START;
    private final Journal journal = new Journal(() -> now, 3);

    private void fails(String id, long generation, Throwable error) {
        journal.onEvent(new RunnerEvent.Failed("r", now, id, generation, error, false));
    }

    private void restarts(String id, long generation) {
        journal.onEvent(new RunnerEvent.RestartRequested("r", now, id, generation));
    }

    private void waits(String id, long generation, Duration delay) {
        journal.onEvent(new RunnerEvent.RestartScheduled(
                "r",
                now,
                id,
                generation,
                new RestartPlan(Restart.after(delay), 1, 1, now, delay, delay, now.plus(delay), 0, false)));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private FailureRecord latest(String id) {
        return journal.recentFailures(id).get(0);
    }

    /** From one line of code. */
    private static IOException refused(String message) {
        return new IOException(message);
    }

    @Test
    @DisplayName("The same failure is one record: how often, since when, up to when, which delay by which rule")
    void sameFailure() {
        for (int generation = 1; generation <= 7; generation++) {
            fails("db", generation, refused("connection to port " + (40_000 + generation) + " refused"));
            waits("db", generation, Duration.ofSeconds(1L << (generation - 1)));
            pass(Duration.ofSeconds(10));
        }
        assertThat(journal.recentFailures("db")).singleElement().satisfies(record -> {
            assertThat(record.error()).isEqualTo("java.io.IOException: connection to port 40007 refused");
            assertThat(record.frames().get(0)).startsWith(JournalTest.class.getName() + ".refused:");
            assertThat(record.count()).isEqualTo(7);
            assertThat(record.inARow()).isEqualTo(7);
            assertThat(record.generation()).isEqualTo(7);
            assertThat(record.first()).isEqualTo(START);
            assertThat(record.since()).isEqualTo(START);
            assertThat(record.last()).isEqualTo(START.plusSeconds(60));
            assertThat(record.delay()).isEqualTo(Duration.ofSeconds(64));
            assertThat(record.rule()).isEqualTo("delay 1 min 4 s, rule on-failure");
        });
    }

    @Test
    @DisplayName("10 000 identical crashes are one record; 10 000 different ones are as many as a worker may have")
    void constantMemory() {
        for (int i = 1; i <= 10_000; i++) {
            fails("same", i, refused("refused"));
        }
        assertThat(journal.recentFailures("same"))
                .singleElement()
                .satisfies(record -> assertThat(record.count()).isEqualTo(10_000));
        for (int i = 1; i <= 10_000; i++) {
            fails("different", i, refused("x".repeat(i % 100) + "y".repeat(i / 100)));
        }
        assertThat(journal.recentFailures("different")).hasSize(3);
        assertThat(journal.recentFailures()).hasSize(4);
    }

    @Test
    @DisplayName("That an older failure makes way does not end the row of the last one")
    void rowGoesOn() {
        for (String kind : List.of("a", "b", "c", "d", "d")) {
            fails("w", 1, refused(kind));
            pass(Duration.ofSeconds(1));
        }
        assertThat(journal.recentFailures("w")).hasSize(3);
        assertThat(latest("w").inARow()).isEqualTo(2);
        assertThat(latest("w").since()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    @DisplayName("A journal that keeps nothing says so, and what concerns none need not be told")
    void interests() {
        assertThat(journal.isKept()).isTrue();
        assertThat(new Journal(() -> now, 0).isKept()).isFalse();
        assertThat(Journal.concerns(new RunnerEvent.RestartRequested("r", now, "w", 1)))
                .isTrue();
        assertThat(Journal.concerns(new RunnerEvent.Starting("r", now, "w", 1))).isFalse();
    }

    @Test
    @DisplayName("In total, too, there is a limit: the failure that has not occurred for the longest time makes way")
    void limitInTotal() {
        for (int i = 0; i < Journal.IN_TOTAL; i++) {
            fails("w" + i, 1, refused("refused"));
        }
        fails("w0", 2, refused("refused"));
        fails("one more", 1, refused("refused"));
        assertThat(journal.recentFailures()).hasSize(Journal.IN_TOTAL);
        assertThat(journal.recentFailures("w0")).hasSize(1);
        assertThat(journal.recentFailures("w1")).isEmpty();
        assertThat(journal.recentFailures().get(0).id()).isEqualTo("one more");
    }

    @Test
    @DisplayName("What has not occurred for a day is forgotten, whether its worker is there or not")
    void ages() {
        fails("old", 1, refused("refused"));
        pass(Duration.ofHours(12));
        fails("young", 1, refused("refused"));
        pass(Duration.ofHours(12).plusSeconds(1));
        assertThat(journal.recentFailures("old")).isEmpty();
        assertThat(journal.recentFailures()).extracting(FailureRecord::id).containsExactly("young");
    }

    @Test
    @DisplayName("Another failure ends the row of the one before, and both are remembered, the latest first")
    void anotherFailure() {
        fails("a", 1, one);
        fails("a", 2, one);
        pass(Duration.ofSeconds(1));
        fails("a", 3, new IllegalStateException("two"));
        List<FailureRecord> records = journal.recentFailures("a");
        assertThat(records).extracting(FailureRecord::inARow).containsExactly(1L, 0L);
        assertThat(records).extracting(FailureRecord::count).containsExactly(1L, 2L);
        fails("a", 4, one);
        assertThat(latest("a").inARow()).isEqualTo(1);
        assertThat(latest("a").since()).isEqualTo(now);
        assertThat(latest("a").first()).isEqualTo(START);
    }

    @Test
    @DisplayName("An operator's restart ends the row")
    void operatorsRestart() {
        fails("a", 1, one);
        fails("a", 2, one);
        restarts("a", 2);
        assertThat(latest("a").inARow()).isZero();
        assertThat(latest("a").count()).isEqualTo(2);
        pass(Duration.ofSeconds(1));
        fails("a", 4, one);
        assertThat(latest("a").inARow()).isEqualTo(1);
        assertThat(latest("a").since()).isEqualTo(now);
    }

    @Test
    @DisplayName("After a removal generations begin anew; a restart of the old worker says nothing of the new one")
    void idIsUsedAgain() {
        fails("a", 7, one);
        restarts("a", 7);
        pass(Duration.ofSeconds(1));
        fails("a", 1, one);
        assertThat(latest("a").inARow()).isEqualTo(1);
    }

    @Test
    @DisplayName("A delay is noted with the failure that it follows, and with no other")
    void delayOfAnotherFailure() {
        fails("a", 1, refused("one"));
        waits("a", 2, Duration.ofSeconds(1));
        waits("unknown", 1, Duration.ofSeconds(1));
        assertThat(latest("a").delay()).isNull();
        assertThat(latest("a").rule()).isNull();
    }

    @Test
    @DisplayName("A worker that was never heard of has no failures")
    void unknown() {
        restarts("a", 1);
        assertThat(journal.recentFailures("a")).isEmpty();
        assertThat(journal.recentFailures()).isEmpty();
    }

    @Test
    @DisplayName("Errors whose own methods throw, and chains of causes that bite their tail, are digested")
    void hostileErrors() {
        RuntimeException hostile = new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new StackOverflowError();
            }

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException();
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                return null;
            }
        };
        fails("a", 1, hostile);
        assertThat(latest("a").message()).isNull();
        assertThat(latest("a").frames()).isEmpty();
        Exception head = new Exception("head");
        head.initCause(new Exception("tail", head));
        fails("b", 1, head);
        assertThat(latest("b").message()).isEqualTo("head");
        fails("c", 1, new Exception("x".repeat(100_000)));
        assertThat(latest("c").message()).hasSizeLessThan(400);
    }

    @Test
    @DisplayName("The root cause is told, and where it arose")
    void rootCause() {
        fails("a", 1, new IllegalStateException("no database", new RuntimeException(refused("refused"))));
        assertThat(latest("a").rootCause()).isEqualTo("java.io.IOException: refused");
        assertThat(latest("a").frames().get(0)).contains(".refused:");
        assertThat(latest("a").error()).isEqualTo("java.lang.IllegalStateException: no database");
    }
}
