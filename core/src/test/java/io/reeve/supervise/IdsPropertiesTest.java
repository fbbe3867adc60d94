// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.worker.Runner;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for every id, and for every text that somebody takes for one. */
class IdsPropertiesTest {
    /** The rule of the api in another language than the code's. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]");

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.strings().alpha().ofMaxLength(12)),
                        Tuple.of(2, Arbitraries.strings().all().ofMaxLength(4)),
                        Tuple.of(
                                1,
                                Arbitraries.of(
                                        "\u001b",
                                        "\u009b",
                                        "\n",
                                        "\0",
                                        "\u007f",
                                        "\u0085",
                                        "\u2028",
                                        "\u2029",
                                        "\u202e",
                                        "\u2066",
                                        "\ud800",
                                        "\udc00",
                                        "\ud83d\ude42",
                                        "'",
                                        "…",
                                        " ")),
                        Tuple.of(1, Arbitraries.of("x".repeat(70), "é".repeat(400), "\ud83d\ude42".repeat(300))))
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    @Property
    @Label("an id is taken if it is not empty, not too long and can be printed, and refused otherwise")
    void rule(@ForAll("texts") String id) {
        boolean good = !id.isEmpty()
                && id.length() <= Runner.MAX_ID_LENGTH
                && !UNPRINTABLE.matcher(id).find();
        if (good) {
            assertThat(Ids.check("id of a worker", id)).isSameAs(id);
        } else {
            assertThatThrownBy(() -> Ids.check("id of a worker", id))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("id of a worker")
                    .satisfies(refusal -> assertThat(
                                    UNPRINTABLE.matcher(refusal.getMessage()).find())
                            .isFalse());
        }
    }

    @Property
    @Label("quotes make any text safe to print, keep it short, and keep what was safe as it is")
    void quoting(@ForAll("texts") String text) {
        String quoted = Ids.quote(text);

        assertThat(UNPRINTABLE.matcher(quoted).find()).isFalse();
        assertThat(quoted).startsWith("'").endsWith("'").hasSizeLessThanOrEqualTo(80 * 6 + 3);
        if (!UNPRINTABLE.matcher(text).find() && text.codePointCount(0, text.length()) <= 80) {
            assertThat(quoted).isEqualTo("'" + text + "'");
        }
    }
}
