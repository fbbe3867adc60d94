// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.FileHandler;
import java.util.logging.LogManager;
import java.util.logging.SimpleFormatter;

/** Sends all that is logged to one file: the terminal belongs to the person in front of it. */
final class LogFile {
    /** Time, level, message, stack. */
    private static final String FORMAT = "%1$tH:%1$tM:%1$tS.%1$tL %4$-7s %5$s%6$s%n";

    private LogFile() {}

    static void open(Path file) throws IOException {
        Properties configuration = new Properties();
        configuration.setProperty("handlers", FileHandler.class.getName());
        configuration.setProperty(".level", "INFO");
        configuration.setProperty(FileHandler.class.getName() + ".pattern", escape(file));
        configuration.setProperty(FileHandler.class.getName() + ".encoding", UTF_8.name());
        configuration.setProperty(FileHandler.class.getName() + ".formatter", SimpleFormatter.class.getName());
        configuration.setProperty(SimpleFormatter.class.getName() + ".format", FORMAT);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        configuration.store(text, null);
        LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(text.toByteArray()));
    }

    /** The pattern of a file handler gives the percent sign a meaning. */
    private static String escape(Path file) {
        return file.toString().replace("%", "%%");
    }
}
