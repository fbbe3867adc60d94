// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Errors of other people's code as text. Whatever their own methods do, nothing here throws. */
public final class FailureText {
    private static final int MOST_CAUSES = 10;
    private static final int LONGEST_MESSAGE = 2_000;

    private FailureText() {}

    /**
     * An error on one line, as short as can be: the simple name of its class and its message.
     *
     * @param error the error
     * @param columns the greatest width
     * @return safe text
     */
    public static String line(Throwable error, int columns) {
        String name = type(error);
        String message = message(error);
        String simple = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
        // Of an anonymous class nothing but a number would be left.
        String shown = simple.isEmpty() || Character.isDigit(simple.charAt(0)) ? name : simple;
        return SafeText.line(message.isEmpty() ? shown : shown + ": " + message, columns);
    }

    /**
     * An error and its causes, one line each.
     *
     * @param error the error
     * @return safe text, the error first; a chain that is long or runs in a circle is cut
     */
    public static List<String> chain(Throwable error) {
        List<String> lines = new ArrayList<>();
        Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = error; cause != null && known.add(cause); cause = cause(cause)) {
            if (lines.size() > MOST_CAUSES) {
                lines.add("… and more");
                break;
            }
            String message = message(cause);
            lines.add(SafeText.line(message.isEmpty() ? type(cause) : type(cause) + ": " + message, LONGEST_MESSAGE));
        }
        return lines;
    }

    /**
     * The name of an error's class.
     *
     * @param error the error
     * @return the binary name
     */
    public static String type(Throwable error) {
        return error.getClass().getName();
    }

    /**
     * What an error says.
     *
     * @param error the error
     * @return its message as it is, cut if it is huge; empty if it has none
     */
    public static String message(Throwable error) {
        String message;
        try {
            message = error.getMessage();
        } catch (Throwable broken) {
            return "(its message cannot be had: " + type(broken) + ")";
        }
        if (message == null) {
            return "";
        }
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }

    /**
     * An error for programs.
     *
     * @param error the error, or null for none
     * @return type, message and chain; null for none
     */
    public static @Nullable Map<String, @Nullable Object> json(@Nullable Throwable error) {
        if (error == null) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("type", type(error));
        json.put("message", message(error));
        json.put("chain", chain(error));
        return json;
    }

    private static @Nullable Throwable cause(Throwable error) {
        try {
            return error.getCause();
        } catch (Throwable broken) {
            return null;
        }
    }
}
