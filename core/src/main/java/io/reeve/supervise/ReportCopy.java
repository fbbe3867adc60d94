// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Copies what a reporter returned into maps, lists, strings, numbers and booleans of the JDK: nothing of the
 * worker's own stays reachable, cycles are cut, and what is huge is cut short.
 */
final class ReportCopy {
    private static final int MOST_VALUES = 10_000;
    private static final int DEEPEST = 16;
    private static final int LONGEST_TEXT = 10_000;

    /** Exact classes: a subclass may be anything, and keeps its class loader. */
    private static final Set<Class<?>> IMMUTABLE = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class);

    private final Set<Object> path = Collections.newSetFromMap(new IdentityHashMap<>());
    private int values;

    private ReportCopy() {}

    /** May throw anything that the values throw. */
    static Map<String, Object> of(@Nullable Map<?, ?> report) {
        if (report == null) {
            throw new NullPointerException("report() returned null");
        }
        return new ReportCopy().copyMap(report);
    }

    private Map<String, Object> copyMap(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (isFull()) {
                copy.put("…", "cut short after " + MOST_VALUES + " values");
                break;
            }
            copy.put(text(entry.getKey()), copy(entry.getValue()));
        }
        return copy;
    }

    private List<Object> copyList(Iterable<?> list) {
        List<Object> copy = new ArrayList<>();
        for (Object element : list) {
            if (isFull()) {
                copy.add("… cut short after " + MOST_VALUES + " values");
                break;
            }
            copy.add(copy(element));
        }
        return copy;
    }

    private Object copy(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (IMMUTABLE.contains(value.getClass())) {
            return value;
        }
        if (value instanceof AtomicInteger || value instanceof AtomicLong || value instanceof LongAdder) {
            return ((Number) value).longValue();
        }
        if (value instanceof Map<?, ?> map) {
            return nested(map, () -> copyMap(map));
        }
        if (value instanceof Iterable<?> list && !(value instanceof java.nio.file.Path)) {
            return nested(list, () -> copyList(list));
        }
        if (value instanceof Object[] array) {
            return nested(array, () -> copyList(Arrays.asList(array)));
        }
        return text(value);
    }

    private Object nested(Object container, java.util.function.Supplier<Object> copy) {
        if (path.size() >= DEEPEST) {
            return "… nested too deep";
        }
        if (!path.add(container)) {
            return "… contains itself";
        }
        try {
            return copy.get();
        } finally {
            path.remove(container);
        }
    }

    private boolean isFull() {
        return ++values > MOST_VALUES;
    }

    private static String text(@Nullable Object value) {
        String text = value == null ? null : value.toString();
        if (text == null) {
            return "null";
        }
        if (text.length() <= LONGEST_TEXT) {
            return text;
        }
        // Not between the halves of a surrogate pair: what is left of one has no encoding.
        int end = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
        return text.substring(0, end) + "…";
    }
}
