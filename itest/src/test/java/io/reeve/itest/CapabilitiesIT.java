// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.OSGiHeader;
import aQute.bnd.header.Parameters;
import io.reeve.worker.Reporter;
import io.reeve.worker.Runner;
import io.reeve.worker.WorkerFactory;
import io.reeve.worker.whiteboard.Whiteboard;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;

/** What the whiteboard's bundle tells a resolver. */
final class CapabilitiesIT {

    @Test
    @DisplayName("OC-23 the whiteboard requires the extender osgi.component")
    void requiresTheExtender() throws IOException {
        assertThat(filters("osgi.extender")).anyMatch(filter -> filter.contains("osgi.extender=osgi.component"));
    }

    @Test
    @DisplayName("OC-23 the whiteboard provides its services")
    void providesItsServices() throws IOException {
        List<String> services = clauses(Constants.PROVIDE_CAPABILITY, "osgi.service")
                .map(attributes -> attributes.get("objectClass"))
                .flatMap(names -> Stream.of(names.split(",", -1)))
                .toList();

        assertThat(services).contains(Runner.class.getName(), Reporter.class.getName(), Whiteboard.class.getName());
    }

    @Test
    @DisplayName("OC-23 factories are optional in resolution, and so is all that is not needed to run")
    void factoriesAreOptional() throws IOException {
        assertThat(clauses(Constants.REQUIRE_CAPABILITY, "osgi.service"))
                .allMatch(attributes -> "optional".equals(attributes.get("resolution:"))
                        || "active".equals(attributes.get("effective:")));
        assertThat(clauses(Constants.REQUIRE_CAPABILITY, "osgi.service")
                        .filter(attributes -> attributes.get("filter:").contains(WorkerFactory.class.getName())))
                .allMatch(attributes -> "optional".equals(attributes.get("resolution:")));
    }

    @Test
    @DisplayName("the whiteboard imports nothing optional that a container may get later")
    void noOptionalImportOfAThirdParty() throws IOException {
        assertThat(header(Constants.IMPORT_PACKAGE).entrySet())
                .filteredOn(entry -> "optional".equals(entry.getValue().get("resolution:")))
                .allMatch(entry -> entry.getKey().startsWith("org.jspecify."));
    }

    @Test
    @DisplayName("the whiteboard exports nothing")
    void exportsNothing() throws IOException {
        assertThat(header(Constants.EXPORT_PACKAGE).keySet()).isEmpty();
    }

    private static Stream<String> filters(String namespace) throws IOException {
        return clauses(Constants.REQUIRE_CAPABILITY, namespace).map(attributes -> attributes.get("filter:"));
    }

    private static Stream<Attrs> clauses(String header, String namespace) throws IOException {
        return header(header).entrySet().stream()
                // bnd marks repeated clauses of one name with tildes.
                .filter(entry -> entry.getKey().replace("~", "").equals(namespace))
                .map(Map.Entry::getValue);
    }

    private static Parameters header(String name) throws IOException {
        try (JarFile file = new JarFile(Container.builtBundle("io.reeve.impl").toFile())) {
            return OSGiHeader.parseHeader(file.getManifest().getMainAttributes().getValue(name));
        }
    }
}
