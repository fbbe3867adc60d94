// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value of unknown origin into one that any writer can walk: maps with strings as keys, lists, strings,
 * booleans, finite numbers and null. Circles, bottomless nesting and what has no end are cut.
 */
public final class PlainValue {
    private static final int DEEPEST = 32;

    /** Lists that share their elements may come to more values than there are atoms. */
    private static final int MOST_VALUES = 1_000_000;

    private static final String CUT_SHORT = "… cut short after " + MOST_VALUES + " values";
    private static final int REPLACEMENT = 0xFFFD;

    /** The exact classes whose text is a number in every language; a subclass may be anything. */
    private static final Set<Class<?>> NUMBERS =
            Set.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class, BigDecimal.class);

    private final Set<Object> path = Collections.newSetFromMap(new IdentityHashMap<>());
    private int values;

    private PlainValue() {}

    /**
     * The plain form of a value.
     *
     * @param value any value
     * @return a copy that holds nothing of the value's own
     */
    public static @Nullable Object of(@Nullable Object value) {
        return new PlainValue().copy(value);
    }

    private @Nullable Object copy(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? value : text(value);
        }
        if (NUMBERS.contains(value.getClass())) {
            return value;
        }
        // A path is iterable, and its first element is itself.
        if (value instanceof Map<?, ?>
                || value instanceof Object[]
                || (value instanceof Iterable<?> && !(value instanceof Path))) {
            return nested(value);
        }
        return text(value);
    }

    private Object nested(Object container) {
        if (path.size() >= DEEPEST) {
            return "… nested too deep";
        }
        if (!path.add(container)) {
            return "… contains itself";
        }
        try {
            if (container instanceof Map<?, ?> map) {
                return copyMap(map);
            }
            return copyList(container instanceof Object[] array ? Arrays.asList(array) : (Iterable<?>) container);
        } catch (RuntimeException | StackOverflowError broken) {
            return "… cannot be read: " + FailureText.line(broken, 200);
        } finally {
            path.remove(container);
        }
    }

    private Map<String, @Nullable Object> copyMap(Map<?, ?> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (isFull()) {
                copy.put("…", CUT_SHORT);
                break;
            }
            copy.put(text(entry.getKey()), copy(entry.getValue()));
        }
        return copy;
    }

    private List<@Nullable Object> copyList(Iterable<?> list) {
        List<@Nullable Object> copy = new ArrayList<>();
        for (Object element : list) {
            if (isFull()) {
                copy.add(CUT_SHORT);
                break;
            }
            copy.add(copy(element));
        }
        return copy;
    }

    private boolean isFull() {
        return ++values > MOST_VALUES;
    }

    private static String text(@Nullable Object value) {
        try {
            return wellFormed(String.valueOf(value == null ? null : value.toString()));
        } catch (RuntimeException | StackOverflowError broken) {
            return "… cannot be read: " + FailureText.line(broken, 200);
        }
    }

    /** Half a surrogate pair has no encoding. */
    private static String wellFormed(String text) {
        StringBuilder copy = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
                .forEach(copy::appendCodePoint);
        return copy.toString();
    }
}
