// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class FailureTextTest {
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no");
        }
    }

    @Test
    @DisplayName("an error is its simple name and its message, or only the name")
    void namesError() {
        assertThat(FailureText.line(new IOException("refused"), 80)).isEqualTo("IOException: refused");
        assertThat(FailureText.line(new IOException(), 80)).isEqualTo("IOException");
        assertThat(FailureText.line(new IOException("a\nb"), 80)).isEqualTo("IOException: a\\nb");
        assertThat(FailureText.line(new IOException("x".repeat(500)), 20)).isEqualTo("IOException: xxxxxx…");
        assertThat(FailureText.line(new IOException("odd") {}, 80)).contains("FailureTextTest$1: odd");
    }

    @Test
    @DisplayName("an error whose own methods throw is named all the same")
    void survivesBrokenErrors() {
        assertThat(FailureText.line(new Broken(), 200)).contains("Broken", "cannot be had");
        assertThat(FailureText.chain(new Broken())).hasSize(1);
    }

    @Test
    @DisplayName("a chain of causes ends, also one that is long or runs in a circle")
    void cutsChains() {
        Exception a = new Exception("a");
        Exception b = new Exception("b", a);
        a.initCause(b);
        Exception deep = new Exception("0");
        for (int i = 1; i < 10_000; i++) {
            deep = new Exception(Integer.toString(i), deep);
        }

        assertThat(FailureText.chain(b)).containsExactly("java.lang.Exception: b", "java.lang.Exception: a");
        assertThat(FailureText.chain(deep)).hasSize(12).last().isEqualTo("… and more");
    }
}
