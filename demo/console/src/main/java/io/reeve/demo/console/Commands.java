// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.apache.felix.service.command.Descriptor;

/** The commands that the demo adds to Gogo's. */
public final class Commands {
    static final String SCOPE = "demo";
    static final String[] FUNCTIONS = {"log", "exit", "shutdown", "__worker_ids"};

    private static final int DEFAULT_LINES = 20;

    private final Supplier<List<String>> workerIds;
    private final Path log;
    private final Runnable exit;

    Commands(Supplier<List<String>> workerIds, Path log, Runnable exit) {
        this.workerIds = workerIds;
        this.log = log;
        this.exit = exit;
    }

    /** Shows the end of the log. */
    @Descriptor("shows the last 20 lines of the demo's log: failures, restarts, whatever bundles have logged")
    public void log() throws IOException {
        log(DEFAULT_LINES);
    }

    /** Shows the end of the log. */
    @Descriptor("shows the last lines of the demo's log")
    public void log(@Descriptor("how many lines") int count) throws IOException {
        List<String> lines = Files.readAllLines(log);
        lines.subList(Math.max(0, lines.size() - Math.max(0, count)), lines.size())
                .forEach(System.out::println);
    }

    /** Ends the demo. */
    @Descriptor("stops the framework and ends the demo")
    public void exit() {
        exit.run();
    }

    /** Ends the demo. */
    @Descriptor("stops the framework and ends the demo")
    public void shutdown() {
        exit.run();
    }

    /** For completion. */
    @Descriptor("the ids of the workers that bundles publish")
    public List<String> __worker_ids() {
        return workerIds.get();
    }
}
