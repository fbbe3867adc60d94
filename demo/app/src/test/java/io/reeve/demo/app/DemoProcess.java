// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A demo in a process of its own, started as a person starts it and fed through its standard input. */
final class DemoProcess implements AutoCloseable {
    /** Only a test that fails waits for this long. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String MARK = "command-is-done";

    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Path err;

    private DemoProcess(Process process, Path err) {
        this.process = process;
        this.err = err;
        this.commands = process.outputWriter(UTF_8);
        Thread reader = new Thread(this::read, "output of the demo");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts what the build has put together; everything it writes is below the folder. */
    static DemoProcess start(Path folder) throws IOException {
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("reeve.root") + "/demo.sh", "--no-build")
                .directory(folder.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "REEVE_DEMO_DIR",
                        folder.resolve("work").toString()));
        return new DemoProcess(builder.start(), err);
    }

    /** Runs one command and returns what it has printed. */
    String run(String command) {
        try {
            commands.write(command + "\necho " + MARK + "\n");
            commands.flush();
            StringBuilder printed = new StringBuilder();
            for (String line = next(); !line.equals(MARK); line = next()) {
                printed.append(line).append('\n');
            }
            return printed.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(err() + " after " + command, e);
        }
    }

    void type(String text) throws IOException {
        commands.write(text);
        commands.flush();
    }

    /** Ends the input and waits for the end; returns the exit code. */
    int end() throws IOException, InterruptedException {
        commands.close();
        return awaitExit();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the demo has not ended");
        }
        return process.exitValue();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    String err() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String next() {
        try {
            String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("the demo prints nothing; on standard error: " + err());
            }
            return line;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void read() {
        try (BufferedReader out = process.inputReader(UTF_8)) {
            out.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("cannot be read: " + e);
        }
    }
}
