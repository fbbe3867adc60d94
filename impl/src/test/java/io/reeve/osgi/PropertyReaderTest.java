// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("OC-10 properties of whatever type people and containers write")
class PropertyReaderTest {
    private static final String KEY = "some.key";

    private final Map<String, Object> properties = new HashMap<>();
    private final PropertyReader reader = new PropertyReader(properties::get);

    private PropertyReader reading(Object value) {
        properties.put(KEY, value);
        return reader;
    }

    private void assertNoComplaints() {
        assertThat(reader.complaints()).isEmpty();
    }

    // ---- text

    @SuppressWarnings("JdkObsolete") // a Vector is what configurations were specified with
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("a", "a"),
                Arguments.of(" a b ", " a b "),
                Arguments.of(CharBuffer.wrap("a"), "a"),
                Arguments.of(7, "7"),
                Arguments.of(7L, "7"),
                Arguments.of(1.5, "1.5"),
                Arguments.of(true, "true"),
                Arguments.of(new Integer[] {7}, "7"),
                Arguments.of(List.of("a"), "a"),
                Arguments.of(new Vector<>(List.of("a")), "a"),
                Arguments.of(new LinkedHashSet<>(List.of(3)), "3"),
                Arguments.of(Arrays.asList(" ", "a"), "a"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textIsTakenFromWhateverHoldsIt(Object value, String expected) {
        assertThat(reading(value).text(KEY)).isEqualTo(expected);
        assertNoComplaints();
    }

    @Test
    void severalValuesWhereOneIsNeededAreComplainedOf() {
        assertThat(reading(new String[] {"a", "b"}).text(KEY)).isNull();
        assertThat(reader.complaints()).singleElement().asString().contains(KEY, "2 values", "needs one");
    }

    static Stream<Named<Object>> blanks() {
        return Stream.of("", " \t\n", new String[0], new String[] {" "}, List.of(), List.of("", " "))
                .map(PropertyReaderTest::named);
    }

    @ParameterizedTest
    @MethodSource("blanks")
    void whatIsBlankCountsAsAbsent(Object value) {
        assertThat(reading(value).text(KEY)).isNull();
        assertThat(reader.list(KEY)).isEmpty();
        assertThat(reader.duration(KEY, "what else")).isNull();
        assertThat(reader.choice(KEY, FatalAction.class, "what else")).isNull();
        assertThat(reader.flag(KEY, true)).isTrue();
        assertNoComplaints();
    }

    @Test
    void whatIsAbsentIsAbsent() {
        assertThat(reader.text(KEY)).isNull();
        assertThat(reader.list(KEY)).isEmpty();
        assertThat(reader.duration(KEY, Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(9));
        assertNoComplaints();
    }

    /** Keeps arrays from being taken for several arguments. */
    private static Named<Object> named(Object value) {
        return Named.of(value.getClass().getSimpleName() + " " + value, value);
    }

    static Stream<Named<Object>> oddities() {
        List<Object> withNull = new ArrayList<>();
        withNull.add(null);
        return Stream.of(
                        new Object(), new int[] {1}, Map.of("a", "b"), 'c', String.class, withNull, new Object[] {null})
                .map(PropertyReaderTest::named);
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void aTypeThatIsNoTextIsComplainedOfWithItsKeyAndWhatToDo(Object value) {
        assertThat(reading(value).text(KEY)).isNull();
        assertThat(reader.complaints())
                .singleElement()
                .satisfies(complaint ->
                        assertThat(complaint).contains(KEY).contains("type").contains("write it as a string"));
    }

    @Test
    void whatMakesSenseIsTakenFromAListWithOddities() {
        assertThat(reading(Arrays.asList(new Object(), "a", null, 7)).list(KEY)).containsExactly("a", "7");
        assertThat(reader.complaints())
                .containsExactly(KEY + " has a value of type java.lang.Object and 1 more that are no text;"
                        + " write it as a string");
    }

    @Test
    @DisplayName("one value that stands beside nonsense is not taken while it is said that something else is kept")
    void oneValueBesideNonsense() {
        assertThat(reading(Arrays.asList(new Object(), "7s")).duration(KEY, Duration.ofSeconds(9)))
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(reader.complaints()).singleElement().asString().endsWith("; the default, 9 s, is kept");
    }

    @Test
    @DisplayName("a key from outside cannot steer the terminal that shows the log, nor forge a line of it")
    void hostileKey() {
        reader.complainOfStrangers(List.of("worker.\u001b[2J\nERROR \u202e"), Set.of("worker.id"));

        assertThat(reader.complaints())
                .singleElement()
                .asString()
                .startsWith("there is no property worker.\\u001b[2J\\u000aERROR \\u202e;");
    }

    // ---- lists

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of("a", List.of("a")),
                Arguments.of("a, b ,,c,", List.of("a", "b", "c")),
                Arguments.of(new String[] {"a", "b"}, List.of("a", "b")),
                Arguments.of(new String[] {"a,b", " c "}, List.of("a", "b", "c")),
                Arguments.of(List.of("a", 7, true), List.of("a", "7", "true")),
                Arguments.of(",", List.of()));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void listsAreSplitAtCommasAndStripped(Object value, List<String> expected) {
        assertThat(reading(value).list(KEY)).isEqualTo(expected);
        assertNoComplaints();
    }

    // ---- flags

    static Stream<Arguments> flags() {
        return Stream.of(
                Arguments.of(true, true),
                Arguments.of(false, false),
                Arguments.of("true", true),
                Arguments.of(" FALSE ", false),
                Arguments.of("Yes", true),
                Arguments.of("no", false),
                Arguments.of("on", true),
                Arguments.of("OFF", false),
                Arguments.of(1, true),
                Arguments.of(0L, false),
                Arguments.of(new Boolean[] {false}, false),
                Arguments.of(List.of("true"), true));
    }

    @ParameterizedTest
    @MethodSource("flags")
    void flagsInAllSpellings(Object value, boolean expected) {
        assertThat(reading(value).flag(KEY, !expected)).isEqualTo(expected);
        assertNoComplaints();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "2", "tru", "ja"})
    void aFlagThatIsNoneIsComplainedOfAndTheFallbackNamed(String value) {
        assertThat(reading(value).flag(KEY, true)).isTrue();
        assertThat(reader.complaints())
                .singleElement()
                .satisfies(complaint -> assertThat(complaint)
                        .contains(KEY, "'" + value + "'", "true or false", "the default, true, is kept"));
    }

    // ---- durations

    static Stream<Arguments> durations() {
        return Stream.of(
                Arguments.of("250ms", Duration.ofMillis(250)),
                Arguments.of("3s", Duration.ofSeconds(3)),
                Arguments.of("2m", Duration.ofMinutes(2)),
                Arguments.of("1h", Duration.ofHours(1)),
                Arguments.of("7d", Duration.ofDays(7)),
                Arguments.of(" 3 S ", Duration.ofSeconds(3)),
                Arguments.of("250MS", Duration.ofMillis(250)),
                Arguments.of("0", Duration.ZERO),
                Arguments.of("0s", Duration.ZERO),
                Arguments.of("00010", Duration.ofMillis(10)),
                Arguments.of("1500", Duration.ofMillis(1500)),
                Arguments.of(1500, Duration.ofMillis(1500)),
                Arguments.of(1500L, Duration.ofMillis(1500)),
                Arguments.of((short) 15, Duration.ofMillis(15)),
                Arguments.of(new BigInteger("1500"), Duration.ofMillis(1500)),
                Arguments.of("PT3S", Duration.ofSeconds(3)),
                Arguments.of("pt1m30s", Duration.ofSeconds(90)),
                Arguments.of("P1DT2H", Duration.ofHours(26)),
                Arguments.of("PT0.25S", Duration.ofMillis(250)),
                Arguments.of(new String[] {"3s"}, Duration.ofSeconds(3)),
                Arguments.of(List.of(3000L), Duration.ofSeconds(3)),
                Arguments.of("999999999999999999s", Duration.ofSeconds(999_999_999_999_999_999L)));
    }

    @ParameterizedTest
    @MethodSource("durations")
    void durationsInAllSpellings(Object value, Duration expected) {
        assertThat(reading(value).duration(KEY, "what else")).isEqualTo(expected);
        assertNoComplaints();
    }

    static Stream<Object> notDurations() {
        return Stream.of(
                "soon",
                "3 weeks",
                "3sec",
                "s",
                "-3s",
                "-1",
                -1,
                "PT-3S",
                "1.5s",
                1.5,
                Double.NaN,
                new BigDecimal("1E+3"),
                true,
                "999999999999999999d",
                "9223372036854775808",
                "99999999999999999999999999s",
                "PT99999999999999999999S",
                "3s 4s",
                "\u0663s");
    }

    @ParameterizedTest
    @MethodSource("notDurations")
    void whatIsNoDurationIsComplainedOfWithAnExample(Object value) {
        assertThat(reading(value).duration(KEY, Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(9));
        assertThat(reader.complaints())
                .singleElement()
                .satisfies(complaint ->
                        assertThat(complaint).contains(KEY, "'" + value + "'", "250ms", "the default, 9 s, is kept"));
    }

    // ---- choices

    @ParameterizedTest
    @CsvSource({
        "stay-dead, STAY_DEAD",
        "STAY_DEAD, STAY_DEAD",
        "Stay_Dead, STAY_DEAD",
        "' stop-framework ', STOP_FRAMEWORK",
        "Restart, RESTART"
    })
    void choicesInAllSpellings(String value, FatalAction expected) {
        assertThat(reading(value).choice(KEY, FatalAction.class, "what else")).isEqualTo(expected);
        assertNoComplaints();
    }

    @Test
    void aChoiceThatIsNoneIsComplainedOfWithThoseThereAre() {
        assertThat(reading("explode").choice(KEY, FatalAction.RESTART)).isEqualTo(FatalAction.RESTART);
        assertThat(reader.complaints())
                .singleElement()
                .satisfies(complaint -> assertThat(complaint)
                        .contains(
                                KEY,
                                "'explode'",
                                "[stay-dead, restart, stop-framework]",
                                "the default, restart, is kept"));
    }

    // ---- numbers

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "' 7 ', 7", "7.0, 7", "1e3, 1000", "1000, 1000"})
    void wholeNumbersInAllSpellings(String value, int expected) {
        assertThat(reading(value).count(KEY, 1000, "what else")).isEqualTo(expected);
        assertNoComplaints();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1001", "1.5", "many", "NaN", "99999999999999999999", "1e999"})
    void whatIsNoWholeNumberIsComplainedOfWithTheBounds(String value) {
        assertThat(reading(value).count(KEY, 1000, "what else")).isNull();
        assertThat(reader.complaints())
                .containsExactly(KEY + " is '" + value + "', not a whole number from 0 to 1000; what else is kept");
    }

    @Test
    @DisplayName("what has the wrong type or too many values is complained of with what is kept in its place")
    void wrongShapes() {
        assertThat(reading(List.of("1s", "2s")).duration(KEY, Duration.ofSeconds(9)))
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(reading(new Object()).number(KEY, 0, 1, "what else")).isNull();

        assertThat(reader.complaints()).hasSize(2);
        assertThat(reader.complaints().get(0)).contains("2 values").endsWith("; the default, 9 s, is kept");
        assertThat(reader.complaints().get(1)).contains("java.lang.Object").endsWith("; what else is kept");
    }

    @Test
    @DisplayName("a value is quoted so that it cannot forge a line of the log")
    void quoting() {
        reading("soon\nERROR all is lost" + "!".repeat(1_000)).duration(KEY, Duration.ZERO);

        assertThat(reader.complaints())
                .singleElement()
                .asString()
                .doesNotContain("\n")
                .hasSizeLessThan(300);
    }

    @Test
    @DisplayName("what has a hyphen may be written without it, as an annotation must")
    void hyphens() {
        properties.put("restart.maxdelay", "7s");
        assertThat(reader.duration("restart.max-delay", Duration.ZERO)).isEqualTo(Duration.ofSeconds(7));
        properties.put("restart.max-delay", "8s");
        assertThat(reader.duration("restart.max-delay", Duration.ZERO)).isEqualTo(Duration.ofSeconds(8));
    }

    // ---- strangers

    @Test
    void keysThatLookLikeOursAndAreNotAreComplainedOf() {
        reader.complainOfStrangers(
                List.of("worker.id", "worker.restrat.when", "Fatal.Erors", "service.pid", "workers", "objectClass"),
                Set.of("worker.id"));

        assertThat(reader.complaints()).hasSize(2);
        assertThat(reader.complaints().get(0)).contains("Fatal.Erors", "[worker.id]");
        assertThat(reader.complaints().get(1)).contains("worker.restrat.when", "[worker.id]");
    }

    @Test
    void aValueWhoseTextCannotBeHadIsComplainedOf() {
        Object broken = new Number() {
            private static final long serialVersionUID = 1L;

            @Override
            public int intValue() {
                return 0;
            }

            @Override
            public long longValue() {
                return 0;
            }

            @Override
            public float floatValue() {
                return 0;
            }

            @Override
            public double doubleValue() {
                return 0;
            }

            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        };

        assertThat(reading(broken).text(KEY)).isNull();
        assertThat(reader.complaints()).singleElement().asString().contains(KEY);
    }
}
