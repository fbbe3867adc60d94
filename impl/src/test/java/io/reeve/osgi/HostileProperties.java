// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Properties as nobody should write them: any value, of any type, under keys that are ours, nearly ours, or not at all. */
final class HostileProperties {
    private static final List<String> ATTACKS = List.of(
            "\u001b[2J",
            "\u009b31m",
            "\r\nERROR all is lost",
            "\u202e",
            "\u2066",
            "\u2028",
            "\ud800",
            "\0",
            "\u200b",
            " ");

    private static final List<String> MEANT = List.of(
            "",
            " ",
            "3s",
            "PT3S",
            "250ms",
            "0",
            "-3s",
            "1h",
            "PT-1S",
            "999999999999999999d",
            "99999999999999999999s",
            "on-failure",
            "ALWAYS",
            "never",
            "give_up",
            "retry-slowly",
            "escalate",
            "stay-dead",
            "true",
            "off",
            "1",
            "7",
            "1.5",
            "-1",
            "NaN",
            "Infinity",
            "1e400",
            "0x1p3",
            "10001",
            "*",
            "a,b",
            "java.lang.Error");

    private static final List<Object> ODD = Arrays.asList(
            Double.NaN,
            Float.NEGATIVE_INFINITY,
            -0.0,
            Long.MIN_VALUE,
            Integer.MAX_VALUE,
            new BigDecimal("1e999999"),
            new BigDecimal("-1e-999999"),
            BigInteger.TWO.pow(4_000),
            'c',
            String.class,
            new Object(),
            Map.of("a", "b"),
            new int[] {1, 2},
            new String[0],
            new String[] {"3s"},
            new String[] {"3s", "4s"},
            new Object[] {null, "3s", new Object()},
            Arrays.asList(null, "3s", new Object(), "x"),
            List.of(List.of("3s")),
            Collections.nCopies(100_000, new Object()));

    private HostileProperties() {}

    static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.of(MEANT)),
                        Tuple.of(2, Arbitraries.of(ATTACKS)),
                        Tuple.of(1, Arbitraries.strings().all().ofMaxLength(200)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(parts -> String.join("", parts));
    }

    static Arbitrary<Object> values() {
        Arbitrary<Object> simple = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.of(MEANT).map(Object.class::cast)),
                Tuple.of(3, texts().map(Object.class::cast)),
                Tuple.of(1, Arbitraries.longs().map(Object.class::cast)),
                Tuple.of(1, Arbitraries.doubles().map(Object.class::cast)),
                Tuple.of(1, Arbitraries.of(true, false).map(Object.class::cast)),
                Tuple.of(3, Arbitraries.of(ODD)),
                Tuple.of(1, Arbitraries.of(Trap.class).map(Object.class::cast)));
        Arbitrary<List<Object>> several = simple.list().ofMaxSize(4);
        return Arbitraries.frequencyOf(
                Tuple.of(8, simple),
                Tuple.of(1, several.map(Object.class::cast)),
                Tuple.of(1, several.map(List::toArray)));
    }

    /** Without regard to case, as the framework and Configuration Admin have them. */
    static Arbitrary<Map<String, Object>> under(List<String> ours) {
        List<String> spellings = ours.stream()
                .flatMap(key -> Stream.of(key, key.replace("-", ""), key.toUpperCase(Locale.ROOT)))
                .toList();
        Arbitrary<String> keys = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.of(spellings)), Tuple.of(1, texts().map(text -> ours.get(0) + "." + text)));
        return Arbitraries.maps(keys, values()).ofMaxSize(12).map(map -> {
            Map<String, Object> tolerant = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            tolerant.putAll(map);
            return tolerant;
        });
    }

    /** The same properties with the traps set. */
    static Map<String, Object> setting(Map<String, Object> properties) {
        Map<String, Object> set = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        properties.forEach((key, value) -> set.put(key, value instanceof Trap trap ? trap.set() : value));
        return set;
    }

    /** Stands for a value that lets nobody look at it, not even those who would report what a test was given. */
    enum Trap {
        NO_TEXT,
        TEXT_THROWS,
        TEXT_OVERFLOWS,
        LIST_THROWS;

        private Object set() {
            return this == LIST_THROWS ? new UnreadableList() : new UnreadableText(this);
        }
    }

    private record UnreadableText(Trap trap) implements CharSequence {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public char charAt(int index) {
            return 'x';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return this;
        }

        @Override
        @SuppressWarnings("ToStringReturnsNull") // as foreign code may
        public String toString() {
            return switch (trap) {
                case TEXT_THROWS -> throw new IllegalStateException("no text");
                case TEXT_OVERFLOWS -> throw new StackOverflowError("no text");
                default -> null;
            };
        }
    }

    private static final class UnreadableList extends AbstractList<Object> {
        @Override
        public Object get(int index) {
            throw new IllegalStateException("no element " + index);
        }

        @Override
        public int size() {
            return 2;
        }
    }
}
