// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The small parts of a runner. */
class PartsTest {
    @Nested
    class WaiterTest {
        private final Waiter.Line<String> line = new Waiter.Line<>();

        @Test
        @DisplayName("Waiters are taken out in the order in which they came")
        void firstComeFirstServed() {
            Waiter<String> first = line.join();
            Waiter<String> second = line.join();
            Waiter<String> third = line.join();
            assertThat(List.of(line.poll(), line.poll(), line.poll())).containsExactly(first, second, third);
            assertThat(line.poll()).isNull();
            assertThat(line.isEmpty()).isTrue();
        }

        @Test
        @DisplayName("A waiter may leave from anywhere in the line, and twice")
        void leaving() {
            for (int leaver = 0; leaver < 3; leaver++) {
                List<Waiter<String>> waiters = new ArrayList<>(List.of(line.join(), line.join(), line.join()));
                Waiter<String> gone = waiters.remove(leaver);
                gone.leave();
                gone.leave();
                assertThat(line.isEmpty()).isFalse();
                Waiter<String> late = line.join();
                waiters.add(late);
                assertThat(List.of(line.poll(), line.poll(), line.poll())).isEqualTo(waiters);
                assertThat(line.isEmpty()).isTrue();
            }
        }

        @Test
        @DisplayName("The last one to leave empties the line, which can be joined again")
        void lastOneLeaves() {
            line.join().leave();
            assertThat(line.isEmpty()).isTrue();
            Waiter<String> next = line.join();
            assertThat(line.poll()).isSameAs(next);
            next.leave();
            assertThat(line.isEmpty()).isTrue();
        }

        @Test
        @DisplayName("What depends on a waiter is an ordinary future")
        void dependents() {
            assertThat(line.join().thenApply(String::length)).isNotInstanceOf(Waiter.class);
        }
    }

    @Nested
    class DelayTest {
        private final List<Runnable> timers = new ArrayList<>();
        private final Delay delay = new Delay(Duration.ofSeconds(1));

        private class FakeClock implements Clock {
            @Override
            public Instant instant() {
                return Instant.EPOCH;
            }

            @Override
            public Timer schedule(Duration length, Runnable task) {
                assertThat(length).isEqualTo(Duration.ofSeconds(1));
                timers.add(task);
                return () -> timers.remove(task);
            }
        }

        @Test
        @DisplayName("A delay that is cancelled has no timer, whichever comes first")
        void cancelled() {
            delay.start(new FakeClock(), () -> {}, broken -> {});
            assertThat(timers).hasSize(1);
            delay.cancel();
            assertThat(timers).isEmpty();
        }

        @Test
        @DisplayName("A delay that is cancelled before its timer is started never has one")
        void cancelledBefore() {
            delay.cancel();
            delay.cancel();
            delay.start(new FakeClock(), () -> {}, broken -> {});
            assertThat(timers).isEmpty();
        }

        @Test
        @DisplayName("A delay that is cancelled while its timer is being started has none afterwards")
        void cancelledMeanwhile() {
            delay.start(
                    new FakeClock() {
                        @Override
                        public Timer schedule(Duration length, Runnable task) {
                            delay.cancel();
                            return super.schedule(length, task);
                        }
                    },
                    () -> {},
                    broken -> {});
            assertThat(timers).isEmpty();
        }
    }

    @Nested
    class IdsTest {
        @Test
        @DisplayName("Ids with spaces, quotes and other scripts are fine; the longest one too")
        void accepted() {
            for (String id : List.of(" ", "it's \"quoted\"", "Arbeiter ä", "工人", "\uD83D\uDC77", "x".repeat(1024))) {
                assertThat(Ids.check("id of a worker for runner 'r'", id)).isSameAs(id);
            }
        }

        @Test
        @DisplayName(
                "What cannot be printed, or could pose as another id, is refused with runner and id in the message")
        void refused() {
            for (String id : List.of(
                    "",
                    "a\nb",
                    "a\u0000",
                    "\uD83D",
                    "a\u2028b",
                    "a\u202Ab",
                    "a\u202Eb",
                    "a\u2066b",
                    "a\u2069b",
                    "\u007F")) {
                assertThatThrownBy(() -> Ids.check("id of a worker for runner 'r'", id))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("'r'")
                        .message()
                        .matches(message -> message.codePoints().noneMatch(Character::isISOControl));
            }
            assertThatThrownBy(() -> Ids.check("id of a worker for runner 'r'", null))
                    .isInstanceOf(NullPointerException.class);
        }

