// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class TextTableTest {
    @Test
    @DisplayName("columns align by what the terminal shows, numbers on the right, and no line ends in blanks")
    void aligns() {
        TextTable table = new TextTable("NAME", ">COUNT", "REST");
        table.add("日本", "7", "");
        table.add("a", "1234567", "more than the others");

        assertThat(table.toString().lines())
                .containsExactly("NAME    COUNT  REST", "日本        7  -", "a     1234567  more than the others");
    }

    @Test
    @DisplayName("a line with too few cells is refused")
    void refusesIncompleteLines() {
        TextTable table = new TextTable("A", "B");

        assertThatThrownBy(() -> table.add("x")).hasMessage("1 cells for 2 columns");
    }
}
