// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.io.IOException;
import java.util.Map;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** The commands of the scope {@code worker} in a session of the Gogo that runs in the container. */
final class ShellIT {

    private static final Gson STRICT =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("OC-14 osgi.command.function is an array of all the commands of the scope")
    void commandsAreRegistered() throws Exception {
        ServiceReference<?>[] commands = felix.context().getAllServiceReferences(null, "(osgi.command.scope=worker)");

        assertThat(commands).hasSize(1);
        assertThat((String[]) commands[0].getProperty("osgi.command.function"))
                .contains("list", "info", "report", "why", "start", "stop", "restart", "runners");
    }

    @Test
    @DisplayName("worker:list shows state, runner, generation and the factory's bundle of each worker")
    void list() throws Exception {
        ServiceRegistration<WorkerFactory> service = felix.publish("lister", felix.factory());
        felix.awaitStarted("lister");

        String table = run("worker:list");

        assertThat(lineWith(table, "lister"))
                .contains(
                        "started",
                        "default",
                        "1",
                        service.getReference().getBundle().getSymbolicName());
    }

    @Test
    @DisplayName("OC-9 worker:list shows refused and shadowed factories with the reason")
    void listOfFailures() throws Exception {
        felix.publish("", felix.factory());
        felix.publish("place", felix.factory());
        felix.awaitStarted("place");
        felix.awaitState(felix.publish("place", felix.factory()), FactoryStatus.State.SHADOWED);

        String table = run("worker:list");

        assertThat(table).contains("refused", "shadowed");
        assertThat(lineWith(table, "refused")).contains("id");
    }

    @Test
    @DisplayName("a worker that fails is seen to come back: the list counts the restart and names the failure")
    void restartAfterFailureIsVisible() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", "phoenix", "worker.restart.delay", "1ms"));
        felix.awaitStarted("phoenix");

        factory.worker().fail(new IOException("burnt down"));

