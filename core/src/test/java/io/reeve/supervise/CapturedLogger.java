// SPDX-License-Identifier: Apache-2.0
package io.reeve.supervise;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;

/** A logger that keeps what it is told, as {@code LEVEL message}. */
final class CapturedLogger implements System.Logger {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    List<String> lines() {
        return lines;
    }

    @Override
    public String getName() {
        return "captured";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
        lines.add(level + " " + message + " !");
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Object... params) {
        lines.add(level + " " + message);
    }
}
