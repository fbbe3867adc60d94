// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.worker.Restart;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The configuration of a runner as management tools see it. */
final class MetatypeIT {

    @RegisterExtension
    static final Felix felix = new Felix();

    @Test
    @DisplayName("OC-12 OC-13 runner and engine are described as factory PIDs, and no PID has a hyphen")
    void factoryPidIsDescribed() {
        MetaTypeInformation information = information();

        assertThat(information.getFactoryPids()).containsExactlyInAnyOrder(Felix.RUNNER_PID, Felix.ENGINE_PID);
        assertThat(information.getPids()).noneMatch(pid -> pid.contains("-"));
    }

    @Test
    @DisplayName("OC-13 each property has a name, a description and, where there is one, its default")
    void propertiesAreDescribed() {
        ObjectClassDefinition runner = information().getObjectClassDefinition(Felix.RUNNER_PID, null);

        assertThat(runner.getName()).isNotBlank();
        assertThat(runner.getDescription()).isNotBlank();
        AttributeDefinition[] all = runner.getAttributeDefinitions(ObjectClassDefinition.ALL);
        assertThat(all)
                .extracting(AttributeDefinition::getID)
                .contains(
                        "runner.name",
                        "worker.restart.when",
                        "worker.restart.delay",
                        "worker.restart.factor",
                        "worker.restart.max-delay",
                        "worker.restart.jitter",
                        "worker.restart.reset-time",
                        "worker.restart.budget",
                        "worker.restart.window",
                        "worker.restart.exhausted",
                        "worker.restart.slow-delay",
                        "worker.start.timeout",
                        "worker.stop.timeout",
                        "worker.interrupt",
                        "fatal.errors",
                        "fatal.action",
                        "stop.grace",
                        "start.warning");
        assertThat(all).allSatisfy(attribute -> {
            assertThat(attribute.getName()).as(attribute.getID()).isNotBlank();
            assertThat(attribute.getName()).as("a name for people").isNotEqualTo(attribute.getID());
            assertThat(attribute.getDescription()).as(attribute.getID()).isNotBlank();
        });
        assertThat(attribute(all, "worker.restart.when").getDefaultValue()).containsExactly("on-failure");
        assertThat(attribute(all, "worker.restart.when").getOptionValues())
                .containsExactlyInAnyOrder("on-failure", "always", "never");
        assertThat(attribute(all, "worker.restart.delay").getDefaultValue()).containsExactly("3s");
        assertThat(attribute(all, "fatal.action").getDefaultValue()).containsExactly("stay-dead");
        assertThat(attribute(all, "fatal.action").getOptionValues())
                .containsExactlyInAnyOrder("stay-dead", "restart", "stop-framework");
        assertThat(attribute(all, "stop.grace").getDefaultValue()).containsExactly("1s");
        assertThat(attribute(all, "start.warning").getDefaultValue()).containsExactly("30s");
    }

    @Test
    @DisplayName("OC-13 a tool that writes every property at its default changes nothing and is warned of nothing")
    void defaultsAreTheDefaults() throws Exception {
        ObjectClassDefinition runner = information().getObjectClassDefinition(Felix.RUNNER_PID, null);
        Map<String, Object> defaults = new HashMap<>();
        for (AttributeDefinition attribute : runner.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
            String[] value = attribute.getDefaultValue();
            defaults.put(attribute.getID(), value == null || value.length != 1 ? "" : value[0]);
        }

        felix.configure("plain", defaults);
        felix.runner("plain");
        felix.publish(felix.factory(), Map.of("worker.id", "w", "worker.runner", "plain"));

        assertThat(felix.awaitStarted("plain", "w").restart()).isEqualTo(Restart.defaults());
        assertThat(felix.warnings("plain")).isEmpty();
    }

    @Test
    @DisplayName("OC-13 the configuration of an engine has the same policy, without the prefix")
    void engineHasThePolicy() {
        assertThat(information()
                        .getObjectClassDefinition(Felix.ENGINE_PID, null)
                        .getAttributeDefinitions(ObjectClassDefinition.ALL))
                .extracting(AttributeDefinition::getID)
                .contains(
                        "restart.when",
                        "restart.delay",
                        "restart.factor",
                        "restart.max-delay",
                        "restart.jitter",
                        "restart.reset-time",
                        "restart.budget",
                        "restart.window",
                        "restart.exhausted",
                        "restart.slow-delay",
                        "start.timeout",
                        "stop.timeout",
                        "interrupt");
    }

    @Test
    @DisplayName("OC-13 nothing is required")
    void nothingIsRequired() {
        ObjectClassDefinition runner = information().getObjectClassDefinition(Felix.RUNNER_PID, null);

        assertThat(runner.getAttributeDefinitions(ObjectClassDefinition.REQUIRED))
                .as("required properties without a default")
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        some -> assertThat(some).allMatch(attribute -> attribute.getDefaultValue() != null));
    }

    private static MetaTypeInformation information() {
        return felix.service(MetaTypeService.class).getMetaTypeInformation(felix.impl());
    }

    private static AttributeDefinition attribute(AttributeDefinition[] all, String id) {
        return Arrays.stream(all)
                .filter(attribute -> attribute.getID().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
