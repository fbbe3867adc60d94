// SPDX-License-Identifier: Apache-2.0
package io.reeve.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of an error, as texts of bounded length, so that the error itself, its stack and the class
 * loaders behind it need not be kept. Equal digests are the same failure: numbers in what an error says do not make it
 * another one, since they are mostly counters, times and ports.
 *
 * <p>Making one calls foreign code, whatever that throws; it belongs on a thread that may be held up.
 */
public final class Digest {
    private static final int FRAMES = 5;
    private static final int LONGEST_MESSAGE = 300;
    private static final int LONGEST_FRAME = 200;
    private static final int DEEPEST_CAUSE = 32;

    private final String type;
    private final @Nullable String message;
    private final @Nullable String rootCause;
    private final List<String> frames;

    private Digest(String type, @Nullable String message, @Nullable String rootCause, List<String> frames) {
        this.type = type;
        this.message = message;
        this.rootCause = rootCause;
        this.frames = frames;
    }

    /**
     * Makes a digest.
     *
     * @param error the error
     * @return what there is to say of it
     */
    public static Digest of(Throwable error) {
        Throwable root = rootOf(error);
        String rootCause = null;
        if (root != error) {
            String message = messageOf(root);
            String type = root.getClass().getName();
            rootCause = message == null ? type : type + ": " + message;
        }
        return new Digest(error.getClass().getName(), messageOf(error), rootCause, framesOf(root));
    }

    /** Longer chains are an accident, or a circle. */
    private static Throwable rootOf(Throwable error) {
        Throwable root = error;
        for (int depth = 0; depth < DEEPEST_CAUSE; depth++) {
            Throwable cause = ask(root::getCause);
            if (cause == null || cause == root) {
                break;
            }
            root = cause;
        }
        return root;
    }

    private static @Nullable String messageOf(Throwable error) {
        String message = ask(error::getMessage);
        return message == null ? null : cut(message, LONGEST_MESSAGE);
    }

    private static List<String> framesOf(Throwable error) {
        StackTraceElement[] stack = ask(error::getStackTrace);
        List<String> frames = new ArrayList<>();
        for (int i = 0; stack != null && i < stack.length && i < FRAMES; i++) {
            StackTraceElement frame = stack[i];
            // Without loader and module, which say nothing of where it happened.
            frames.add(cut(
                    frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber(), LONGEST_FRAME));
        }
        return List.copyOf(frames);
    }

    private static <T> @Nullable T ask(Supplier<@Nullable T> question) {
        try {
            return question.get();
        } catch (Throwable broken) {
            return null;
        }
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }

    /** The same for texts that differ in their numbers only. */
    private static int hash(@Nullable String text) {
        int hash = 0;
        if (text != null) {
            for (int at = 0; at < text.length(); at = next(text, at)) {
                hash = 31 * hash + symbol(text, at);
            }
        }
        return hash;
    }

    /** Whether two texts differ in their numbers only. */
    private static boolean isSame(@Nullable String one, @Nullable String other) {
        if (one == null || other == null || one.equals(other)) {
            return Objects.equals(one, other);
        }
        int here = 0;
        int there = 0;
        while (here < one.length() && there < other.length()) {
            if (symbol(one, here) != symbol(other, there)) {
                return false;
            }
            here = next(one, here);
            there = next(other, there);
        }
        return here == one.length() && there == other.length();
    }

    /** What stands there: all numbers are the same. */
    private static char symbol(String text, int at) {
        char character = text.charAt(at);
        return Character.isDigit(character) ? '0' : character;
    }

    /** Where the next symbol stands: a number is one. */
    private static int next(String text, int at) {
        int next = at + 1;
        if (Character.isDigit(text.charAt(at))) {
            while (next < text.length() && Character.isDigit(text.charAt(next))) {
                next++;
            }
        }
        return next;
    }

    /**
     * The error's class.
     *
     * @return its name
     */
    public String type() {
        return type;
    }

    /**
     * What the error says.
     *
     * @return its message, cut short; null if it has none or does not give it away
     */
    public @Nullable String message() {
        return message;
    }

    /**
     * Where a chain of causes ends.
     *
     * @return class and message of the last cause; null if the error has none
     */
    public @Nullable String rootCause() {
        return rootCause;
    }

    /**
     * Where the root cause, or else the error, arose.
     *
     * @return the first lines of its stack
     */
    public List<String> frames() {
        return frames;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest digest
                && isSame(type, digest.type)
                && isSame(message, digest.message)
                && isSame(rootCause, digest.rootCause)
                && frames.equals(digest.frames);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * hash(type) + hash(message)) + hash(rootCause)) + frames.hashCode();
    }

    @Override
    public String toString() {
        return message == null ? type : type + ": " + message;
    }
}
