// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Constants;

/** What every jar of ours is: an OSGi bundle and, with the same name and exports, a Java module. */
final class PackagingIT {

    /** The class file version of Java 17. */
    private static final int JAVA_17 = 61;

    private static final Set<String> SHARED_IN_THE_SHELL = Set.of("io.reeve.shell.command", "io.reeve.shell.text");

    static List<Path> ourBundles() {
        return Container.builtBundles().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("io.reeve."))
                .toList();
    }

    @Test
    @DisplayName("all bundles are there to be looked at")
    void allBundlesAreThere() {
        assertThat(ourBundles())
                .extracting(jar -> jar.getFileName().toString())
                .contains(
                        "io.reeve.api.jar",
                        "io.reeve.core.jar",
                        "io.reeve.impl.jar",
                        "io.reeve.shell.jar",
                        "io.reeve.shell.manifold.jar",
                        "io.reeve.testkit.jar",
                        "io.reeve.jfr.jar",
                        "io.reeve.health.jar");
    }

    @ParameterizedTest
    @MethodSource("ourBundles")
    @DisplayName("the module has a real descriptor and the bundle's symbolic name")
    void moduleIsNamedLikeTheBundle(Path jar) throws IOException {
        ModuleDescriptor module = descriptorOf(jar);

        assertThat(module.isAutomatic()).isFalse();
        assertThat(module.name()).isEqualTo(header(jar, Constants.BUNDLE_SYMBOLICNAME));
    }

    @ParameterizedTest
    @MethodSource("ourBundles")
    @DisplayName("the module exports exactly what the bundle exports, to everybody")
    void moduleExportsEqualBundleExports(Path jar) throws IOException {
        Set<ModuleDescriptor.Exports> exports = descriptorOf(jar).exports();

        assertThat(exports).noneMatch(ModuleDescriptor.Exports::isQualified);
        assertThat(exports)
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrderElementsOf(exportedPackages(jar));
    }

    @ParameterizedTest
    @MethodSource("ourBundles")
    @DisplayName("nothing opens or exports a package of components")
    void componentsStayInside(Path jar) throws IOException {
        assertThat(descriptorOf(jar).opens()).isEmpty();
        assertThat(exportedPackages(jar))
                .filteredOn(p -> !SHARED_IN_THE_SHELL.contains(p))
                .noneMatch(p -> p.matches("io\\.reeve\\.(osgi|shell)(\\..*)?"));
    }

    @Test
    @DisplayName("what the scopes of the shell share is only for importers that say they are of Reeve")
    void sharedPackagesAreForFriends() throws IOException {
        String exports = header(Container.builtBundle("io.reeve.shell"), Constants.EXPORT_PACKAGE);

        for (String shared : SHARED_IN_THE_SHELL) {
            assertThat(exports).contains(shared + ";for=reeve;mandatory:=for;version=");
        }
    }

    @Test
    @DisplayName("no package is in two bundles")
    void packagesAreInOneBundle() {
        Map<String, String> homes = new HashMap<>();
        for (Path jar : ourBundles()) {
            ModuleDescriptor module = descriptorOf(jar);
            for (String name : module.packages()) {
                assertThat(homes.put(name, module.name())).as(name).isNull();
            }
        }
    }

    @Test
    @DisplayName("api and core resolve on a module path that holds nothing else")
    void plainModulesResolveAlone() {
        ModuleFinder apiAndCore = ModuleFinder.of(ourBundles().stream()
                .filter(jar -> jar.getFileName().toString().matches("io\\.reeve\\.(api|core)\\.jar"))
                .toArray(Path[]::new));

        Configuration resolved =
                ModuleLayer.boot().configuration().resolve(apiAndCore, ModuleFinder.of(), Set.of("io.reeve.core"));

        assertThat(resolved.findModule("io.reeve.core")).isPresent();
    }

    @ParameterizedTest
    @MethodSource("ourBundles")
    @DisplayName("class files are of Java 17")
    void classFilesAreOfJava17(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<JarEntry> classes = file.stream()
                    // What a bundle embeds may be older.
                    .filter(e ->
                            e.getName().startsWith("io/reeve/") && e.getName().endsWith(".class"))
                    .toList();
            assertThat(classes).isNotEmpty();
            for (JarEntry entry : classes) {
                assertThat(majorVersion(file, entry)).as(entry.getName()).isEqualTo(JAVA_17);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ourBundles")
    @DisplayName("OC-26 licence and notice are in the jar")
    void licenceIsInTheJar(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.getEntry("META-INF/LICENSE")).isNotNull();
            assertThat(file.getEntry("META-INF/NOTICE")).isNotNull();
        }
    }

    private static ModuleDescriptor descriptorOf(Path jar) {
        return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
    }

    private static String header(Path jar, String name) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String value = file.getManifest().getMainAttributes().getValue(name);
            return value == null ? "" : value;
        }
    }

    /** The package names of the header; what is quoted are versions and uses. */
    private static Set<String> exportedPackages(Path jar) throws IOException {
        String clauses = header(jar, Constants.EXPORT_PACKAGE).replaceAll("\"[^\"]*\"", "");
        return Arrays.stream(clauses.split(",", -1))
                .map(clause -> clause.replaceAll(";.*", "").strip())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private static int majorVersion(JarFile file, JarEntry entry) throws IOException {
        try (InputStream in = file.getInputStream(entry);
                DataInputStream data = new DataInputStream(in)) {
            data.skipNBytes(6);
            return data.readUnsignedShort();
        }
    }
}
