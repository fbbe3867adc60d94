// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import static java.util.Objects.requireNonNull;

import io.reeve.worker.Runner;

/** The rule for ids, and how messages quote them. */
public final class Ids {
    private static final int QUOTED = 80;

    private Ids() {}

    /**
     * Checks an id.
     *
     * @param what what it is the id of, for the complaint: {@code id of a worker for runner 'x'}
     * @param id the id
     * @return the id
     * @throws IllegalArgumentException if it is empty, too long or cannot be printed
     */
    public static String check(String what, String id) {
        requireNonNull(id, () -> what + " must not be null");
        if (id.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty; choose one");
        }
        if (id.length() > Runner.MAX_ID_LENGTH) {
            throw new IllegalArgumentException(what + ", " + quote(id) + ", has " + id.length()
                    + " characters; at most " + Runner.MAX_ID_LENGTH + " are allowed");
        }
        if (!isPrintable(id)) {
            throw new IllegalArgumentException(
                    what + ", " + quote(id) + ", has a control character or half a surrogate pair; leave it out");
        }
        return id;
    }

    /**
     * The id between quotes, safe to print: not too long, and with escapes for what is not printable.
     *
     * @param id the id
     * @return the quoted id
     */
    public static String quote(String id) {
        StringBuilder quoted = new StringBuilder("'");
        id.codePoints().limit(QUOTED).forEach(character -> {
            if (isUnprintable(character)) {
                quoted.append(String.format("\\u%04x", character));
            } else {
                quoted.appendCodePoint(character);
            }
        });
        return quoted.append(id.codePointCount(0, id.length()) > QUOTED ? "…'" : "'")
                .toString();
    }

    /** Ids are mostly plain ASCII, and this is asked at each start: no stream is made for these. */
    private static boolean isPrintable(String id) {
        for (int i = 0; i < id.length(); i++) {
            char character = id.charAt(i);
            if (character < ' ' || character >= 0x7F) {
                return id.codePoints().noneMatch(Ids::isUnprintable);
            }
        }
        return true;
    }

    private static boolean isUnprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            // Turns the direction of the text around it, so that an id could pose as another.
            default -> (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
        };
    }
}
