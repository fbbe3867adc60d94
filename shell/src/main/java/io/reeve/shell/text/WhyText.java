// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import io.reeve.worker.Why;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chain of reasons in plain words, a line for each, the root cause last. Chains may be long: nothing here recurses. */
public final class WhyText {
    /** Of a longer chain the middle is left out: it says the same again and again. */
    private static final int MOST_LINKS = 40;

    private static final int WIDEST_SUBJECT = 120;
    private static final int WIDEST_TEXT = 400;
    private static final int WIDEST_FAILURE = 200;

    private static final String BECAUSE = "  because ";
    private static final String ROOT = "  root cause: ";

    private WhyText() {}

    /**
     * The whole chain.
     *
     * @param why its first link
     * @param now the present moment
     * @return safe text; the last line has no end
     */
    public static String lines(Why why, Instant now) {
        List<Why> chain = why.chain();
        int last = chain.size() - 1;
        int leftOut = Math.max(0, chain.size() - MOST_LINKS);
        int firstLeftOut = (MOST_LINKS + 1) / 2;
        StringBuilder text = new StringBuilder(line(why, now));
        for (int i = 1; i <= last; i++) {
            text.append('\n');
            if (leftOut > 0 && i == firstLeftOut) {
                text.append("  … ").append(leftOut).append(" more reasons of this kind …\n");
                i += leftOut;
            }
            text.append(i == last ? ROOT : BECAUSE).append(line(chain.get(i), now));
        }
        return text.toString();
    }

    /**
     * One link.
     *
     * @param link the link
     * @param now the present moment
     * @return safe text on one line
     */
    public static String line(Why link, Instant now) {
        StringBuilder line = new StringBuilder()
                .append(SafeText.line(link.subject(), WIDEST_SUBJECT))
                .append(" is ")
                .append(SafeText.line(link.state(), WIDEST_SUBJECT));
        if (link.since() != null) {
            line.append(" for ").append(TimeText.age(link.since(), now));
        }
        if (!link.text().isEmpty()) {
            line.append(": ").append(SafeText.line(link.text(), WIDEST_TEXT));
        }
        if (link.failure() != null) {
            line.append("; ").append(FailureText.line(link.failure(), WIDEST_FAILURE));
        }
        if (link.next() != null) {
            line.append("; next attempt ").append(TimeText.until(link.next(), now));
        }
        return line.toString();
    }

    /**
     * The whole chain for programs.
     *
     * @param why its first link
     * @return the links, the root cause last
     */
    public static List<Map<String, @Nullable Object>> json(Why why) {
        return why.chain().stream().map(WhyText::jsonOf).toList();
    }

    private static Map<String, @Nullable Object> jsonOf(Why link) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("subject", link.subject());
        json.put("state", link.state());
        json.put("text", link.text());
        json.put("since", TimeText.json(link.since()));
        json.put("next", TimeText.json(link.next()));
        json.put("failure", FailureText.json(link.failure()));
        return json;
    }
}
