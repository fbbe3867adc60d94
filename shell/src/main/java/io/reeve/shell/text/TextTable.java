// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines with aligned columns under a heading. Cells are safe text already; empty ones show a hyphen. Not for several threads. */
public final class TextTable {
    /** Starts the heading of a column whose cells stand on the right, as numbers do. */
    private static final String RIGHT = ">";

    private static final String GAP = "  ";
    private static final String NOTHING = "-";

    private final boolean[] right;
    private final List<String[]> lines = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param headings of the columns; one that starts with {@code >} aligns its column on the right
     */
    public TextTable(String... headings) {
        right = new boolean[headings.length];
        String[] line = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(RIGHT);
            line[i] = right[i] ? headings[i].substring(RIGHT.length()) : headings[i];
        }
        lines.add(line);
    }

    /**
     * Adds a line.
     *
     * @param cells one for each column
     */
    public void add(String... cells) {
        if (cells.length != right.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + right.length + " columns");
        }
        lines.add(Arrays.stream(cells).map(c -> c.isEmpty() ? NOTHING : c).toArray(String[]::new));
    }

    /** Returns the lines, the last one without an end of line. */
    @Override
    public String toString() {
        int[] widths = new int[right.length];
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], SafeText.columns(line[i]));
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            text.append(text.isEmpty() ? "" : "\n").append(layOut(line, widths));
        }
        return text.toString();
    }

    private String layOut(String[] line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length; i++) {
            String space = " ".repeat(widths[i] - SafeText.columns(line[i]));
            text.append(i == 0 ? "" : GAP);
            text.append(right[i] ? space + line[i] : line[i] + space);
        }
        return text.toString().stripTrailing();
    }
}
