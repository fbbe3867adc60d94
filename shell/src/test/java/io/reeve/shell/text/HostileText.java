// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Text as nobody should write it: any character at all, with a liking for those that do harm. Seeded. */
public final class HostileText {
    private static final String HARMFUL =
            "\u001b\u009b\n\r\t\0\u007f\u0085\u2028\u2029\u202e\u2066\u200b\ufeff\ud800\udc00\"\\/'<&";

    /** Whole sequences that do harm in a terminal, in a log, in JSON, in HTML, in a shell or in a picture. */
    private static final String[] ATTACKS = {
        "\u001b[2J",
        "\u001b]0;title\u0007",
        "\u001bP+q\u001b\\",
        "\u009b31m",
        "\u009d0;title\u009c",
        "\r",
        "\r\nroot: started",
        "\b\b\b",
        "\u202eevil\u202c",
        "\u2066\u2069\u200f\u061c",
        "\",\"admin\":true,\"x\":\"",
        "\"];n1 -> n0;n9 [label=\"",
        "\\N\\G\\",
        "&quot;&#10;",
        "#quot;#10;",
        "<script>",
        "%n%s",
        "${x}$(x)`x`",
        "; worker:stop x",
        " -h --json -- ",
    };

    private HostileText() {}

    /** Any text, for properties. */
    public static Arbitrary<String> any() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of(ATTACKS)),
                        Tuple.of(
                                3,
                                Arbitraries.integers()
                                        .between(0, HARMFUL.length() - 1)
                                        .map(i -> HARMFUL.substring(i, i + 1))),
                        Tuple.of(2, Arbitraries.strings().all().ofMaxLength(4)),
                        Tuple.of(3, Arbitraries.strings().alpha().ofMaxLength(6)))
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    public static Stream<String> texts(int count) {
        Random random = new Random(20261124);
        return Stream.generate(() -> text(random)).limit(count);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, random.nextInt(60)).forEach(i -> {
            switch (random.nextInt(4)) {
                case 0 -> text.append(HARMFUL.charAt(random.nextInt(HARMFUL.length())));
                case 1 -> text.append((char) random.nextInt(0x10000));
                case 2 -> text.appendCodePoint(random.nextInt(0x110000));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        });
        return text.toString();
    }
}
