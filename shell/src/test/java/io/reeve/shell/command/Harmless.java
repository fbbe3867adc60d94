// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.apache.felix.service.command.Converter;

/** Asserts of a session that nothing that is printed in it steers a terminal, forges a line or breaks JSON. */
public final class Harmless {
    /** All that steers a terminal or turns the direction of text; lines may end. */
    private static final Pattern HARMFUL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}&&[^\\n]]");

    private final GogoSession gogo;
    private final Class<? extends Exception> notFound;

    /** With what commands throw for what they do not know. */
    public Harmless(GogoSession gogo, Class<? extends Exception> notFound) {
        this.gogo = gogo;
        this.notFound = notFound;
    }

    /** A line that has a result, in all the forms in which a shell shows it. */
    public void answers(String line) throws Exception {
        Object result = gogo.execute(line);
        if (result instanceof Answer answer) {
            text(line, gogo.format(answer, Converter.INSPECT));
            text(line, answer.toString());
            assertThat(answer.line()).as(line).doesNotContain("\n");
            text(line, answer.line());
            assertThat(answer.part()).as(line).doesNotContain("\n");
            text(line, answer.part());
            text(line, gogo.run(line + " --json"));
            assertThat(gogo.json(line + " --json")).as(line).isNotNull();
        } else {
            text(line, String.valueOf(result));
        }
    }

    /** A line that may also be one that makes no sense. */
    public void answersOrComplains(String line) {
        try {
            answers(line);
        } catch (Exception complaint) {
            if (!(complaint instanceof IllegalArgumentException || notFound.isInstance(complaint))) {
                throw new AssertionError(line, complaint);
            }
            text(line, String.valueOf(complaint.getMessage()));
        }
    }

    /** What a line has printed. */
    public void text(String line, CharSequence text) {
        assertThat(HARMFUL.matcher(text).find()).as(line + ": " + text).isFalse();
    }
}
