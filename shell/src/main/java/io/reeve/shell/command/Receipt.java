// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import io.reeve.shell.text.SafeText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a command that changes something.
 *
 * @param words how to speak of what was to change
 * @param subject what was to change
 * @param outcome what became of it
 * @param message the same in one sentence
 */
public record Receipt(Vocabulary words, Located subject, Outcome outcome, String message) implements Answer {
    /** What became of an operator's command. */
    public enum Outcome {
        /** It is on its way. */
        STARTING,
        /** There was nothing to do: it runs already. */
        RUNNING,
        /** It comes when something else runs. */
        WAITING,
        /** It has ended. */
        STOPPED,
        /** It was told to end, but has not. */
        STOPPING,
        /** It cannot be done as things are; the message says why. */
        IMPOSSIBLE;

        /** Returns the outcome in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String inspect() {
        return SafeText.line(message);
    }

    @Override
    public String line() {
        return inspect();
    }

    @Override
    public String part() {
        return outcome.toString();
    }

    @Override
    public @Nullable Object json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put(words.key(), subject.name());
        json.put(words.home(), subject.home());
        json.put("outcome", outcome.toString());
        json.put("message", message);
        return json;
    }

    @Override
    public String toString() {
        return inspect();
    }
}
