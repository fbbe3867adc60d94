// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Makes text of unknown origin fit for one line of a terminal. What is not printable, could steer the terminal,
 * break the line or turn its direction is written as an escape that can be read.
 */
public final class SafeText {
    private static final int MOST_NAMES = 10;

    private SafeText() {}

    /**
     * The whole text on one line.
     *
     * @param text any text
     * @return the text with escapes for what is not printable
     */
    public static String line(CharSequence text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(character -> append(line, character));
        return line.toString();
    }

    /**
     * The text on one line that is not too wide.
     *
     * @param text any text, of any length
     * @param columns the greatest width, at least 1
     * @return the safe text, with an ellipsis at its end if something is missing
     */
    public static String line(CharSequence text, int columns) {
        // No character is wider than two columns, but many have none: a bound for the work, too.
        int most = Math.min(text.length(), 4 * columns + 1);
        boolean cut = most < text.length();
        String line = line(text.subSequence(0, most));
        if (!cut && columns(line) <= columns) {
            return line;
        }
        int width = 0;
        int end = 0;
        while (end < line.length()) {
            int character = line.codePointAt(end);
            width += columns(character);
            if (width > columns - 1) {
                break;
            }
            end += Character.charCount(character);
        }
        return line.substring(0, end) + "…";
    }

    /**
     * The text between single quotes, as messages name things.
     *
     * @param text any text
     * @return safe, quoted, and not wider than a line
     */
    public static String quote(CharSequence text) {
        return "'" + line(text, 80) + "'";
    }

    /**
     * Several texts between single quotes, as messages name things.
     *
     * @param texts any texts
     * @return safe, quoted, with commas between them and an ellipsis for those that are too many
     */
    public static String quote(Collection<String> texts) {
        return texts.stream().limit(MOST_NAMES).map(SafeText::quote).collect(Collectors.joining(", "))
                + (texts.size() > MOST_NAMES ? ", …" : "");
    }

    /**
     * How many columns a text takes on a terminal.
     *
     * @param line safe text
     * @return the width
     */
    public static int columns(String line) {
        return line.codePoints().map(SafeText::columns).sum();
    }

    private static void append(StringBuilder line, int character) {
        if (isHarmless(character)) {
            line.appendCodePoint(character);
        } else {
            appendEscape(line, character);
        }
    }

    /** Whether a terminal shows a character, and does nothing else. */
    static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static void appendEscape(StringBuilder line, int character) {
        switch (character) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> line.append(String.format(character > 0xFFFF ? "\\u{%x}" : "\\u%04x", character));
        }
    }

    private static int columns(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> isWide(character) ? 2 : 1;
        };
    }

    /** Roughly the wide characters of Unicode's East Asian Width: an error costs a crooked column, nothing else. */
    private static boolean isWide(int character) {
        return character >= 0x1100
                && (character <= 0x115F
                        || (character >= 0x2E80 && character <= 0xA4CF)
                        || (character >= 0xAC00 && character <= 0xD7A3)
                        || (character >= 0xF900 && character <= 0xFAFF)
                        || (character >= 0xFE30 && character <= 0xFE6F)
                        || (character >= 0xFF00 && character <= 0xFF60)
                        || (character >= 0xFFE0 && character <= 0xFFE6)
                        || (character >= 0x1F300 && character <= 0x1F64F)
                        || (character >= 0x1F680 && character <= 0x1F6FF)
                        || (character >= 0x1F900 && character <= 0x1FAFF)
                        || (character >= 0x20000 && character <= 0x3FFFD));
    }
}
