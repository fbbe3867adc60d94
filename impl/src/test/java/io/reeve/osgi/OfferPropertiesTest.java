// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import io.reeve.worker.WorkerFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfferPropertiesTest {
    private final FakeService<WorkerFactory> service =
            new FakeFramework().bundle("b").publish(new Puppets());

    private OfferProperties read() {
        return OfferProperties.ofFactory(service);
    }

    @Test
    void theIdIsWorkerIdElseServicePidElseComponentName() {
        service.set("component.name", "c");
        assertThat(read().id()).isEqualTo("c");
        service.set("service.pid", "p");
        assertThat(read().id()).isEqualTo("p");
        service.set("worker.id", "w");
        assertThat(read().id()).isEqualTo("w");
        assertThat(read().complaints()).isEmpty();
    }

    @Test
    void ofSeveralPidsTheFirstIsTheId() {
        service.set("service.pid", new String[] {"p", "q"});
        assertThat(read().id()).isEqualTo("p");
        service.set("service.pid", List.of("r", "s"));
        assertThat(read().id()).isEqualTo("r");
    }

    static List<Named<Object>> empties() {
        return List.of(
                Named.of("no text", ""),
                Named.of("spaces", "  "),
                Named.of("empty array", new String[0]),
                Named.of("empty list", List.of()),
                Named.of("list of spaces", List.of(" ")));
    }

    @ParameterizedTest
    @MethodSource("empties")
    void anIdThatIsThereAndEmptyIsNotPassedOver(Object empty) {
        service.set("worker.id", empty).set("service.pid", "p");

        assertThat(read().id()).isNull();
        assertThat(read().remarks()).contains("worker.id is no id");
    }

    @Test
    void anIdOfTheWrongTypeIsNotPassedOver() {
        service.set("worker.id", new Object()).set("service.pid", "p");

        assertThat(read().id()).isNull();
        assertThat(read().remarks()).contains("worker.id", "java.lang.Object", "write it as a string");
    }

    @Test
    void withoutAnyIdTheRemarkNamesThePlacesWhereItWasLookedFor() {
        assertThat(read().id()).isNull();
        assertThat(read().remarks()).contains("worker.id", "service.pid", "component.name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "\"quoted\"", "grün/日本", "a~b#1", " a"})
    void idsAreTakenAsTheyStand(String id) {
        service.set("worker.id", id);
        assertThat(read().id()).isEqualTo(id);
    }

    @Test
    void aNumberIsAnIdToo() {
        assertThat(OfferProperties.ofFactory(service.set("worker.id", 7)).id()).isEqualTo("7");
    }

    @Test
    void theRunnerIsTheDefaultUnlessItIsNamed() {
        service.set("worker.id", "a");
        assertThat(read().host()).isEqualTo("default");
        service.set("worker.runner", " ");
        assertThat(read().host()).isEqualTo("default");
        service.set("worker.runner", "r");
        assertThat(read().host()).isEqualTo("r");
    }

    @Test
    @DisplayName("a ranking that is not an Integer counts as 0, as the framework counts it")
    void ranking() {
        assertThat(read().ranking()).isZero();
        assertThat(OfferProperties.ofFactory(service.set("service.ranking", 5)).ranking())
                .isEqualTo(5);
        assertThat(OfferProperties.ofFactory(service.set("service.ranking", 5L)).ranking())
                .isZero();
        assertThat(OfferProperties.ofFactory(service.set("service.ranking", "5"))
                        .ranking())
                .isZero();
    }

    @Test
    void restartAndInterruptAreRead() {
        service.set("worker.id", "a")
                .set("worker.restart.when", "never")
                .set("worker.restart.delay", 500)
                .set("worker.interrupt", "false");

        OfferProperties read = read();

        assertThat(read.supervision())
                .isEqualTo(new SupervisionWishes(
                        new RestartWishes(Restart.When.NEVER, Duration.ofMillis(500)), null, null, false));
        assertThat(read.complaints()).isEmpty();
    }

    @Test
    @DisplayName("OC-4 as long as nothing that concerns the worker changes, they are equal")
    void equality() {
        service.set("worker.id", "a").set("worker.interrupt", "true");
        OfferProperties before = read();

        service.set("some.other", new Object()).set("service.description", "x").set("component.id", 4L);
        assertThat(read()).isEqualTo(before);
        // The id is worker.id, so the PID concerns nobody.
        service.set("service.pid", "p");
        assertThat(read()).isEqualTo(before);
        // Another spelling of the same.
        service.set("worker.interrupt", "yes");
        assertThat(read()).isEqualTo(before);

        service.set("worker.restart.delay", "1s");
        assertThat(read()).isNotEqualTo(before);
        assertThat(read().isForSamePlaceAs(before)).isTrue();
        service.set("worker.restart.delay", null).set("worker.runner", "r");
        assertThat(read().isForSamePlaceAs(before)).isFalse();
        service.set("worker.runner", null).set("worker.id", "b");
        assertThat(read().isForSamePlaceAs(before)).isFalse();
    }

    @Test
    void aMistypedPropertyIsComplainedOf() {
        service.set("worker.id", "a").set("worker.restart.dealy", "1s").set("workers.other", "x");

        assertThat(read().complaints())
                .singleElement()
                .satisfies(complaint ->
                        assertThat(complaint).contains("worker.restart.dealy").contains("worker.restart.delay"));
    }

    @Test
    @DisplayName("keys of services have no case")
    void keyInAnotherCase() {
        service.set("worker.Id", "a");

        assertThat(read().id()).isEqualTo("a");
        assertThat(read().complaints()).isEmpty();
    }
}
