// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/**
 * Takes all that is logged: the terminal belongs to the person in front of it. The JDK's own file handler would
 * remove a lock file of its own while the JVM ends, at the same time as the demo removes its folder.
 */
final class LogFile extends StreamHandler {
    /** Time, level, message, stack. */
    private static final String FORMAT = "%1$tH:%1$tM:%1$tS.%1$tL %4$-7s %5$s%6$s%n";

    private LogFile(OutputStream out) throws IOException {
        setOutputStream(out);
        setEncoding(UTF_8.name());
        setFormatter(new SimpleFormatter());
    }

    /** From now on everything is logged to the file, and nowhere else. */
    static void open(Path file) throws IOException {
        System.setProperty("java.util.logging.SimpleFormatter.format", FORMAT);
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new LogFile(Files.newOutputStream(file)));
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        super.publish(entry);
        flush();
    }
}
