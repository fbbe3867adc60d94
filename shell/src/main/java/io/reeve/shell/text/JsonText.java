// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.apache.felix.utils.json.JSONWriter;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON on one line of printable characters, whatever they hold. */
public final class JsonText {
    private JsonText() {}

    /**
     * The JSON of a value.
     *
     * @param value maps, lists and scalars; what JSON cannot say, such as a number that is none, becomes a string
     * @return valid JSON that a terminal shows as it is
     */
    public static String of(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try {
            new JSONWriter(text).value(PlainValue.of(value));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return escape(text.toString());
    }

    /** The writer leaves a few characters as they are that a terminal obeys. All of them stand in strings, if anywhere. */
    private static String escape(String json) {
        StringBuilder escaped = new StringBuilder(json.length());
        json.codePoints().forEach(character -> {
            if (SafeText.isHarmless(character)) {
                escaped.appendCodePoint(character);
            } else {
                for (char half : Character.toChars(character)) {
                    escaped.append(String.format("\\u%04x", (int) half));
                }
            }
        });
        return escaped.toString();
    }
}
