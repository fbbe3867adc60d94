// SPDX-License-Identifier: Apache-2.0
package io.reeve.karaf;

import static io.reeve.karaf.Karaf.GUEST;
import static io.reeve.karaf.Karaf.MANAGER;
import static io.reeve.karaf.Karaf.OPERATOR;
import static io.reeve.karaf.Karaf.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The features in a real Karaf, as an operator uses them: through Karaf's own shell. Starting a Karaf takes long, so
 * there is one for all tests; those that change it for the others come last, in their order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KarafIT {

    /** Karaf 4.4 asks the JVM for things that are gone since 24. */
    private static final int JAVA_OF_KARAF = 17;

    /** Workers of the demo that do not fail by themselves. */
    private static final List<String> STEADY = List.of("demo.writer", "demo.tail", "demo.server", "demo.probe");

    /** Between two components of {@code scr:list}: a line that is not indented begins one. */
    private static final Pattern COMPONENTS = Pattern.compile("\\R(?=\\S)");

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static Karaf karaf;

    @RegisterExtension
    static final TestExecutionExceptionHandler SHOW_LOG = (ExtensionContext test, Throwable failure) -> {
        failure.addSuppressed(new AssertionError(karaf.log()));
        throw failure;
    };

    @BeforeAll
    static void installFeatures() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        assumeTrue(!system.contains("windows"), "Karaf is started by its shell script, so not on " + system);
        Optional<Path> java = Jdk.home(JAVA_OF_KARAF);
        assumeTrue(
                java.isPresent(),
                "no JDK " + JAVA_OF_KARAF + " found, and Karaf 4.4 does not run on "
                        + Runtime.version().feature() + "; name one in JAVA_" + JAVA_OF_KARAF + "_HOME");

        karaf = Karaf.start(java.get());
        try {
            String version = System.getProperty("reeve.version");
            operator().run("feature:repo-add mvn:io.reeve/io.reeve.karaf/" + version + "/xml/features");
            operator().run("feature:install reeve");
            operator().run("feature:install reeve-demo");
        } catch (RuntimeException | Error e) {
            e.addSuppressed(new AssertionError(karaf.log()));
            throw e;
        }
    }

    @AfterAll
    static void endKaraf() {
        if (karaf != null) {
            karaf.close();
        }
    }

    @Test
    @DisplayName("OC-13 the demo's workers run, with no configuration")
    void workersRun() {
        awaitSteadyWorkers();

        assertThat(operator().answer("worker:list"))
                .contains(STEADY)
                .contains("demo.crew", "demo.flaky", "started", "io.reeve.demo.tail");
    }

    @Test
    @DisplayName("OC-22 every bundle of ours is active and every component of ours is there")
    void everythingIsActive() {
        assertThat(linesOfOurs("bundle:list --no-format -t 0 -s"))
                .hasSizeGreaterThanOrEqualTo(7)
                .allMatch(line -> line.contains("Active"));
        assertThat(componentsOfOurs())
                .anyMatch(component -> component.startsWith("io.reeve.whiteboard") && component.contains("ACTIVE"))
                .noneMatch(component -> component.contains("UNSATISFIED"));
    }

    @Test
    @DisplayName("OC-15 Karaf's help shows how to call a command")
    void helpOfOneCommand() {
        assertThat(operator().type("help worker:list"))
                .contains("usage: worker:list")
                .contains("--json");
        assertThat(operator().type("help manifold:graph"))
                .contains("usage: manifold:graph")
                .contains("--mermaid");
    }

    @Test
    @DisplayName("OC-15 Karaf's list of commands describes ours")
    void helpOfAllCommands() {
        assertThat(operator().type("help"))
                .containsPattern("worker:list *\\| lists the workers")
                .containsPattern("manifold:list *\\| lists the manifolds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker:list", "worker:runners", "worker:report", "worker:info demo.tail"})
    @DisplayName("OC-16 a viewer may look")
    void viewerLooks(String command) {
        awaitSteadyWorkers();

        assertThat(viewer().answer(command)).contains("default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker:stop", "worker:start", "worker:restart"})
    @DisplayName("OC-16 a viewer may not change what runs")
    void viewerChangesNothing(String command) {
        awaitSteadyWorkers();
        List<ListedWorker> before = steadyWorkers();

        KarafShell.Output output = viewer().attempt(command + " demo.tail");

        assertThat(output.success()).isFalse();
        // Karaf hides what a user may not run.
        assertThat(output.text()).contains("not found: " + command);
        assertThat(steadyWorkers()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop demo.tail",
                "*:stop demo.tail",
                "\"worker:stop\" demo.tail",
                "'worker':stop demo.tail",
                "(worker:stop demo.tail)",
                "worker:list ; worker:stop demo.tail",
                "worker:list | worker:stop demo.tail",
                "echo demo.tail | worker:stop",
                "command = worker:stop ; $command demo.tail",
                "command = { worker:stop demo.tail } ; command",
                "each [demo.tail] { worker:stop $it }",
                "if { true } { worker:stop demo.tail }",
                "eval 'worker:stop demo.tail'",
                "shell:alias 'halt = worker:stop' ; halt demo.tail",
                "config:property-set -p org.apache.karaf.command.acl.worker stop viewer ; worker:stop demo.tail"
            })
    @DisplayName("OC-16 a viewer finds no way round that")
    void viewerFindsNoWayRound(String line) {
        awaitSteadyWorkers();
        List<ListedWorker> before = steadyWorkers();

        KarafShell.Output output = viewer().attempt(line);

        assertThat(output.text()).doesNotContain("has stopped", "is still stopping");
        assertThat(steadyWorkers()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker:list",
                "worker:info demo.tail",
                "worker:report",
                "worker:runners",
                "worker:why demo.tail",
                "worker:start demo.tail",
                "worker:stop demo.tail",
                "worker:restart demo.tail",
                "manifold:list",
                "manifold:info x",
                "manifold:report",
                "manifold:why x",
                "manifold:graph",
                "manifold:impact x",
                "manifold:missing",
                "manifold:engines",
                "manifold:bounce x"
            })
    @DisplayName("OC-16 who has no role may neither look nor change anything")
    void guestSeesNothing(String command) {
        awaitSteadyWorkers();
        List<ListedWorker> before = steadyWorkers();

        KarafShell.Output output = karaf.as(GUEST).attempt(command);

        assertThat(output.success()).isFalse();
        assertThat(output.text()).contains("not found: " + command.split(" ", 2)[0]);
        assertThat(steadyWorkers()).isEqualTo(before);
    }

    @Test
    @DisplayName("OC-16 a manager who is no admin may look, stop and start")
    void managerChangesWhatRuns() {
        awaitSteadyWorkers();
        KarafShell manager = karaf.as(MANAGER);

        assertThat(manager.answer("worker:info demo.tail")).contains("state: started");
        manager.run("worker:restart demo.tail");
        manager.run("worker:stop demo.tail");
        eventually().until(() -> !running().contains("demo.tail"));
        manager.run("worker:start demo.tail");
        awaitSteadyWorkers();
        assertThat(manager.attempt("manifold:bounce nobody").text()).contains("no manifold 'nobody'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"manifold:list", "manifold:graph", "manifold:missing", "manifold:engines", "manifold:list --json"
            })
    @DisplayName("OC-16 a viewer may look at manifolds")
    void viewerLooksAtManifolds(String command) {
        assertThat(viewer().attempt(command).success()).isTrue();
        assertThat(viewer().answer(command)).isNotBlank();
    }

    @Test
    @DisplayName("OC-16 a viewer may not bounce a manifold, an operator may")
    void viewerBouncesNothing() {
        String command = "manifold:bounce nobody";

        assertThat(viewer().attempt(command).text()).contains("not found: manifold:bounce");
        assertThat(operator().attempt(command).text()).contains("no manifold 'nobody'");
    }

    @Test
    @DisplayName("OC-16 an operator stops and starts a worker")
    void operatorChangesWhatRuns() {
        awaitSteadyWorkers();

        operator().run("worker:stop demo.tail");
        eventually().until(() -> !running().contains("demo.tail"));
        operator().run("worker:start demo.tail");
        awaitSteadyWorkers();
    }

    @Test
    @DisplayName("OC-13 OC-24 the Flight Recorder's feature records workers with no configuration, and restarts none")
    void flightRecorder() throws Exception {
        awaitSteadyWorkers();
        List<ListedWorker> before = steadyWorkers();

        operator().run("feature:install reeve-jfr");
        assertThat(steadyWorkers()).isEqualTo(before);
        karaf.jcmd("JFR.start", "name=reeve");
        operator().run("worker:restart demo.tail");
        eventually().untilAsserted(() -> assertThat(recorded()).contains("demo.tail started"));

        karaf.jcmd("JFR.stop", "name=reeve");
        operator().run("feature:uninstall reeve-jfr");
        awaitSteadyWorkers();
    }

    /** The starts in the recording. */
    private static List<String> recorded() throws IOException, InterruptedException {
        Path file = karaf.scratch("reeve.jfr");
        karaf.jcmd("JFR.dump", "name=reeve", "filename=" + file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("io.reeve.WorkerStart"))
                .map(event -> event.getString("worker") + " " + event.getString("outcome"))
                .toList();
    }

    @Test
    @DisplayName("OC-12 a file etc/io.reeve.runner-a.cfg makes a runner, without it the runner is gone")
    void fileMakesRunner() throws IOException {
        Path file = karaf.etc("io.reeve.runner-a.cfg");

        Files.writeString(file, "worker.restart.delay = 1s\n");
        eventually().until(() -> runners().contains("a"));

        Files.delete(file);
        eventually().until(() -> !runners().contains("a"));
        assertThat(runners()).contains("default");
    }

    @Test
    @DisplayName("OC-3 OC-13 what an operator writes into the file of the default runner applies, and restarts nobody")
    void fileOfDefaultRunnerApplies() throws IOException {
        awaitSteadyWorkers();
        List<ListedWorker> before = steadyWorkers();
        Path file = karaf.etc("io.reeve.runner-default.cfg");
        String commented = Files.readString(file);

        Files.writeString(file, commented.replace("#worker.restart.delay = 3s", "worker.restart.delay = 7s"));
        eventually().until(() -> worker("demo.writer").delay().equals("PT7S"));
        Files.writeString(file, commented);
        eventually().until(() -> worker("demo.writer").delay().equals("PT3S"));

        assertThat(steadyWorkers()).isEqualTo(before);
    }

    @Test
    @Order(Order.DEFAULT + 1)
    @DisplayName("OC-24 a feature that has nothing to do with ours restarts no worker")
    void unrelatedFeatureRestartsNobody() {
        awaitSteadyWorkers();
        List<ListedWorker> before = steadyWorkers();

        operator().run("feature:install felix-http webconsole");

        assertThat(operator().run("feature:list --no-format -i")).contains("webconsole");
        assertThat(steadyWorkers()).isEqualTo(before);
    }

    @Test
    @Order(Order.DEFAULT + 2)
    @DisplayName("OC-22 the workers are back after a restart of Karaf")
    void workersComeBackWithKaraf() throws Exception {
        karaf.restart();

        awaitSteadyWorkers();
    }

    @Test
    @Order(Order.DEFAULT + 3)
    @DisplayName("OC-22 OC-27 nothing of ours is left once the features are uninstalled")
    void uninstallLeavesNothing() {
        awaitSteadyWorkers();
        assertThat(threads()).anyMatch(KarafIT::isOurs);

        operator().run("feature:uninstall reeve-demo");
        eventually().until(() -> running().isEmpty());
        operator().run("feature:uninstall --delete-configurations reeve");

        assertThat(linesOfOurs("bundle:list --no-format -t 0 -s")).isEmpty();
        assertThat(linesOfOurs("service:list")).isEmpty();
        // Karaf notices by and by that the file of a configuration is gone.
        eventually().untilAsserted(() -> assertThat(linesOfOurs("config:list")).isEmpty());
        assertThat(operator().attempt("worker:list").text()).contains("Command not found: worker:list");
        eventually().untilAsserted(() -> assertThat(threads()).noneMatch(KarafIT::isOurs));
        assertThat(karaf.etc("io.reeve.runner-default.cfg")).doesNotExist();
        assertThat(karaf.etc("org.apache.karaf.command.acl.worker.cfg")).doesNotExist();
        assertThat(karaf.etc("org.apache.karaf.command.acl.manifold.cfg")).doesNotExist();
    }

    private static KarafShell operator() {
        return karaf.as(OPERATOR);
    }

    private static KarafShell viewer() {
        return karaf.as(VIEWER);
    }

    private static List<String> linesOfOurs(String command) {
        return operator()
                .run(command)
                .lines()
                .filter(line -> line.contains("io.reeve"))
                .toList();
    }

    /** Each with its instances, which are the indented lines below it. */
    private static List<String> componentsOfOurs() {
        return COMPONENTS
                .splitAsStream(operator().answer("scr:list"))
                .filter(component -> component.startsWith("io.reeve"))
                .toList();
    }

    private static List<String> threads() {
        return operator()
                .run("shell:threads --list")
                .lines()
                .skip(2)
                .map(line -> line.split("\\|", 3)[1].trim())
                .toList();
    }

    /** Threads of the runtime, and those that the demo's workers make. */
    private static boolean isOurs(String thread) {
        return thread.startsWith("reeve/") || thread.contains("demo.");
    }

    private static List<ListedWorker> workers() {
        return ListedWorker.parse(operator().answer("worker:list --json"));
    }

    private static List<ListedWorker> steadyWorkers() {
        return workers().stream().filter(w -> STEADY.contains(w.id())).toList();
    }

    private static ListedWorker worker(String id) {
        return workers().stream().filter(w -> w.id().equals(id)).findFirst().orElseThrow();
    }

    private static List<String> running() {
        return workers().stream()
                .filter(worker -> worker.state().equals("started"))
                .map(ListedWorker::id)
                .toList();
    }

    private static List<String> runners() {
        return operator()
                .answer("worker:runners")
                .lines()
                .skip(1)
                .map(line -> line.trim().split("\\s+", 2)[0])
                .toList();
    }

    private static ConditionFactory eventually() {
        return await().pollInterval(Duration.ofSeconds(1)).atMost(PATIENCE);
    }

    private static void awaitSteadyWorkers() {
        eventually().untilAsserted(() -> assertThat(running()).containsAll(STEADY));
    }
}
