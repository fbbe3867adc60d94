// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged while it is open; nothing of it reaches the console. */
final class CapturedLog extends Handler {
    /** Held strongly: the logging system lets go of loggers that nobody holds, and of their settings. */
    private static final List<Logger> LOGGERS = List.of(
            Logger.getLogger("io.reeve.whiteboard"),
            Logger.getLogger("io.reeve.runner"),
            Logger.getLogger("io.reeve.engine"));

    static {
        LOGGERS.forEach(logger -> logger.setUseParentHandlers(false));
    }

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    CapturedLog() {
        LOGGERS.forEach(logger -> logger.addHandler(this));
    }

    @Override
    public void publish(LogRecord record) {
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            // As every formatter does, on the thread that logs.
            var unused = thrown.getMessage();
        }
        records.add(record);
    }

    /** Warnings and errors of the whiteboard that are logged already; {@link Scene#complaints} waits for the others. */
    List<String> complaints() {
        return records.stream()
                .filter(record -> record.getLoggerName().equals("io.reeve.whiteboard"))
                .filter(record -> record.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogRecord::getMessage)
                .toList();
    }

    List<LogRecord> records() {
        return List.copyOf(records);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGERS.forEach(logger -> logger.removeHandler(this));
    }
}
