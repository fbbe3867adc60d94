// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.dependency.Engine;
import io.reeve.dependency.ManifoldStatus;
import io.reeve.dependency.ManifoldStatus.InputStatus;
import io.reeve.worker.Runner;
import io.reeve.worker.Why;
import io.reeve.worker.WorkerStatus;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** The commands of the scope {@code manifold} in a session of the Gogo that runs in the container. */
final class ManifoldShellIT {
    private static final ManifoldStatus SERVER = new ManifoldStatus(
            "side",
            "server",
            WorkerStatus.State.STOPPED,
            0,
            0,
            0,
            Instant.EPOCH,
            null,
            null,
            null,
            List.of(new InputStatus("config", null, false, false, false)),
            List.of());

    @RegisterExtension
    static final Felix felix = new Felix();

    private ServiceRegistration<Engine> side;

    @BeforeEach
    void publishSide() {
        side = publish("side");
    }

    @AfterEach
    void withdrawSide() {
        side.unregister();
    }

    private static ServiceRegistration<Engine> publish(String name) {
        return felix.context().registerService(Engine.class, engineOfOneServer(name), null);
    }

    /** As much of an engine as the commands look at. */
    private static Engine engineOfOneServer(String name) {
        Map<String, Object> answers = Map.of(
                "name", name,
                "state", Runner.State.RUNNING,
                "failure", Optional.empty(),
                "status", Optional.of(SERVER),
                "statuses", List.of(SERVER),
                "missing", Map.of("config", List.of("server")),
                "impact", List.of("server"),
                "why", Optional.of(new Why("manifold 'server'", "stopped", "nobody is ready", null, null, null, null)));
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> answers.get(method.getName());
                });
    }

    private static String run(String line) throws Exception {
        return Shell.run(felix.service(CommandProcessor.class), line);
    }

    @Test
    @DisplayName("OC-14 osgi.command.function is an array of all the commands of the scope")
    void commandsAreRegistered() throws Exception {
        ServiceReference<?>[] commands = felix.context().getAllServiceReferences(null, "(osgi.command.scope=manifold)");

        assertThat(commands).hasSize(1);
        assertThat((String[]) commands[0].getProperty("osgi.command.function"))
                .containsExactlyInAnyOrder(
                        "list", "info", "report", "why", "graph", "impact", "missing", "bounce", "engines");
        assertThat(commands[0].getBundle().getSymbolicName()).isEqualTo("io.reeve.shell.manifold");
    }

    @Test
    @DisplayName("an engine that is registered is looked at, and what is returned is shown by the converter")
    void looksAtEngines() throws Exception {
        assertThat(run("manifold:list")).startsWith("NAME    STATE    ENGINE").contains("server  stopped  side");
        assertThat(run("manifold:why server")).isEqualTo("manifold 'server' is stopped: nobody is ready");
        assertThat(run("manifold:graph")).endsWith("server: waiting\n\\- config: not installed");
        assertThat(run("manifold:missing")).contains("config  side");
        assertThat(run("manifold:bounce server")).contains("goes on waiting for 'config'");
        assertThat(run("manifold:engines --json")).startsWith("[{\"name\":").contains("\"side\"");
    }

    @Test
    @DisplayName("an engine that goes is looked at no more")
    void forgetsEngines() throws Exception {
        ServiceRegistration<Engine> other = publish("other");
        assertThat(run("manifold:engines")).contains("other", "side");

        other.unregister();

        assertThat(run("manifold:engines")).contains("side").doesNotContain("other");
        assertThatThrownBy(() -> run("manifold:info server --engine other")).hasMessageContaining("no engine 'other'");
    }

    @Test
    @DisplayName("OC-15 help lists the commands of the scope with their descriptions")
    void help() throws Exception {
        assertThat(run("felix:help manifold:graph")).contains("graph").contains("--dot");
        assertThat(run("help")).contains("manifold:list", "manifold:bounce", "worker:list");
    }
}
