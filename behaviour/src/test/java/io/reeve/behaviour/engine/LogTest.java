// SPDX-License-Identifier: Apache-2.0
package io.reeve.behaviour.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testkit.ScriptedWorker;
import io.reeve.worker.ExpectedFailure;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class LogTest {
    private static final class Expected extends Exception implements ExpectedFailure {
        private static final long serialVersionUID = 1L;

        Expected() {
            super("expected");
        }
    }

    /** A logger that keeps what it is told, with the level before it. */
    private static final class Log implements System.Logger {
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(level + " " + message);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            lines.add(level + " " + format);
        }

        boolean has(String level, String... words) {
            return lines.stream()
                    .anyMatch(line ->
                            line.startsWith(level) && List.of(words).stream().allMatch(line::contains));
        }
    }

    @Test
    @DisplayName("D-57 B-55 starts are details, failures are errors, and expected ones, by their type, are not")
    void levels() throws Exception {
        Log log = new Log();
        Stage stage = Stage.with(params -> params.logger(log));
        try {
            stage.install("good");
            stage.installStart("bad", Stage.failing(new IllegalStateException("broken")));
            stage.installStart("expected", inputs -> ScriptedWorker.dead(new Expected()));
            Stage.until("a start is logged", () -> log.has("DEBUG", "'good'", "started"));
            Stage.until("a failure is logged", () -> log.has("ERROR", "'bad'", "broken"));
            Stage.until("an expected failure is logged", () -> log.has("INFO", "'expected'", "expected"));
            assertThat(log.has("ERROR", "'expected'")).isFalse();
        } finally {
            stage.finish();
        }
    }
}
