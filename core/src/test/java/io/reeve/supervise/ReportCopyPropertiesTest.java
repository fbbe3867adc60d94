// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What holds for every report, whatever a worker puts into it. */
class ReportCopyPropertiesTest {
    private static final int DEEPEST = 17;
    private static final int MOST_VALUES = 10_000;

    private static final Set<Class<?>> SCALARS = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class);

    /** A value that gives away a name of its own and, inside a container, the container itself. */
    private static final Object ITSELF = new Object() {
        @Override
        public String toString() {
            return "itself";
        }
    };

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> scalars = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.strings().all().ofMaxLength(5).map(Object.class::cast)),
                Tuple.of(1, Arbitraries.longs().map(Object.class::cast)),
                Tuple.of(1, Arbitraries.doubles().map(Object.class::cast)),
                Tuple.of(
                        2,
                        Arbitraries.of(Arrays.asList(
                                null,
                                ITSELF,
                                Double.NaN,
                                new AtomicInteger(7),
                                new BigDecimal("1e99999"),
                                Optional.of("x"),
                                String.class,
                                new int[] {1},
                                java.nio.CharBuffer.wrap("text"),
                                Thread.State.NEW,
                                java.nio.file.Path.of("a", "b")))));
        return Arbitraries.recursive(
                () -> scalars,
                inner -> Combinators.combine(
                                Arbitraries.of(Shape.class), inner.list().ofMaxSize(4))
                        .as(Container::new),
                0,
                3);
    }

    private enum Shape {
        LIST,
        ARRAY,
        MAP
    }

    /** What a container is made of: without the circles, which have neither text nor hash code to be tested with. */
    private record Container(Shape shape, List<Object> values) {
        Object make() {
            List<Object> made = new ArrayList<>();
            values.forEach(value -> made.add(made(value)));
            return switch (shape) {
                case LIST -> listOf(made);
                case ARRAY -> made.toArray();
                case MAP -> mapOf(made);
            };
        }
    }

    private static Object made(Object value) {
        return value instanceof Container container ? container.make() : value;
    }

    private static Object listOf(List<Object> values) {
        List<Object> list = new ArrayList<>();
        values.forEach(value -> list.add(value == ITSELF ? list : value));
        return list;
    }

    /** With its values as keys as well, null among them. */
    private static Object mapOf(List<Object> values) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object value : values) {
            boolean scalar = !(value instanceof Map || value instanceof List || value instanceof Object[]);
            map.put(scalar ? value : map.size(), value == ITSELF ? map : value);
        }
        return map;
    }

    @Property
    @Label("a report of anything is a copy in plain values, bounded in depth and size")
    void plain(@ForAll("values") Object value) {
        Map<String, Object> report = new HashMap<>();
        report.put("value", made(value));

        assertPlain(ReportCopy.of(report), 0, new AtomicInteger());
    }

    private static void assertPlain(Object value, int depth, AtomicInteger count) {
        assertThat(depth).isLessThanOrEqualTo(DEEPEST);
        // Each container may say once that it was cut.
        assertThat(count.incrementAndGet()).isLessThanOrEqualTo(MOST_VALUES + DEEPEST + 1);
        if (value instanceof Map<?, ?> map) {
            assertThat(value).isExactlyInstanceOf(LinkedHashMap.class);
            map.forEach((key, inner) -> {
                assertThat(key).isExactlyInstanceOf(String.class);
                assertPlain(inner, depth + 1, count);
            });
        } else if (value instanceof List<?> list) {
            assertThat(value).isExactlyInstanceOf(ArrayList.class);
            list.forEach(inner -> assertPlain(inner, depth + 1, count));
        } else {
            assertThat(SCALARS).contains(value.getClass());
        }
    }

    @Property(tries = 20)
    @Label("lists that share their elements do not multiply: what is too much is cut")
    void sharing(@ForAll @IntRange(min = 2, max = 8) int width, @ForAll @IntRange(min = 1, max = 200) int depth) {
        Object value = "leaf";
        for (int i = 0; i < depth; i++) {
            Object[] level = new Object[width];
            Arrays.fill(level, value);
            value = i % 2 == 0 ? List.of(level) : level;
        }

        assertPlain(ReportCopy.of(Map.of("value", value)), 0, new AtomicInteger());
    }

    @Property(tries = 100)
    @Label("a text that is cut short is not cut through a character")
    void cutting(@ForAll @IntRange(min = 9_990, max = 10_010) int before) {
        String cut = (String) ReportCopy.of(Map.of("text", "x".repeat(before) + "\ud83d\ude42".repeat(20)))
                .get("text");

        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(cut)).isTrue();
        assertThat(cut).hasSizeBetween(10_000, 10_001).endsWith("…");
    }

    @Example
    @Label("a value whose text is null is told as such, and costs the others nothing")
    void withoutText() {
        Object withoutText = new Object() {
            @Override
            @SuppressWarnings("ToStringReturnsNull") // as foreign code may
            public String toString() {
                return null;
            }
        };

        assertThat(ReportCopy.of(Map.of("list", List.of(withoutText, 1))))
                .isEqualTo(Map.of("list", List.of("null", 1)));
    }

    @Example
    @Label("what a value throws is thrown, be it an error")
    void throwing() {
        StackOverflowError overflow = new StackOverflowError();
        Object hostile = new Object() {
            @Override
            public String toString() {
                throw overflow;
            }
        };

        assertThatThrownBy(() -> ReportCopy.of(Map.of("value", hostile))).isSameAs(overflow);
        assertThatThrownBy(() -> ReportCopy.of(Map.of("value", List.of(hostile))))
                .isSameAs(overflow);
    }
}
