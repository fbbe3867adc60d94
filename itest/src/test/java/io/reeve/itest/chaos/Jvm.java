// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A JVM of its own on the class path of the tests; what it prints is printed here as well. */
final class Jvm implements AutoCloseable {
    private static final int LAST = 60;

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private Jvm(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /** Starts the main class with so much heap. */
    static Jvm start(Class<?> main, String heap, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Softly referenced objects are no leak: they are let go with the next collection.
        command.addAll(List.of("-ea", "-Xmx" + heap, "-XX:SoftRefLRUPolicyMSPerMB=0", "-XX:+UseSerialGC"));
        command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow"));
        for (String property : List.of("reeve.bundles", "reeve.health.bundles")) {
            command.add("-D" + property + "=" + System.getProperty(property));
        }
        // Failsafe hands the tests' class path over in a property of its own.
        command.addAll(
                List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.add(main.getName());
        command.addAll(arguments);
        return new Jvm(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Waits for a line; false if it ends without one. */
    boolean awaitLine(Predicate<String> wanted) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            System.out.println(line);
            lines.add(line);
            if (wanted.test(line)) {
                return true;
            }
        }
        return false;
    }

    /** Waits for its end and returns the exit code. */
    int awaitEnd() throws IOException, InterruptedException {
        awaitLine(line -> false);
        return process.waitFor();
    }

    /** What it has printed as far as it was waited for. */
    List<String> lines() {
        return lines;
    }

    /** The last of that, in which it says what is wrong. */
    String complaint() {
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LAST), lines.size()));
    }

    /** As SIGKILL does: it has no chance to do anything. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
