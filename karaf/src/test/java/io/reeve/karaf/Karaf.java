// SPDX-License-Identifier: Apache-2.0
package io.reeve.karaf;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real Karaf in a process of its own, with a folder, ports and users of its own. It takes bundles from the folder
 * that the build has filled and from what comes with Karaf, never from outside. Not for use by several threads.
 */
final class Karaf implements AutoCloseable {

    /** May do everything. */
    static final String OPERATOR = "operator";
    /** May only look. */
    static final String VIEWER = "viewer";
    /** May run workers, and nothing else. */
    static final String MANAGER = "manager";
    /** May use the shell, and that is all. */
    static final String GUEST = "guest";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LOG_LINES = 80;

    private final Path java;
    private final Path home;
    private final Path base;
    private final Map<String, KarafShell> shells = new HashMap<>();
    private Process process;

    private Karaf(Path java, Path home, Path base) throws IOException {
        this.java = java;
        this.home = home;
        this.base = base;
        int ssh = configure();
        for (String user : List.of(OPERATOR, VIEWER, MANAGER, GUEST)) {
            shells.put(user, new KarafShell(user, ssh));
        }
        process = launch();
    }

    /**
     * Starts a Karaf that has nothing of ours.
     *
     * @param java the home of the Java that it runs on
     */
    static Karaf start(Path java) throws IOException {
        Path base = Path.of(System.getProperty("reeve.work"));
        delete(base);
        Karaf karaf = new Karaf(java, Path.of(System.getProperty("reeve.karaf")), base);
        try {
            karaf.awaitShell();
        } catch (RuntimeException | Error e) {
            karaf.close();
            throw e;
        }
        return karaf;
    }

    /** The shell as this user has it. */
    KarafShell as(String user) {
        return shells.get(user);
    }

    /** A file of the folder {@code etc}, there or not. */
    Path etc(String name) {
        return base.resolve("etc").resolve(name);
    }

    /** Has the JVM do something, as {@code jcmd} does. */
    void jcmd(String... command) throws IOException, InterruptedException {
        long jvm = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(handle -> handle.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow()
                .pid();
        List<String> line = new ArrayList<>(List.of(java.resolve("bin/jcmd").toString(), Long.toString(jvm)));
        line.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new AssertionError(line + ": " + answer);
        }
    }

    /** A file for the JVM to write. */
    Path scratch(String name) {
        return base.resolve(name);
    }

    /** Stops Karaf as an init system does, and starts it again in a new process. */
    void restart() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Karaf does not end");
        }
        process = launch();
        awaitShell();
    }

    /** The end of Karaf's log. */
    String log() {
        List<String> lines = new ArrayList<>();
        for (String file : List.of("console.log", "data/log/karaf.log")) {
            Path log = base.resolve(file);
            if (Files.isReadable(log)) {
                lines.add("--- " + log);
                lines.addAll(tail(log));
            }
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** Ends the process in any case, with no regard for what it is doing. */
    @Override
    public void close() {
        shells.values().forEach(KarafShell::close);
        kill(process);
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/karaf").toString(), "daemon")
                .directory(base.toFile())
                .redirectErrorStream(true)
                .redirectOutput(base.resolve("console.log").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("KARAF") || name.matches("(EXTRA_)?JAVA_.*|JDK_JAVA.*"));
        environment.put("JAVA_HOME", java.toString());
        environment.put("KARAF_BASE", base.toString());
        Process launched = builder.start();
        // If somebody ends the tests, Karaf does not stay behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(launched), "end-karaf"));
        return launched;
    }

    private void awaitShell() {
        await("Karaf's shell")
                .pollInterval(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("Karaf has ended with " + process.exitValue() + "\n" + log());
                    }
                    return as(OPERATOR).answers()
                            && as(OPERATOR).attempt("feature:list").success();
                });
    }

    /** Makes a folder for this one Karaf out of what is in the distribution; returns the port of its shell. */
    private int configure() throws IOException {
        copy(home.resolve("etc"), base.resolve("etc"));
        // Which Karafs run, as of an earlier run that may have been killed.
        delete(home.resolve("instances"));
        List<Integer> ports = freePorts(3);
        set("org.apache.karaf.shell.cfg", Map.of("sshHost", "127.0.0.1", "sshPort", ports.get(0)));
        set("org.apache.karaf.management.cfg", Map.of("rmiRegistryPort", ports.get(1), "rmiServerPort", ports.get(2)));
        // As system properties: a configuration would reach Jetty only after it has taken its default port.
        write("custom.system.properties", "org.osgi.service.http.port = 0", "org.apache.felix.http.host = 127.0.0.1");
        write(
                "users.properties",
                OPERATOR + " = " + OPERATOR + ",admin,manager,viewer,systembundles,ssh",
                VIEWER + " = " + VIEWER + ",viewer,ssh",
                MANAGER + " = " + MANAGER + ",manager,ssh",
                GUEST + " = " + GUEST + ",ssh");
        write(
                "org.ops4j.pax.url.mvn.cfg",
                "org.ops4j.pax.url.mvn.repositories =",
                "org.ops4j.pax.url.mvn.useFallbackRepositories = false",
                "org.ops4j.pax.url.mvn.settings = ${karaf.etc}/no-settings.xml",
                "org.ops4j.pax.url.mvn.localRepository = ${karaf.data}/repository",
                "org.ops4j.pax.url.mvn.defaultRepositories = \\",
                "  ${karaf.home.uri}${karaf.default.repository}@id=system@snapshots,\\",
                "  " + Path.of(System.getProperty("reeve.staging")).toUri() + "@id=staging@snapshots");
        return ports.get(0);
    }

    private void write(String file, String... lines) throws IOException {
        Files.write(etc(file), List.of(lines));
    }

    private void set(String file, Map<String, ?> values) throws IOException {
        String text = Files.readString(etc(file));
        for (Map.Entry<String, ?> value : values.entrySet()) {
            Pattern line = Pattern.compile("(?m)^\\s*" + Pattern.quote(value.getKey()) + "\\s*=.*$");
            if (!line.matcher(text).find()) {
                throw new IllegalStateException(file + " has no " + value.getKey());
            }
            text = line.matcher(text).replaceAll(value.getKey() + " = " + value.getValue());
        }
        Files.writeString(etc(file), text);
    }

    /** Ports that nobody has at the moment, all different. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return ports;
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static List<String> tail(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
