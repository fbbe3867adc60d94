// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where this bundle complains: in order, and on another thread than the caller's, who may hold locks. */
final class Log {
    private static final System.Logger LOGGER = System.getLogger("io.reeve.whiteboard");

    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_TEXT = 2_000;

    private final Executor executor;

    Log(Executor executor) {
        this.executor = executor;
    }

    void warn(String message) {
        warn(() -> message);
    }

    /** The message is made on the thread that logs it. */
    void warn(Supplier<String> message) {
        executor.execute(() -> log(Level.WARNING, message.get(), null));
    }

    void warn(String message, @Nullable Throwable thrown) {
        executor.execute(() -> log(Level.WARNING, message, thrown));
    }

    void error(String message, @Nullable Throwable thrown) {
        executor.execute(() -> log(Level.ERROR, message, thrown));
    }

    private static void log(Level level, String message, @Nullable Throwable thrown) {
        if (thrown == null) {
            LOGGER.log(level, message);
        } else {
            LOGGER.log(level, message, thrown);
        }
    }

    /** A name from outside, safe to print: not too long, and with escapes for what is not printable. */
    static String quote(@Nullable String name) {
        if (name == null) {
            return "(none)";
        }
        return "'" + escape(name) + "'";
    }

    /** Text from outside, safe to print in a line: not too long, and with escapes for what is not printable. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().limit(LONGEST_NAME).forEach(character -> {
            if (isPrintable(character)) {
                escaped.appendCodePoint(character);
            } else {
                escaped.append(String.format("\\u%04x", character));
            }
        });
        return escaped.append(text.codePointCount(0, text.length()) > LONGEST_NAME ? "…" : "")
                .toString();
    }

    /** What could steer a terminal, begin a line or turn the direction of the text is not. */
    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** An error as text, whatever its own methods do. */
    static String text(Throwable error) {
        try {
            String text = String.valueOf(error);
            return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
        } catch (Throwable broken) {
            return error.getClass().getName();
        }
    }
}
