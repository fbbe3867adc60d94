// SPDX-License-Identifier: Apache-2.0
package io.reeve.runner;

import static java.util.Objects.requireNonNull;

import io.reeve.worker.Runner;

/** The rule for ids, and how messages quote them. */
final class Ids {
    private static final int QUOTED = 80;

    private Ids() {}

    /** Returns the id if it may be registered; {@code runner} is for the complaint. */
    static String check(String runner, String id) {
        requireNonNull(id, () -> "id of a worker for runner '" + runner + "' must not be null");
        if (id.isEmpty()) {
            throw new IllegalArgumentException(
                    "id of a worker for runner '" + runner + "' is empty; give it a name of its own");
        }
        if (id.length() > Runner.MAX_ID_LENGTH) {
            throw new IllegalArgumentException("id " + quote(id) + " for runner '" + runner + "' has " + id.length()
                    + " characters; at most " + Runner.MAX_ID_LENGTH + " are allowed");
        }
        if (id.codePoints().anyMatch(Ids::isUnprintable)) {
            throw new IllegalArgumentException("id " + quote(id) + " for runner '" + runner
                    + "' has a control character or half a surrogate pair; leave it out");
        }
        return id;
    }

    /** The id between quotes, safe to print: not too long, and with escapes for what is not printable. */
    static String quote(String id) {
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

    private static boolean isUnprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            // Turns the direction of the text around it, so that an id could pose as another.
            default -> (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
        };
    }
}
