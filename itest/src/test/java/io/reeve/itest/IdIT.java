// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.FactoryStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Which id a factory asks for, and what becomes of one that asks for nonsense. */
final class IdIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    static final List<Map<String, Object>> NONSENSE = List.of(
            Map.of("worker.id", ""),
            Map.of("worker.id", "x".repeat(10_000)),
            Map.of("worker.id", "bell\u0007"),
            Map.of("worker.id", "two\nlines"),
            Map.of("worker.id", List.of("a", "b")),
            Map.of("worker.id", new Object()),
            Map.of("worker.id", "good", "worker.runner", List.of("a", "b")),
            Map.of("worker.id", "good", "worker.runner", ""));

    @Test
    @DisplayName("worker.id is taken before service.pid and component.name")
    void workerIdComesFirst() throws Exception {
        felix.publish(
                felix.factory(), Map.of("worker.id", "by-id", "service.pid", "by-pid", "component.name", "by-name"));

        felix.awaitStarted("by-id");
        assertThat(felix.runner().workerIds()).containsExactly("by-id");
    }

    @Test
    @DisplayName("without worker.id service.pid is taken, before component.name")
    void pidComesNext() throws Exception {
        felix.publish(felix.factory(), Map.of("service.pid", "by-pid", "component.name", "by-name"));

        felix.awaitStarted("by-pid");
        assertThat(felix.runner().workerIds()).containsExactly("by-pid");
    }

    @Test
    @DisplayName("without both component.name is taken")
    void componentNameComesLast() throws Exception {
        felix.publish(felix.factory(), Map.of("component.name", "by-name"));

        felix.awaitStarted("by-name");
    }

    @Test
    @DisplayName("OC-9 a factory without any id is refused with a reason and one warning")
    void noIdIsRefused() throws Exception {
        TestFactory factory = felix.factory();

        ServiceRegistration<WorkerFactory> service = felix.publish(factory, Map.of());

        FactoryStatus status = felix.awaitState(service, FactoryStatus.State.REFUSED);
        assertThat(status.id()).isNull();
        assertThat(status.reason()).contains("worker.id");
        felix.log().theWarningAbout(service);
        assertThat(factory.starts()).isEmpty();
        assertThat(felix.runner().workerIds()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("NONSENSE")
    @DisplayName("OC-9 properties that make no sense are refused with a reason and one warning")
    void nonsenseIsRefused(Map<String, Object> properties) throws Exception {
        TestFactory factory = felix.factory();

        ServiceRegistration<WorkerFactory> service = felix.publish(factory, properties);

        FactoryStatus status = felix.awaitState(service, FactoryStatus.State.REFUSED);
        assertThat(status.reason()).containsAnyOf("worker.", "id ");
        assertThat(status.reason().length()).as("a reason is for people").isLessThan(500);
        String warning = felix.log().theWarningAbout(service);
        assertThat(warning.length()).isLessThan(1_000);
        assertThat(warning).doesNotContain("\n", "\u0007");
        assertThat(factory.starts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "'quoted' \"twice\"", "käse", "工人", "a/b;c=d,e*(f)\\", "👷"})
    @DisplayName("an id may have spaces, quotes, unicode and what LDAP filters care about")
    void strangeIdsWork(String id) throws Exception {
        ServiceRegistration<WorkerFactory> service = felix.publish(id, felix.factory());

        felix.awaitStarted(id);
        assertThat(felix.awaitState(service, FactoryStatus.State.ACTIVE).id()).isEqualTo(id);
    }

    @Test
    @DisplayName("a refused factory harms nobody and is taken as soon as its properties make sense")
    void refusedFactoryRecovers() throws Exception {
        TestFactory factory = felix.factory();
        ServiceRegistration<WorkerFactory> service = felix.publish("", factory);
        felix.awaitState(service, FactoryStatus.State.REFUSED);
        felix.publish("neighbour", felix.factory());
        felix.awaitStarted("neighbour");

        service.setProperties(FrameworkUtil.asDictionary(Map.of("worker.id", "sensible")));

        felix.awaitStarted("sensible");
        felix.awaitState(service, FactoryStatus.State.ACTIVE);
    }

    @Test
    @DisplayName("OC-10 a misconfigured restart policy is a warning and the default, not a refusal")
    void misconfiguredRestartGetsTheDefault() throws Exception {
        ServiceRegistration<WorkerFactory> service =
                felix.publish(felix.factory(), Map.of("worker.id", "careless", "worker.restart.when", "sometimes"));

        assertThat(felix.awaitStarted("careless").restart()).isEqualTo(Restart.defaults());
        assertThat(felix.log().theWarningAbout(service)).contains("worker.restart.when", "sometimes");
    }
}
