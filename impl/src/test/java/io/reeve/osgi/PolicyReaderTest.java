// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What people may write of restarts, timeouts and interruption; the same for runners, engines and factories. */
class PolicyReaderTest {
    private static final Map<String, Object> EVERYTHING = Map.ofEntries(
            Map.entry("restart.when", "always"),
            Map.entry("restart.delay", "1s"),
            Map.entry("restart.factor", "2"),
            Map.entry("restart.max-delay", "1m"),
            Map.entry("restart.jitter", "0.2"),
            Map.entry("restart.reset-time", "2m"),
            Map.entry("restart.budget", "5"),
            Map.entry("restart.window", "10m"),
            Map.entry("restart.exhausted", "retry-slowly"),
            Map.entry("restart.slow-delay", "1h"),
            Map.entry("start.timeout", "30s"),
            Map.entry("stop.timeout", "10s"),
            Map.entry("interrupt", "no"));

    private static final Supervision EVERYTHING_READ = new Supervision(
            Restart.builder()
                    .when(Restart.When.ALWAYS)
                    .delay(Duration.ofSeconds(1))
                    .factor(2)
                    .maxDelay(Duration.ofMinutes(1))
                    .jitter(0.2)
                    .resetTime(Duration.ofMinutes(2))
                    .budget(5, Duration.ofMinutes(10))
                    .exhausted(Restart.Exhausted.RETRY_SLOWLY)
                    .slowDelay(Duration.ofHours(1))
                    .build(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            false);

    private static Map<String, Object> under(String prefix, Map<String, ?> properties) {
        Map<String, Object> prefixed = new HashMap<>();
        properties.forEach((key, value) -> prefixed.put(prefix + key, value));
        return prefixed;
    }

    private static HostSettings configured(HostKind kind, Map<String, ?> properties) {
        return HostSettings.of(kind, kind.pid, under(kind.policyPrefix, properties));
    }

    private static OfferProperties offered(Map<String, ?> properties) {
        FakeService<?> service =
                new FakeFramework().bundle("b").publish(new Puppets()).set("worker.id", "a");
        under("worker.", properties).forEach(service::set);
        return OfferProperties.ofFactory(service);
    }

    @ParameterizedTest
    @EnumSource(HostKind.class)
    @DisplayName("OC-10 a configuration of a runner or an engine says all of the policy, in strings if need be")
    void configuration(HostKind kind) {
        HostSettings settings = configured(kind, EVERYTHING);

        assertThat(settings.complaints()).isEmpty();
        assertThat(settings.supervision()).isEqualTo(EVERYTHING_READ);
    }

    @Test
    @DisplayName("OC-8 so do the properties of a factory, whatever its runner says")
    void factory() {
        OfferProperties properties = offered(EVERYTHING);

        assertThat(properties.complaints()).isEmpty();
        assertThat(properties.supervision().over(HostKind.ENGINE.supervision())).isEqualTo(EVERYTHING_READ);
    }

    @Test
    @DisplayName("a factory that says nothing has it as its runner")
    void nothingSaid() {
        OfferProperties properties = offered(Map.of());

        assertThat(properties.supervision()).isEqualTo(SupervisionWishes.NONE);
        assertThat(properties.supervision().over(EVERYTHING_READ)).isEqualTo(EVERYTHING_READ);
    }

    @Test
    @DisplayName("OC-8 a manifold says what an engine can be told of one: timeouts and interruption")
    void manifold() {
        FakeService<?> service = new FakeFramework()
                .bundle("b")
                .publish(new Puppets())
                .set("manifold.name", "a")
                .set("manifold.start.timeout", "30s")
                .set("manifold.stop.timeout", "10s")
                .set("manifold.interrupt", false)
                .set("manifold.restart.delay", "1s");

        OfferProperties properties = OfferProperties.ofManifold(service);

        assertThat(properties.supervision())
                .isEqualTo(new SupervisionWishes(
                        RestartWishes.NONE, Duration.ofSeconds(30), Duration.ofSeconds(10), false));
        assertThat(properties.complaints())
                .singleElement()
                .asString()
                .contains("there is no property manifold.restart.delay", "manifold.start.timeout");
    }

    @Test
    @DisplayName("the keys of annotations, which have no hyphens, are those of the properties")
    void annotations() {
        OfferProperties properties =
                offered(Map.of("restart.maxDelay", "7s", "restart.resetTime", "8s", "restart.slowDelay", "9s"));

        Restart restart = properties.supervision().restart().over(Restart.defaults());
        assertThat(properties.complaints()).isEmpty();
        assertThat(restart.maxDelay()).isEqualTo(Duration.ofSeconds(7));
        assertThat(restart.resetTime()).isEqualTo(Duration.ofSeconds(8));
        assertThat(restart.slowDelay()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    @DisplayName("who writes a key in both ways is told which one counts")
    void bothSpellings() {
        OfferProperties properties = offered(Map.of("restart.maxDelay", "7s", "restart.max-delay", "8s"));

        assertThat(properties.complaints())
                .containsExactly(
                        "worker.restart.maxdelay says the same as worker.restart.max-delay; what the latter says is"
                                + " kept");
        assertThat(properties.supervision().restart().over(Restart.defaults()).maxDelay())
                .isEqualTo(Duration.ofSeconds(8));
    }

    // ---- nonsense

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of("restart.when", "sometimes", "not one of [on-failure, always, never]", "on-failure"),
                Arguments.of("restart.delay", "-1s", "not a duration from 0 on", "3 s"),
                Arguments.of("restart.delay", "999999999999999999d", "not a duration from 0 on", "3 s"),
                Arguments.of("restart.factor", "0.5", "not a number from 1 to 1000", "1.0"),
                Arguments.of("restart.factor", "NaN", "not a number from 1 to 1000", "1.0"),
                Arguments.of("restart.factor", "1e400", "not a number from 1 to 1000", "1.0"),
                Arguments.of("restart.max-delay", "PT-1S", "not a duration from 0 on", "no limit"),
                Arguments.of("restart.jitter", "1.1", "not a number from 0 to 1", "0.0"),
                Arguments.of("restart.jitter", "-0.1", "not a number from 0 to 1", "0.0"),
                Arguments.of("restart.reset-time", "soon", "not a duration from 0 on", "1 min"),
                Arguments.of("restart.budget", "-1", "not a whole number from 0 to 10000", "no limit"),
                Arguments.of("restart.budget", "1.5", "not a whole number from 0 to 10000", "no limit"),
                Arguments.of("restart.budget", "99999999999", "not a whole number from 0 to 10000", "no limit"),
                Arguments.of("restart.window", "-1m", "not a duration from 0 on", "no limit"),
                Arguments.of("restart.exhausted", "explode", "not one of [give-up, retry-slowly, escalate]", "give-up"),
                Arguments.of("restart.slow-delay", "0", "must be longer than 0", "5 min"),
                Arguments.of("start.timeout", "-30s", "not a duration from 0 on", "no limit"),
                Arguments.of("stop.timeout", "for ever", "not a duration from 0 on", "no limit"),
                Arguments.of("interrupt", "perhaps", "not true or false", "true"));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    @DisplayName("OC-10 nonsense in a configuration: one complaint with key, value, what is allowed, and the default")
    void nonsenseInAConfiguration(String key, String value, String allowed, String kept) {
        HostSettings settings = configured(HostKind.RUNNER, Map.of(key, value));

        assertThat(settings.supervision()).isEqualTo(HostKind.RUNNER.supervision());
        assertThat(settings.complaints())
                .singleElement()
                .asString()
                .startsWith("worker." + key + " is '" + value + "', ")
                .contains(allowed)
                .endsWith("; the default, " + kept + ", is kept");
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    @DisplayName("OC-10 nonsense in a service: one complaint, and its runner has the say; what else it says holds")
    void nonsenseInAService(String key, String value, String allowed, String kept) {
        OfferProperties properties = offered(Map.of(key, value));

        assertThat(properties.usable()).isTrue();
        assertThat(properties.supervision()).isEqualTo(SupervisionWishes.NONE);
        assertThat(properties.complaints())
                .singleElement()
                .asString()
                .startsWith("worker." + key + " is '" + value + "', ")
                .contains(allowed)
                .endsWith("; what its runner says is kept");
    }

    // ---- contradictions

    @Test
    @DisplayName("a longest delay that is shorter than the first one is refused; the delay holds")
    void maxBelowFirst() {
        HostSettings settings = configured(HostKind.ENGINE, Map.of("restart.delay", "10m", "restart.max-delay", "1s"));

        assertThat(settings.complaints())
                .containsExactly("restart.max-delay is '1s', shorter than restart.delay, '10m'; allowed are that and"
                        + " longer ones, and 0 for no limit; the default, 5 min, is kept");
        assertThat(settings.supervision().restart().delay()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.supervision().restart().maxDelay()).isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource({"10m, 10m", "10m, 0", "0, 1s"})
    void aLongestDelayThatIsNotShorterIsTaken(String delay, String max) {
        assertThat(configured(HostKind.ENGINE, Map.of("restart.delay", delay, "restart.max-delay", max))
                        .complaints())
                .isEmpty();
    }

    static Stream<Arguments> halfBudgets() {
        return Stream.of(
                Arguments.of(
                        Map.of("restart.budget", 5),
                        "worker.restart.budget is '5', but there is no worker.restart.window; allowed are both"
                                + " together, and 0 for no limit"),
                Arguments.of(
                        Map.of("restart.window", "1m"),
                        "worker.restart.window is '1m', but there is no worker.restart.budget; allowed are both"
                                + " together"),
                Arguments.of(
                        Map.of("restart.budget", 5, "restart.window", "0"),
                        "worker.restart.window is '0', but must be longer than 0"),
                Arguments.of(
                        Map.of("restart.budget", 5, "restart.window", "soon"),
                        "worker.restart.window is 'soon', not a duration from 0 on, such as 250ms, 3s, 2m, 1h or PT3S"),
                Arguments.of(
                        Map.of("restart.budget", "five", "restart.window", "1m"),
                        "worker.restart.budget is 'five', not a whole number from 0 to 10000"));
    }

    @ParameterizedTest
    @MethodSource("halfBudgets")
    @DisplayName("a budget without its window, or a window without its budget, is refused as a whole")
    void halfABudget(Map<String, Object> half, String complaint) {
        HostSettings settings = configured(HostKind.RUNNER, half);
        assertThat(settings.complaints()).containsExactly(complaint + "; the default, no limit, is kept");
        assertThat(settings.supervision()).isEqualTo(HostKind.RUNNER.supervision());

        OfferProperties properties = offered(half);
        assertThat(properties.complaints()).containsExactly(complaint + "; what its runner says is kept");
        assertThat(properties.supervision()).isEqualTo(SupervisionWishes.NONE);
    }

    @Test
    @DisplayName("no budget needs no window, and is disturbed by none")
    void noBudget() {
        for (Map<String, Object> none : List.<Map<String, Object>>of(
                Map.of("restart.budget", 0), Map.of("restart.budget", "0", "restart.window", "1m"))) {
            OfferProperties properties = offered(none);
            assertThat(properties.complaints()).isEmpty();
            assertThat(properties.supervision().over(EVERYTHING_READ).restart().budget())
                    .isZero();
        }
    }

    @Test
    @DisplayName("OC-10 much nonsense at once: a complaint for each, and what makes sense beside it holds")
    void muchNonsense() {
        HostSettings settings = configured(
                HostKind.RUNNER,
                Map.of(
                        "restart.delay", "-3s",
                        "restart.factor", "0",
                        "restart.budget", "many",
                        "stop.timeout", "10s",
                        "restart.when", "always"));

        assertThat(settings.complaints()).hasSize(3);
        assertThat(settings.supervision())
                .isEqualTo(new Supervision(
                        Restart.builder().when(Restart.When.ALWAYS).build(),
                        Duration.ZERO,
                        Duration.ofSeconds(10),
                        true));
    }
}
