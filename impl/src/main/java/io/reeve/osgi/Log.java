// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where this bundle complains: in order, and on another thread than the caller's, who may hold locks. */
final class Log {
    private static final System.Logger LOGGER = System.getLogger("io.reeve.whiteboard");

    private final Executor executor;

    Log(Executor executor) {
        this.executor = executor;
    }

    void warn(String message) {
        warn(() -> message);
    }

    /** The message is made on the thread that logs it. */
    void warn(Supplier<String> message) {
        executor.execute(() -> log(Level.WARNING, message.get(), null));
    }

    void warn(String message, @Nullable Throwable thrown) {
        executor.execute(() -> log(Level.WARNING, message, thrown));
    }

    void error(String message, @Nullable Throwable thrown) {
        executor.execute(() -> log(Level.ERROR, message, thrown));
    }

    private static void log(Level level, String message, @Nullable Throwable thrown) {
        if (thrown == null) {
            LOGGER.log(level, message);
        } else {
            LOGGER.log(level, message, thrown);
        }
    }

    /** An error as text, whatever its own methods do. */
    static String text(Throwable error) {
        try {
            return String.valueOf(error);
        } catch (Throwable broken) {
            return error.getClass().getName();
        }
    }
}
