// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** JSON as a parser reads it that is not ours and takes nothing but JSON. */
class JsonTextPropertiesTest {
    private static final Gson STRICT =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                HostileText.any().map(Object.class::cast),
                Arbitraries.longs().map(Object.class::cast),
                Arbitraries.doubles().map(Object.class::cast),
                Arbitraries.of(0.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e-7, 1e7, 1e15, 1e16)
                        .map(Object.class::cast),
                Arbitraries.floats().map(Object.class::cast),
                // No larger: Gson takes a number that ends in 64 zeros for one that begins with one.
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-1e40"), new BigDecimal("1e40"))
                        .ofScale(9)
                        .map(Object.class::cast),
                Arbitraries.bigIntegers().map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast));
        return Arbitraries.recursive(
                () -> scalars.injectNull(0.1),
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(4).map(Object.class::cast),
                        Arbitraries.maps(HostileText.any(), inner).ofMaxSize(4).map(Object.class::cast)),
                0,
                3);
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileText.any();
    }

    @Property(tries = 1000)
    @Label("what is written is read as it was, in one printable line")
    void comesBack(@ForAll("values") Object value) {
        String json = JsonText.of(value);

        assertThat(json).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
        assertSame(STRICT.fromJson(json, JsonElement.class), value);
    }

    private static void assertSame(JsonElement read, Object written) {
        if (written == null) {
            assertThat(read.isJsonNull()).isTrue();
        } else if (written instanceof Map<?, ?> map) {
            Map<String, Object> expected = new LinkedHashMap<>();
            map.forEach((key, value) -> expected.put(wellFormed((String) key), value));
            JsonObject object = read.getAsJsonObject();
            assertThat(new TreeSet<>(object.keySet())).isEqualTo(new TreeSet<>(expected.keySet()));
            expected.forEach((key, value) -> assertSame(object.get(key), value));
        } else if (written instanceof List<?> list) {
            List<JsonElement> elements = new ArrayList<>(read.getAsJsonArray().asList());
            assertThat(elements).hasSameSizeAs(list);
            for (int i = 0; i < elements.size(); i++) {
                assertSame(elements.get(i), list.get(i));
            }
        } else if (written instanceof Boolean flag) {
            assertThat(read.getAsJsonPrimitive().isBoolean()).isTrue();
            assertThat(read.getAsBoolean()).isEqualTo(flag);
        } else if (written instanceof Double number) {
            assertThat(read.getAsJsonPrimitive().isNumber()).isTrue();
            assertThat(read.getAsDouble()).isEqualTo(number);
        } else if (written instanceof Float number) {
            assertThat(read.getAsJsonPrimitive().isNumber()).isTrue();
            assertThat(read.getAsFloat()).isEqualTo(number);
        } else if (written instanceof Number number) {
            assertThat(read.getAsJsonPrimitive().isNumber()).isTrue();
            assertThat(read.getAsBigDecimal()).isEqualByComparingTo(new BigDecimal(number.toString()));
        } else {
            assertThat(read.getAsJsonPrimitive().isString()).isTrue();
            assertThat(read.getAsString()).isEqualTo(wellFormed((String) written));
        }
    }

    /** Half a surrogate pair has no encoding, and cannot come back. */
    private static String wellFormed(String text) {
        return text.replaceAll("\\p{Cs}", "\ufffd");
    }

    @Property
    @Label("a line is without anything that steers a terminal, and no wider than asked")
    void line(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 60) int width) {
        String whole = SafeText.line(text);
        String line = SafeText.line(text, width);

        assertThat(whole).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Cn}]");
        assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Cn}]");
        assertThat(SafeText.columns(line)).isLessThanOrEqualTo(width);
        if (SafeText.columns(whole) <= width && text.length() <= width) {
            assertThat(line).isEqualTo(whole);
        }
    }

    @Property(tries = 3)
    @Label("lists that share their elements are cut, and what is left is still JSON")
    void sharing(@ForAll @IntRange(min = 2, max = 4) int width) {
        Object value = "leaf";
        for (int i = 0; i < 100; i++) {
            List<Object> level = new ArrayList<>();
            for (int j = 0; j < width; j++) {
                level.add(value);
            }
            value = level;
        }

        assertThat(JsonText.of(value))
                .contains("cut short after 1000000 values")
                .endsWith("]");
    }

    @Example
    @Label("a value whose text is null, or runs out of stack, costs nothing but itself")
    void textsThatCannotBeHad() {
        Object nothing = new Object() {
            @Override
            @SuppressWarnings("ToStringReturnsNull") // as foreign code may
            public String toString() {
                return null;
            }
        };
        Object bottomless = new Object() {
            @Override
            public String toString() {
                throw new StackOverflowError();
            }
        };

        assertThat(JsonText.of(List.of(nothing, bottomless, 1)))
                .startsWith("[\"null\",")
                .contains("StackOverflowError")
                .endsWith(",1]");
    }
}
