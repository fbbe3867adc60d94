// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who feeds {@code demo.sh} with commands. */
final class DemoIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    @DisplayName("commands run in order, the workers are up, a command that fails stops nothing, nothing is left")
    void runsCommandsInOrder() throws Exception {
        try (DemoProcess demo = DemoProcess.start(folder)) {
            assertThat(demo.run("worker:list"))
                    .containsPattern("demo.crew +started")
                    .containsPattern("demo.flaky +started")
                    .containsPattern("demo.probe +started")
                    .containsPattern("demo.server +started")
                    .containsPattern("demo.tail +started")
                    .containsPattern("demo.writer +started");
            assertThat(demo.err()).isEmpty();

            assertThat(demo.run("no:such command")).isEmpty();
            assertThat(demo.run("lb | grep 'Reeve Demo Web'")).matches("(?s) *[0-9]+\\|Active .*\\|Reeve Demo Web .*");
            assertThat(demo.run("each [1 2] {\n  echo again\n}")).startsWith("again\nagain\n");

            assertThat(demo.end()).isZero();
            assertThat(demo.err()).isEqualTo("demo: 'no:such command' failed: Command not found: no:such\n");
            assertThat(demo.handle().descendants()).isEmpty();
        }
        assertThat(filesIn(folder.resolve("work"))).isEmpty();
    }

    @Test
    @DisplayName("the tailer counts the lines of a real file and follows it when it is deleted")
    void tailsARealFile() throws Exception {
        try (DemoProcess demo = DemoProcess.start(folder)) {
            await().atMost(PATIENCE)
                    .until(() -> demo.run("worker:report demo.tail")
                            .matches("(?s).*lines-per-second: (?!0\\.0)[0-9.]+\n.*"));

            Matcher path = Pattern.compile("path: (.*)").matcher(demo.run("worker:report demo.tail"));
            assertThat(path.find()).isTrue();
            Files.delete(Path.of(path.group(1)));

            await().atMost(PATIENCE)
                    .until(() -> demo.run("worker:report demo.tail").contains("reopened: 1\n"));
            assertThat(demo.run("worker:list")).containsPattern("demo.tail +started +default +1 +0 ");
            assertThat(demo.end()).isZero();
        }
    }

    @Test
    @DisplayName("a server that is taken down makes its prober fail, and the prober comes back with it")
    void probesAServerThatIsTakenDown() throws Exception {
        try (DemoProcess demo = DemoProcess.start(folder)) {
            await().atMost(PATIENCE)
                    .until(() -> demo.run("worker:report demo.probe").contains("status: 200"));

            demo.run("worker:stop demo.server");
            await().atMost(PATIENCE)
                    .until(() -> demo.run("worker:info demo.probe").contains("Connection refused"));

            demo.run("worker:start demo.server");
            await().atMost(PATIENCE)
                    .until(() -> demo.run("worker:report demo.probe").contains("status: 200"));
            assertThat(demo.run("log 1000"))
                    .contains("'demo.probe' #1 stopped with an error", "'demo.probe' #2 starts");

            assertThat(demo.end()).isZero();
            assertThat(demo.err()).isEmpty();
        }
    }

    @Test
    @DisplayName("the report of a group shows its workers; one of them fails, and the group comes back")
    void restartsAGroup() throws Exception {
        try (DemoProcess demo = DemoProcess.start(folder)) {
            await().atMost(PATIENCE)
                    .until(() -> demo.run("worker:report demo.crew").matches("(?s).*cook:.*helmsman:.*lookout:.*"));

            await().atMost(PATIENCE)
                    .until(() -> demo.run("worker:info demo.crew").contains("cook: the galley is on fire"));
            await().atMost(PATIENCE)
                    .until(() -> demo.run("worker:list").matches("(?s).*demo.crew +started +default +2 .*"));

            assertThat(demo.end()).isZero();
            assertThat(demo.err()).isEmpty();
        }
    }

    @Test
    @DisplayName("a bundle of workers is stopped, started, updated, uninstalled and installed from the shell")
    void managesAFactoryBundle() throws Exception {
        try (DemoProcess demo = DemoProcess.start(folder)) {
            String id = idOf(demo, "io.reeve.demo.web");

            demo.run("stop " + id);
            awaitServer(demo, false);
            demo.run("start " + id);
            awaitServer(demo, true);
            demo.run("update " + id);
            awaitServer(demo, true);
            demo.run("uninstall " + id);
            awaitServer(demo, false);
            demo.run("install file:" + System.getProperty("reeve.root")
                    + "/demo/app/target/app/bundles/io.reeve.demo.web.jar");
            demo.run("start " + idOf(demo, "io.reeve.demo.web"));
            awaitServer(demo, true);

            demo.type("exit\necho too late\n");
            assertThat(demo.awaitExit()).isZero();
            assertThat(demo.err()).isEmpty();
        }
    }

    @Test
    @DisplayName("another text in a file restarts the page that says it and those who listen, and nothing else")
    void followsAGraph() throws Exception {
        try (DemoProcess demo = DemoProcess.start(folder)) {
            await().atMost(PATIENCE)
                    .until(() -> demo.run("manifold:report demo.alice").contains("Hello, you are number"));
            assertThat(demo.run("manifold:graph demo.page")).contains("demo.greeting", "demo.alice", "demo.bob");

            Path file = Path.of(property(demo.run("manifold:report demo.greeting"), "file"));
            Files.writeString(file, "Good morning");

            await().atMost(PATIENCE)
                    .until(() -> demo.run("manifold:report demo.alice").contains("Good morning, you are number"));
            for (String restarted : List.of("demo.greeting", "demo.page", "demo.alice", "demo.bob")) {
                await().atMost(PATIENCE)
                        .until(() -> property(demo.run("manifold:info " + restarted), "starts")
                                .equals("2"));
            }
            assertThat(property(demo.run("manifold:info demo.clock"), "starts")).isEqualTo("1");

            Files.delete(file);
            await().atMost(PATIENCE)
                    .until(() -> demo.run("manifold:why demo.bob").contains("NoSuchFileException"));
            Files.writeString(file, "Good night");
            demo.run("manifold:bounce demo.greeting");
            await().atMost(PATIENCE)
                    .until(() -> demo.run("manifold:report demo.bob").contains("Good night, you are number"));

            assertThat(demo.end()).isZero();
            assertThat(demo.err()).isEmpty();
        }
    }

    private static String property(String info, String name) {
        Matcher value = Pattern.compile("(?m)^ *" + name + ": (.*)$").matcher(info);
        return value.find() ? value.group(1) : "";
    }

    @Test
    @DisplayName("a signal ends it, too, and leaves nothing")
    void endsBySignal() throws Exception {
        try (DemoProcess demo = DemoProcess.start(folder)) {
            demo.run("worker:list");
            assertThat(filesIn(folder.resolve("work"))).isNotEmpty();

            demo.handle().destroy();

            demo.awaitExit();
            assertThat(demo.err()).isEmpty();
        }
        assertThat(filesIn(folder.resolve("work"))).isEmpty();
    }

    private static String idOf(DemoProcess demo, String bundle) {
        Matcher id = Pattern.compile("([0-9]+)\\|.*\\|" + Pattern.quote(bundle) + " ")
                .matcher(demo.run("lb -s"));
        assertThat(id.find()).as("%s is installed", bundle).isTrue();
        return id.group(1);
    }

    private static void awaitServer(DemoProcess demo, boolean started) {
        Pattern row = Pattern.compile("demo.server +started");
        await().atMost(PATIENCE)
                .until(() -> row.matcher(demo.run("worker:list")).find() == started);
    }

    /** What the demo has left; the folder is there as soon as it has started. */
    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
