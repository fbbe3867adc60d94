// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static io.reeve.itest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;

/** Values of the configuration of a runner, good and bad, and their change at run time. */
final class ConfigurationIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    static final List<Arguments> DELAYS = List.of(
            Arguments.of("250", Duration.ofMillis(250)),
            Arguments.of("250ms", Duration.ofMillis(250)),
            Arguments.of(" 3s ", Duration.ofSeconds(3)),
            Arguments.of("2m", Duration.ofMinutes(2)),
            Arguments.of("1h", Duration.ofHours(1)),
            Arguments.of("PT1.5S", Duration.ofMillis(1_500)),
            Arguments.of("0", Duration.ZERO),
            Arguments.of(250, Duration.ofMillis(250)),
            Arguments.of(250L, Duration.ofMillis(250)));

    static final List<Arguments> POLICIES = List.of(
            Arguments.of("on-failure", Restart.When.ON_FAILURE),
            Arguments.of("ALWAYS", Restart.When.ALWAYS),
            Arguments.of("never", Restart.When.NEVER),
            Arguments.of("on_failure", Restart.When.ON_FAILURE));

    static final List<Arguments> NONSENSE = List.of(
            Arguments.of("worker.restart.when", "sometimes"),
            Arguments.of("worker.restart.when", 7),
            Arguments.of("worker.restart.delay", "soon"),
            Arguments.of("worker.restart.delay", "-5s"),
            Arguments.of("worker.restart.delay", "99999999999999999999h"),
            Arguments.of("worker.restart.delay", new String[] {"1s", "2s"}),
            Arguments.of("fatal.action", "explode"),
            Arguments.of("stop.grace", "never"),
            Arguments.of("stop.grace", -1));

    @ParameterizedTest
    @FieldSource("DELAYS")
    @DisplayName("OC-10 a delay may be a number, a text with a unit or ISO-8601")
    void delaysAreCoerced(Object value, Duration expected) throws Exception {
        felix.configure("side", Map.of("worker.restart.delay", value));
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "side"));

        assertThat(felix.awaitStarted("side", "w").restart().delay()).isEqualTo(expected);
        assertThat(felix.warnings("worker.restart.delay")).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("DELAYS")
    @DisplayName("OC-10 so may the delay in a factory's service properties")
    void delaysOfFactoriesAreCoerced(Object value, Duration expected) throws Exception {
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.restart.delay", value));

        assertThat(felix.awaitStarted("w").restart().delay()).isEqualTo(expected);
    }

    @ParameterizedTest
    @FieldSource("POLICIES")
    @DisplayName("OC-10 the restart policy may be spelt in any case, with hyphens or underscores")
    void policiesAreCoerced(String value, Restart.When expected) throws Exception {
        felix.configure("side", Map.of("worker.restart.when", value));
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "side"));

        assertThat(felix.awaitStarted("side", "w").restart().when()).isEqualTo(expected);
    }

    @ParameterizedTest
    @FieldSource("NONSENSE")
    @DisplayName("OC-10 a value that makes no sense is one warning and the default")
    void nonsenseIsWarnedAbout(String property, Object value) throws Exception {
        felix.configure("side", Map.of(property, value));
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "side"));

        assertThat(felix.awaitStarted("side", "w").restart()).isEqualTo(Restart.defaults());
        assertThat(felix.warnings("side", property)).hasSize(1);
    }

    @Test
    @DisplayName("OC-10 one bad value does not spoil the good ones beside it")
    void goodValuesSurviveBadOnes() throws Exception {
        felix.configure("side", Map.of("worker.restart.when", "sometimes", "worker.restart.delay", "7s"));
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "side"));

        assertThat(felix.awaitStarted("side", "w").restart()).isEqualTo(Restart.after(Duration.ofSeconds(7)));
    }

    @Test
    @DisplayName("OC-3 a changed configuration holds for running workers and touches none of them")
    void changeAtRunTimeRestartsNothing() throws Exception {
        Configuration configuration = felix.configure("side", Map.of("worker.restart.delay", "5s"));
        Runner runner = felix.runner("side");
        TestFactory plain = felix.factory();
        TestFactory own = felix.factory();
        felix.publish(plain, Map.of("worker.id", "plain", "worker.runner", "side"));
        felix.publish(own, Map.of("worker.id", "own", "worker.runner", "side", "worker.restart.delay", "9s"));
        WorkerStatus before = felix.awaitStarted("side", "plain");
        WorkerStatus unconcerned = felix.awaitStarted("side", "own");

        configuration.update(FrameworkUtil.asDictionary(
                Map.of("worker.restart.delay", "10ms", "stop.grace", "2s", "fatal.errors", "java.lang.Error")));

        WorkerStatus after = eventually(
                "the new delay is in force",
                () -> felix.awaitStarted("side", "plain"),
                status -> status.restart().delay().toMillis() == 10);
        assertThat(after.generation()).isEqualTo(before.generation());
        assertThat(after.started()).isEqualTo(before.started());
        assertThat(felix.runner("side").status("own")).contains(unconcerned);
        assertThat(felix.runner("side")).isSameAs(runner);
        assertThat(plain.worker().kills()).isZero();
        plain.worker().fail(new IllegalStateException("on purpose"));
        plain.worker(2);
    }

    @Test
    @DisplayName("OC-3 a configuration for 'default' changes the default runner in place, its deletion changes it back")
    void defaultRunnerIsReconfigured() throws Exception {
        TestFactory factory = felix.factory();
        felix.publish("steady", factory);
        WorkerStatus before = felix.awaitStarted("steady");
        Runner runner = felix.runner();

        Configuration configuration = felix.configure("default", Map.of("worker.restart.delay", "1h"));
        eventually(
                "the delay is in force",
                () -> felix.awaitStarted("steady").restart().delay().toHours() == 1);
        configuration.delete();
        eventually("the default is back", () -> felix.awaitStarted("steady").restart(), Restart.defaults()::equals);

        assertThat(felix.runner().status("steady")).contains(before);
        assertThat(felix.runner()).isSameAs(runner);
        assertThat(factory.starts()).hasSize(1);
        assertThat(felix.references(Runner.class, "(runner.name=default)")).hasSize(1);
    }

    @Test
    @DisplayName("OC-12 an instance with another name in its PID may be the default runner's configuration, too")
    void defaultRunnerByRunnerName() throws Exception {
        felix.publish("steady", felix.factory());
        felix.awaitStarted("steady");

        felix.configure("other", Map.of("runner.name", "default", "worker.restart.delay", "2h"));

        eventually(
                "the delay is in force",
                () -> felix.awaitStarted("steady").restart().delay().toHours() == 2);
        assertThat(felix.awaitStarted("steady").generation()).isEqualTo(1);
    }

    @Test
    @DisplayName("OC-3 ten changes in a row leave the last one in force and every worker alone")
    void manyChanges() throws Exception {
        Configuration configuration = felix.configure("side", Map.of("worker.restart.delay", "1s"));
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "side"));
        WorkerStatus before = felix.awaitStarted("side", "w");

        for (int i = 2; i <= 10; i++) {
            configuration.update(FrameworkUtil.asDictionary(Map.of("worker.restart.delay", i + "s")));
        }

        WorkerStatus after = eventually(
                "the last delay is in force",
                () -> felix.awaitStarted("side", "w"),
                status -> status.restart().delay().toSeconds() == 10);
        assertThat(after.generation()).isEqualTo(before.generation());
        assertThat(after.since()).isEqualTo(before.since());
    }

    @Test
    @DisplayName("a configuration that becomes nonsense at run time is one warning and the defaults")
    void nonsenseAtRunTime() throws Exception {
        Configuration configuration = felix.configure("side", Map.of("worker.restart.delay", "5s"));
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "side"));
        WorkerStatus before = felix.awaitStarted("side", "w");

        configuration.update(FrameworkUtil.asDictionary(Map.of("worker.restart.delay", "five seconds")));

        eventually(
                "the default is in force",
                () -> felix.awaitStarted("side", "w").restart().equals(Restart.defaults()));
        assertThat(felix.warnings("side", "five seconds")).hasSize(1);
        assertThat(felix.awaitStarted("side", "w").started()).isEqualTo(before.started());
    }
}