        factory.worker(2);
        eventually(
                "the list shows it",
                () -> lineWith(run("worker:list"), "phoenix").contains("started"));
        assertThat(lineWith(run("worker:list"), "phoenix")).contains("2", "burnt down");
        assertThat(run("worker:info phoenix")).contains("burnt down");
    }

    @Test
    @DisplayName("a worker that waits for its restart shows when that will be")
    void nextStartIsVisible() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", "patient", "worker.restart.delay", "1h"));
        felix.awaitStarted("patient");

        factory.worker().fail(new IOException("tired"));

        felix.awaitRestartDelay("patient");
        assertThat(lineWith(run("worker:list"), "patient")).contains("stopped", "tired");
    }

    @Test
    @DisplayName("worker:info tells all of one worker")
    void info() throws Exception {
        ServiceRegistration<WorkerFactory> service =
                felix.publish(felix.factory(), Map.of("worker.id", "known", "worker.restart.delay", "7s"));
        felix.awaitStarted("known");

        assertThat(run("worker:info known"))
                .contains(
                        "known",
                        "started",
                        "default",
                        "7",
                        service.getReference().getBundle().getSymbolicName(),
                        String.valueOf(Felix.serviceId(service)));
    }

    @Test
    @DisplayName("worker:report shows what one worker, or all, report of themselves")
    void report() throws Exception {
        felix.publish("teller", felix.factory().handingOut(Teller::new));
        felix.awaitStarted("teller");

        assertThat(run("worker:report teller")).contains("answer", "42");
        assertThat(run("worker:report")).contains("teller", "answer", "42");
    }

    @Test
    @DisplayName("worker:stop ends a worker until worker:start, and the factory shows as stopped")
    void stopAndStart() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish("w", factory);
        felix.awaitStarted("w");

        assertThat(run("worker:stop w")).contains("w").contains("stopped");
        assertThat(factory.worker().hasEnded()).isTrue();
        assertThat(lineWith(run("worker:list"), "stopped")).contains("w");
        assertThat(run("worker:start w")).contains("w");

        factory.worker(2);
        felix.awaitStarted("w");
        assertThat(run("worker:start w")).contains("already");
    }

    @Test
    @DisplayName("worker:stop of a deaf worker returns and says that it is still stopping")
    void stopOfDeafWorker() throws Exception {
        felix.publish("deaf", felix.factory().deaf());
        felix.awaitStarted("deaf");

        assertThat(run("worker:stop deaf --timeout 10ms")).contains("stopping");
        assertThat(lineWith(run("worker:list"), "deaf")).contains("stopping");
    }

    @Test
    @DisplayName("worker:restart starts a worker again with its restart count cleared")
    void restart() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish("w", factory);
        felix.awaitStarted("w");

        assertThat(run("worker:restart w")).contains("w");

        factory.worker(2);
        assertThat(felix.awaitStarted("w").restarts()).isZero();
        assertThat(factory.worker().kills()).isEqualTo(1);
    }

    @Test
    @DisplayName("worker:runners shows each runner with its state, and what a dead one died of")
    void runners() throws Exception {
        felix.configure("side", Map.of("fatal.errors", "*"));
        Runner side = felix.runner("side");
        TestFactory factory = felix.factory();
        felix.publish(factory, Map.of("worker.id", "w", "worker.runner", "side"));
        felix.awaitStarted("side", "w");
        assertThat(lineWith(run("worker:runners"), "side")).contains("running");

        factory.worker().fail(new IOException("disk is gone"));

        eventually("the runner is dead", side::state, Runner.State.DEAD::equals);
        assertThat(lineWith(run("worker:runners"), "side")).contains("dead", "disk is gone");
        assertThat(lineWith(run("worker:runners"), "default")).contains("running");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker:list --json",
                "worker:info w --json",
                "worker:report --json",
                "worker:report w --json",
                "worker:runners --json",
                "worker:restart w --json",
                "worker:stop w --json",
                "worker:start w --json"
            })
    @DisplayName("every command has --json, which is JSON and nothing else")
    void json(String command) throws Exception {
        felix.publish("w", felix.factory().handingOut(Teller::new));
        felix.awaitStarted("w");

        assertThat(parse(run(command))).isNotNull();
    }

    @Test
    @DisplayName("the JSON of worker:list has what a script needs")
    void jsonOfList() throws Exception {
        felix.publish("w", felix.factory());
        felix.awaitStarted("w");

        JsonObject row =
                parse(run("worker:list --json")).getAsJsonArray().get(0).getAsJsonObject();

        assertThat(row.get("id").getAsString()).isEqualTo("w");
        assertThat(row.get("runner").getAsString()).isEqualTo("default");
        assertThat(row.get("state").getAsString()).isEqualTo("started");
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "report", "why", "start", "stop", "restart"})
    @DisplayName("an unknown id is an error that says which ids are similar")
    void unknownId(String command) throws Exception {
        felix.publish("tailer", felix.factory());
        felix.awaitStarted("tailer");

        assertThatThrownBy(() -> run("worker:" + command + " tailor"))
                .hasMessageContaining("tailor")
                .hasMessageContaining("tailer");
        assertThat(felix.awaitStarted("tailer").generation()).isEqualTo(1);
    }

    @Test
    @DisplayName("an ambiguous id is an error that says which runners have it, and --runner decides")
    void ambiguousId() throws Exception {
        felix.configure("side", Map.of());
        felix.runner("side");
        felix.publish("twin", felix.factory());
        felix.publish(felix.factory(), Map.of("worker.id", "twin", "worker.runner", "side"));
        felix.awaitStarted("twin");
        felix.awaitStarted("side", "twin");

        assertThatThrownBy(() -> run("worker:info twin"))
                .hasMessageContaining("default")
                .hasMessageContaining("side");
        assertThat(run("worker:info twin --runner side")).contains("side");
    }

    @Test
    @DisplayName("OC-15 help lists the commands of the scope with their descriptions")
    void help() throws Exception {
        assertThat(run("felix:help worker:list")).contains("list").contains("--json");
        assertThat(run("help")).contains("worker:list", "worker:restart");
    }

    @Test
    @DisplayName("without a whiteboard the commands stay and say what is missing")
    void withoutWhiteboard() throws Exception {
        felix.impl().stop();
        try {
            assertThat(run("worker:list")).isNotBlank();
            assertThat(run("worker:runners")).contains("io.reeve.impl");
        } finally {
            felix.impl().start();
        }
    }

    private static String lineWith(String table, String word) {
        return table.lines().filter(line -> line.contains(word)).findFirst().orElse("");
    }

    private static JsonElement parse(String text) {
        return STRICT.fromJson(text, JsonElement.class);
    }

    private static String run(String line) throws Exception {
        return Shell.run(felix.service(CommandProcessor.class), line);
    }

    /** A worker that reports something. */
    private static final class Teller extends TestWorker implements Reporter {
        Teller() {
            super(false);
        }

        @Override
        public Map<String, Object> report() {
            return Map.of("answer", 42);
        }
    }
}
