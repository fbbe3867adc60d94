// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.WorkerFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.osgi.framework.ServiceRegistration;

/** What is logged through {@code java.util.logging}, kept instead of printed until it is closed. */
public final class Log extends Handler {
    private static final Formatter FORMAT = new SimpleFormatter();

    /** Held strongly: the log manager forgets the levels of loggers that nobody holds. */
    private final Logger root = Logger.getLogger("");

    private final List<Handler> replaced = List.of(root.getHandlers());
    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();

    /** Text, not the record: that may refer to a throwable whose class loader is to be let go. */
    private record Line(Level level, String text) {}

    private Log() {}

    /** Begins to record. */
    static Log record() {
        Log log = new Log();
        log.replaced.forEach(log.root::removeHandler);
        log.root.addHandler(log);
        return log;
    }

    /** The messages at WARN or above that contain all these words. */
    public List<String> warnings(String... words) {
        return texts(line -> line.level().intValue() >= Level.WARNING.intValue(), words);
    }

    /** Waits for the WARN that names this service, and asserts that there is exactly one; errors are not counted. */
    String theWarningAbout(ServiceRegistration<WorkerFactory> service) {
        String id = String.valueOf(Felix.serviceId(service));
        String bundle = service.getReference().getBundle().getSymbolicName();
        Predicate<Line> isWarning = line -> line.level().equals(Level.WARNING);
        List<String> found = Eventually.eventually(
                "a warning names service " + id, () -> texts(isWarning, id, bundle), texts -> !texts.isEmpty());
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private List<String> texts(Predicate<Line> wanted, String... words) {
        return lines.stream()
                .filter(wanted)
                .map(Line::text)
                .filter(text -> Arrays.stream(words).allMatch(text::contains))
                .toList();
    }

    /** The message and, if there is one, the name and message of the throwable. */
    private static String text(LogRecord record) {
        String message = FORMAT.formatMessage(record);
        return record.getThrown() == null ? message : message + " " + record.getThrown();
    }

    public void clear() {
        lines.clear();
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(new Line(record.getLevel(), text(record)));
    }

    @Override
    public void flush() {}

    /** Idempotent. */
    @Override
    public void close() {
        if (List.of(root.getHandlers()).contains(this)) {
            root.removeHandler(this);
            replaced.forEach(root::addHandler);
        }
    }
}
