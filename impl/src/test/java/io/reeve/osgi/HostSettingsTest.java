// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostSettingsTest {
    private static HostSettings of(Map<String, ?> properties) {
        return HostSettings.of(HostKind.RUNNER, "io.reeve.runner", properties);
    }

    @ParameterizedTest
    @CsvSource({
        "io.reeve.runner, default",
        "io.reeve.runner~a, a",
        "io.reeve.runner~a~b, a~b",
        "'io.reeve.runner~ a ', a",
        "io.reeve.runner~, default",
        "'io.reeve.runner~  ', default",
        "io.reeve.runner.8f3c2a9e-1111-2222-3333-444455556666, default"
    })
    @DisplayName("OC-12 the name is the part of the PID that a person wrote, not what a container made up")
    void nameInPid(String pid, String name) {
        assertThat(HostSettings.of(HostKind.RUNNER, pid, Map.of()).name()).isEqualTo(name);
    }

    @Test
    void aNameThatIsConfiguredWinsOverThePid() {
        assertThat(HostSettings.of(HostKind.RUNNER, "io.reeve.runner~a", Map.of("runner.name", "b"))
                        .name())
                .isEqualTo("b");
        assertThat(HostSettings.of(HostKind.RUNNER, "io.reeve.runner.8f3c", Map.of("runner.name", "b"))
                        .name())
                .isEqualTo("b");
    }

    @Test
    @DisplayName("a name that could steer a terminal or forge a line of the log is refused, in a property and in a PID")
    void aNameThatCannotBePrinted() {
        HostSettings settings =
                HostSettings.of(HostKind.RUNNER, "io.reeve.runner~a", Map.of("runner.name", "x\u001b[2J\ny"));

        assertThat(settings.name()).isEqualTo("a");
        assertThat(settings.complaints())
                .containsExactly("runner.name is 'x\\u001b[2J\\u000ay', not a name that can be printed in a line;"
                        + " 'a' is kept");
        assertThat(HostSettings.of(HostKind.ENGINE, "io.reeve.engine~x\u202ey", Map.of())
                        .name())
                .isEqualTo("x\\u202ey");
    }

    @Test
    void aBlankNameCountsAsNone() {
        assertThat(HostSettings.of(HostKind.RUNNER, "io.reeve.runner~a", Map.of("runner.name", " "))
                        .name())
                .isEqualTo("a");
    }

    @Test
    @DisplayName("OC-13 an empty configuration is the defaults")
    void emptyConfiguration() {
        assertThat(of(Map.of())).isEqualTo(HostSettings.defaults(HostKind.RUNNER, "default"));
        HostSettings defaults = HostSettings.defaults(HostKind.RUNNER, "x");
        assertThat(defaults.supervision().restart()).isEqualTo(Restart.defaults());
        assertThat(defaults.fatalAction()).isEqualTo(FatalAction.STAY_DEAD);
        assertThat(defaults.stopGrace()).isEqualTo(Duration.ofSeconds(1));
        assertThat(defaults.startWarning()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    @DisplayName("OC-10 everything may be a string, as in a .cfg file")
    void allStrings() {
        Map<String, Object> cfg = new HashMap<>(Map.of(
                "runner.name", "a",
                "worker.restart.when", "always",
                "worker.restart.delay", "250ms",
                "fatal.errors", "java.lang.Error, java.io.IOException",
                "fatal.action", "stop-framework",
                "stop.grace", "2s",
                "start.warning", "PT1M"));
        cfg.put("felix.fileinstall.filename", "etc/io.reeve.runner~a.cfg");
        cfg.put("service.pid", "io.reeve.runner~a");
        cfg.put("service.factoryPid", "io.reeve.runner");
        cfg.put("component.name", "io.reeve.runner");
        cfg.put("component.id", 7L);

        HostSettings settings = HostSettings.of(HostKind.RUNNER, "io.reeve.runner~a", cfg);

        assertThat(settings.complaints()).isEmpty();
        assertThat(settings.name()).isEqualTo("a");
        assertThat(settings.supervision().restart())
                .isEqualTo(Restart.builder()
                        .when(Restart.When.ALWAYS)
                        .delay(Duration.ofMillis(250))
                        .build());
        assertThat(settings.fatalErrors()).containsExactlyInAnyOrder("java.lang.Error", "java.io.IOException");
        assertThat(settings.fatalAction()).isEqualTo(FatalAction.STOP_FRAMEWORK);
        assertThat(settings.stopGrace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.startWarning()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void whatIsNotConfiguredStaysAtItsDefault() {
        HostSettings settings = of(Map.of("worker.restart.delay", 5000L));

        assertThat(settings.supervision().restart()).isEqualTo(Restart.after(Duration.ofSeconds(5)));
        assertThat(settings.stopGrace()).isEqualTo(HostSettings.DEFAULT_STOP_GRACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fatal.error", "stop.graze", "start.warn", "runner.nane", "worker.restart"})
    void aMistypedKeyIsComplainedOfWithTheKnownOnes(String key) {
        assertThat(of(Map.of(key, "1s")).complaints())
                .singleElement()
                .satisfies(complaint ->
                        assertThat(complaint).contains(key).contains("stop.grace", "fatal.errors", "runner.name"));
    }

    @Test
    void aKeyInAnotherCaseIsReadOrComplainedOf() {
        HostSettings settings = of(Map.of("Stop.Grace", "7s"));

        assertThat(settings.stopGrace().equals(Duration.ofSeconds(7))
                        || !settings.complaints().isEmpty())
                .isTrue();
    }

    @Test
    void nonsenseIsComplainedOfAndTheDefaultsHold() {
        HostSettings settings = of(Map.of(
                "fatal.action",
                "explode",
                "stop.grace",
                "-1s",
                "start.warning",
                "never",
                "worker.restart.when",
                "ever"));

        assertThat(settings.complaints()).hasSize(4);
        assertThat(settings.fatalAction()).isEqualTo(FatalAction.STAY_DEAD);
        assertThat(settings.stopGrace()).isEqualTo(HostSettings.DEFAULT_STOP_GRACE);
        assertThat(settings.startWarning()).isEqualTo(HostSettings.DEFAULT_START_WARNING);
        assertThat(settings.supervision().restart()).isEqualTo(Restart.defaults());
    }

    // ---- fatal errors

    private static boolean isFatal(Object fatalErrors, Throwable error) {
        return of(Map.of("fatal.errors", fatalErrors)).isFatal(error);
    }

    @Test
    @DisplayName("by default nothing is fatal")
    void nothingIsFatalByDefault() {
        assertThat(HostSettings.defaults(HostKind.RUNNER, "x").isFatal(new Error()))
                .isFalse();
        assertThat(of(Map.of("fatal.errors", "")).isFatal(new Error())).isFalse();
    }

    @Test
    void aFatalErrorIsNamedByItsClassOrASuperclass() {
        assertThat(isFatal("java.io.IOException", new IOException())).isTrue();
        assertThat(isFatal("java.io.IOException", new FileNotFoundException())).isTrue();
        assertThat(isFatal("java.lang.Throwable", new FileNotFoundException())).isTrue();
        assertThat(isFatal("java.io.FileNotFoundException", new IOException())).isFalse();
        assertThat(isFatal("IOException", new IOException())).isFalse();
        assertThat(isFatal("java.lang.Object", new IOException())).isTrue();
    }

    @Test
    void nestedClassesAreNamedWithADollar() {
        assertThat(isFatal(Nested.class.getName(), new Nested())).isTrue();
        assertThat(Nested.class.getName()).contains("$");
    }

    @Test
    void aStarMeansAll() {
        assertThat(isFatal("*", new Nested())).isTrue();
        assertThat(isFatal(new String[] {"java.io.IOException", " * "}, new Error()))
                .isTrue();
    }

    @Test
    void onlyTheErrorItselfCountsNotItsCause() {
        assertThat(isFatal("java.io.IOException", new IllegalStateException(new IOException())))
                .isFalse();
    }

    @Test
    void namesComeAsStringArrayAndCollection() {
        assertThat(isFatal(new String[] {"java.lang.Error", "java.io.IOException"}, new IOException()))
                .isTrue();
        assertThat(isFatal(List.of("java.lang.Error"), new StackOverflowError()))
                .isTrue();
        assertThat(isFatal(List.of("java.lang.Error", "java.lang.Error"), new Error()))
                .isTrue();
    }

    private static final class Nested extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
