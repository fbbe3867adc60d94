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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class JsonTextTest {
    private static final Gson STRICT =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    private static JsonElement read(String json) {
        return STRICT.fromJson(json, JsonElement.class);
    }

    @Test
    @DisplayName("any text comes back from a strict parser, as a value and as a key, except for half surrogate pairs")
    void anyTextComesBack() {
        HostileText.texts(5_000).forEach(text -> {
            String json = JsonText.of(Map.of(text, text));
            String wellFormed = text.codePoints()
                    .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();

            JsonObject object = read(json).getAsJsonObject();

            assertThat(object.get(wellFormed).getAsString()).isEqualTo(wellFormed);
            assertThat(json).doesNotContainPattern("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]");
        });
    }

    @Test
    @DisplayName("numbers come back as they are; what is no number in JSON is a string")
    void numbers() {
        assertThat(JsonText.of(List.of(0, -1, Long.MIN_VALUE, 100.0, 1.5, 1e300, new BigDecimal("1E+400"))))
                .isEqualTo("[0,-1,-9223372036854775808,100,1.5,1.0E300,1E+400]");
        assertThat(JsonText.of(List.of(Double.NaN, Float.POSITIVE_INFINITY))).isEqualTo("[\"NaN\",\"Infinity\"]");
        DoubleAdder adder = new DoubleAdder();
        adder.add(Double.NaN);
        assertThat(JsonText.of(adder)).isEqualTo("\"NaN\"");
    }

    @Test
    @DisplayName("nesting comes back, empty or not, with null in it")
    void nesting() {
        Map<String, Object> map = new HashMap<>();
        map.put("nothing", null);

        assertThat(JsonText.of(Arrays.asList(List.of(), Map.of(), map, true, null, List.of(List.of(1), 2))))
                .isEqualTo("[[],{},{\"nothing\":null},true,null,[[1],2]]");
        assertThat(JsonText.of(null)).isEqualTo("null");
    }

    @Test
    @DisplayName("circles and bottomless nesting end")
    void circlesEnd() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        List<Object> deep = List.of();
        for (int i = 0; i < 100_000; i++) {
            deep = List.of(deep);
        }

        assertThat(JsonText.of(circle)).isEqualTo("[\"\\u2026 contains itself\"]");
        assertThat(read(JsonText.of(deep)).isJsonArray()).isTrue();
    }

    @Test
    @DisplayName("the same value twice is no circle")
    void sharedIsNoCircle() {
        List<Integer> shared = List.of(1);

        assertThat(JsonText.of(List.of(shared, shared))).isEqualTo("[[1],[1]]");
    }
}
