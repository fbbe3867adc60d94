// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import io.reeve.shell.text.PlainValue;
import io.reeve.shell.text.SafeText;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What something reports of itself, as a tree.
 *
 * @param about what the report is about
 * @param report maps, lists and scalars, in plain form
 * @param hint what to say if there is nothing in it
 */
public record ReportTree(String about, @Nullable Object report, String hint) implements Answer {
    private static final int WIDEST_VALUE = 400;
    private static final String STEP = "  ";

    /**
     * Of a report as its reporter gave it.
     *
     * @param about what the report is about
     * @param report the report; null if there is none
     * @param hint what to say if there is nothing in it
     * @return the answer
     */
    public static ReportTree of(String about, @Nullable Object report, String hint) {
        return new ReportTree(about, PlainValue.of(report), hint);
    }

    @Override
    public String inspect() {
        if (isEmpty(report)) {
            return hint;
        }
        StringBuilder lines = new StringBuilder();
        grow(lines, "", report);
        return lines.toString().stripTrailing();
    }

    private static void grow(StringBuilder lines, String indent, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) ->
                    branch(lines, indent + SafeText.line(String.valueOf(key), WIDEST_VALUE) + ":", child));
        } else if (value instanceof Collection<?> list) {
            list.forEach(child -> branch(lines, indent + "-", child));
        } else {
            lines.append(indent).append(scalar(value)).append('\n');
        }
    }

    /** A name with its value beside it or, if that has parts of its own, below it. */
    private static void branch(StringBuilder lines, String start, @Nullable Object value) {
        lines.append(start);
        if (value instanceof Map || value instanceof Collection) {
            if (isEmpty(value)) {
                lines.append(" none\n");
            } else {
                lines.append('\n');
                grow(lines, " ".repeat(indentOf(start)) + STEP, value);
            }
        } else {
            lines.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static int indentOf(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static String scalar(@Nullable Object value) {
        return SafeText.line(String.valueOf(value), WIDEST_VALUE);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof Collection<?> list && list.isEmpty());
    }

    @Override
    public String line() {
        return isEmpty(report) ? hint : SafeText.line("report of " + about + ": " + report, WIDEST_VALUE);
    }

    @Override
    public String part() {
        return SafeText.line("report(" + about + ")", WIDEST_VALUE);
    }

    @Override
    public @Nullable Object json() {
        return report;
    }

    @Override
    public String toString() {
        return inspect();
    }
}
