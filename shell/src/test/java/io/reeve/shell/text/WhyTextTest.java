// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.shell.command.Explanation;
import io.reeve.worker.Why;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class WhyTextTest {
    private static final Instant NOW = Instant.parse("2026-11-24T21:00:00Z");

    private static Why because(String subject, Why because) {
        return new Why(subject, "stopped", "waits", NOW.minusSeconds(5), null, null, because);
    }

    @Test
    @DisplayName("a single link is its own root cause and needs no mark")
    void single() {
        assertThat(WhyText.lines(because("worker 'web'", null), NOW))
                .isEqualTo("worker 'web' is stopped for 5s: waits");
    }

    @Test
    @DisplayName("a link without times, text and error is a plain sentence, one with all of them tells all")
    void littleAndMuch() {
        Why little = new Why("runner 'default'", "dying", "", null, null, null, null);
        Why much = new Why(
                "worker 'web'",
                "stopped",
                "restart 4",
                NOW.minusSeconds(192),
                NOW.plusMillis(11_500),
                new IOException("refused"),
                null);

        assertThat(WhyText.line(little, NOW)).isEqualTo("runner 'default' is dying");
        assertThat(WhyText.line(much, NOW))
                .isEqualTo("worker 'web' is stopped for 3m12s: restart 4; IOException: refused; next attempt in 12s");
    }

    @Test
    @DisplayName("of a very long chain the middle is left out as text, and is complete as JSON")
    void longChain() {
        Why chain = because("worker 'w0'", null);
        for (int i = 1; i < 50_000; i++) {
            chain = because("worker 'w" + i + "'", chain);
        }

        List<String> lines = WhyText.lines(chain, NOW).lines().toList();

        assertThat(lines).hasSize(41);
        assertThat(lines.get(0)).startsWith("worker 'w49999' is");
        assertThat(lines.get(19)).startsWith("  because worker 'w49980' is");
        assertThat(lines.get(20)).isEqualTo("  … 49960 more reasons of this kind …");
        assertThat(lines.get(21)).startsWith("  because worker 'w19' is");
        assertThat(lines.get(40)).startsWith("  root cause: worker 'w0' is");
        assertThat(WhyText.json(chain)).hasSize(50_000);
        Explanation explanation = new Explanation(chain, NOW);
        assertThat(explanation.line()).endsWith("; root cause: worker 'w0' is stopped for 5s: waits");
        assertThat(explanation.shown(true)).asString().startsWith("[{\"subject\":\"worker 'w49999'\"");
    }

    @Test
    @DisplayName("a chain of 41 is shown with one line for what is left out, one of 40 in full")
    void border() {
        Why chain = because("w", null);
        for (int i = 1; i < 40; i++) {
            chain = because("w", chain);
        }

        assertThat(WhyText.lines(chain, NOW).lines()).hasSize(40).noneMatch(line -> line.contains("more reasons"));
        assertThat(WhyText.lines(because("w", chain), NOW).lines())
                .hasSize(41)
                .contains("  … 1 more reasons of this kind …");
    }

    @Test
    @DisplayName("whatever a reason holds, it stays on its line")
    void isSafe() {
        HostileText.texts(500).forEach(text -> {
            Why root = new Why(text, text, text, null, null, new IOException(text), null);

            String lines = WhyText.lines(new Why(text, text, text, NOW, NOW, null, root), NOW);

            assertThat(lines.lines()).hasSize(2);
            assertThat(lines.replace("\n", "")).isEqualTo(SafeText.line(lines.replace("\n", "")));
        });
    }
}
