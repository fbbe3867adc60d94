// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.ArrayList;
import java.util.List;

/** Rows of text under a head; all columns but the first two and the last are numbers. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        rows.add(List.of(head));
    }

    void add(String... cells) {
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    String text() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(isNumber(i) ? padding + row.get(i) : row.get(i) + padding)
                        .append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                List<String> rule = new ArrayList<>();
                for (int column = 0; column < rows.get(0).size(); column++) {
                    rule.add(isNumber(column) ? "--:" : "---");
                }
                text.append('|').append(String.join("|", rule)).append("|\n");
            }
        }
        return text.toString();
    }

    private boolean isNumber(int column) {
        return column > 1 && column < rows.get(0).size() - 1;
    }
}
