// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SafeTextTest {
    /** Controls, formats such as a change of direction, halves of pairs, ends of lines. */
    private static final Pattern HARMFUL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    @Test
    @DisplayName("ordinary text in any script stays as it is")
    void keepsOrdinaryText() {
        for (String text : new String[] {"", "tailer", "C:\\logs", "Größe 5 µm", "日本語", "🙂", "a\u0301"}) {
            assertThat(SafeText.line(text)).isEqualTo(text);
        }
    }

    @Test
    @DisplayName("what steers a terminal becomes an escape that can be read")
    void escapes() {
        assertThat(SafeText.line("\u001b[31m")).isEqualTo("\\u001b[31m");
        assertThat(SafeText.line("a\nb\r\tc")).isEqualTo("a\\nb\\r\\tc");
        assertThat(SafeText.line("\ud800 \u202e \u009b")).isEqualTo("\\ud800 \\u202e \\u009b");
        assertThat(SafeText.line("\udb40\udc01")).isEqualTo("\\u{e0001}");
    }

    @Test
    @DisplayName("no text at all leaves anything harmful, or is wider than asked")
    void holdsForAnyText() {
        HostileText.texts(5_000).forEach(text -> {
            assertThat(HARMFUL.matcher(SafeText.line(text)).find()).isFalse();
            for (int width : new int[] {1, 2, 7, 30}) {
                String line = SafeText.line(text, width);
                assertThat(SafeText.columns(line)).isLessThanOrEqualTo(width);
                assertThat(HARMFUL.matcher(line).find()).isFalse();
                if (!line.endsWith("…")) {
                    assertThat(line).isEqualTo(SafeText.line(text));
                }
            }
        });
    }

    @Test
    @DisplayName("a huge text is cut without being walked through")
    void cutsHugeText() {
        assertThat(SafeText.line("x".repeat(50_000_000), 10)).isEqualTo("xxxxxxxxx…");
        assertThat(SafeText.line("\u0301".repeat(1_000_000), 10))
                .hasSizeLessThan(50)
                .endsWith("…");
    }

    @Test
    @DisplayName("wide characters take two columns, combining ones none")
    void measures() {
        assertThat(SafeText.columns("日本")).isEqualTo(4);
        assertThat(SafeText.columns("a\u0301")).isEqualTo(1);
        assertThat(SafeText.columns("🙂")).isEqualTo(2);
        assertThat(SafeText.line("日本語日本語", 7)).isEqualTo("日本語…");
    }
}
