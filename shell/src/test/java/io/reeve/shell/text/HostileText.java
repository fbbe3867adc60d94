// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Text as nobody should write it: any character at all, with a liking for those that do harm. Seeded. */
public final class HostileText {
    private static final String HARMFUL =
            "\u001b\u009b\n\r\t\0\u007f\u0085\u2028\u2029\u202e\u2066\u200b\ufeff\ud800\udc00\"\\/'<&";

    private HostileText() {}

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