        @Test
        @DisplayName("The message about an id of 10 000 characters is short")
        void longIds() {
            assertThatThrownBy(() -> Ids.check("id of a worker for runner 'r'", "x".repeat(10_000)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .hasSizeLessThan(300)
                    .contains("10000", "1024");
            assertThatThrownBy(() -> Ids.check("id of a worker for runner 'r'", "x".repeat(1025)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(Ids.quote("x".repeat(80))).isEqualTo("'" + "x".repeat(80) + "'");
            assertThat(Ids.quote("x".repeat(81))).isEqualTo("'" + "x".repeat(80) + "…'");
            assertThat(Ids.quote("a\nb")).isEqualTo("'a\\u000ab'");
        }

        @Test
        @DisplayName("An id that is quoted whole has no ellipsis")
        void supplementaryCharacters() {
            String id = "\uD83D\uDC77".repeat(50);
            assertThat(Ids.quote(id)).isEqualTo("'" + id + "'");
        }
    }

    @Nested
    class ReportCopyTest {
        @Test
        @DisplayName("Cycles are cut, and so is what is nested too deep")
        void cycles() {
            Map<Object, Object> map = new HashMap<>();
            map.put("self", map);
            assertThat(ReportCopy.of(map).get("self"))
                    .isInstanceOf(Map.class)
                    .asString()
                    .contains("contains itself");
            List<Object> deep = new ArrayList<>();
            for (int depth = 0; depth < 100; depth++) {
                deep = new ArrayList<>(List.of(deep));
            }
            assertThat(ReportCopy.of(Map.of("deep", deep))).asString().contains("nested too deep");
        }

        @Test
        @DisplayName("The same thing in two places is no cycle")
        void sharing() {
            List<String> shared = List.of("x");
            assertThat(ReportCopy.of(Map.of("a", shared, "b", shared))).isEqualTo(Map.of("a", shared, "b", shared));
        }

        @Test
        @DisplayName("What has no end is cut short")
        void endless() {
            Iterable<Integer> endless =
                    () -> java.util.stream.IntStream.iterate(0, i -> i + 1).iterator();
            assertThat((List<?>) ReportCopy.of(Map.of("endless", endless)).get("endless"))
                    .hasSizeBetween(9_000, 10_001);
            assertThat((String)
                            ReportCopy.of(Map.of("text", "x".repeat(20_000))).get("text"))
                    .hasSize(10_001);
        }

        @Test
        @DisplayName("Keys and values of other types are shown as text, null as well")
        void otherTypes() {
            Map<Object, Object> map = new HashMap<>();
            map.put(null, null);
            map.put(1, new int[0].getClass());
            map.put("array", new Object[] {1, "two", true, 4L, 5.0});
            assertThat(ReportCopy.of(map))
                    .containsEntry("null", "null")
                    .containsEntry("1", "class [I")
                    .containsEntry("array", List.of(1, "two", true, 4L, 5.0));
        }

        @Test
        @DisplayName("A number of the worker's own class is shown as text")
        void foreignNumber() {
            Number own = new Number() {
                private static final long serialVersionUID = 1L;

                @Override
                public int intValue() {
                    return 1;
                }

                @Override
                public long longValue() {
                    return 1;
                }

                @Override
                public float floatValue() {
                    return 1;
                }

                @Override
                public double doubleValue() {
                    return 1;
                }

                @Override
                public String toString() {
                    return "one";
                }
            };
            assertThat(ReportCopy.of(Map.of("number", own))).containsEntry("number", "one");
        }

        @Test
        @DisplayName("A report is a copy: a counter in it stands still")
        void counters() {
            AtomicLong counter = new AtomicLong(1);
            Map<String, Object> report = ReportCopy.of(Map.of("counter", counter));
            counter.incrementAndGet();
            assertThat(report.get("counter")).hasToString("1");
        }
    }
}
