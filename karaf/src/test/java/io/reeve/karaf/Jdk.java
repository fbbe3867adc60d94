// SPDX-License-Identifier: Apache-2.0
package io.reeve.karaf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The JDKs of this machine: Karaf may need another one than the tests run on. */
final class Jdk {

    /** Where installers put JDKs; each folder below is looked at. */
    private static final List<String> FOLDERS =
            List.of("/usr/lib/jvm", "/usr/java", "/opt/java", "/opt", "/Library/Java/JavaVirtualMachines");

    private static final List<String> FOLDERS_AT_HOME = List.of(".sdkman/candidates/java", ".jdks");

    private Jdk() {}

    /** The home of a Java of that feature version: the running one, one that is named in the environment, or any. */
    static Optional<Path> home(int feature) {
        Stream<Path> named = Stream.of("JAVA_" + feature + "_HOME", "JAVA_HOME_" + feature + "_X64", "JAVA_HOME")
                .map(System::getenv)
                .filter(value -> value != null && !value.isBlank())
                .map(Path::of);
        Stream<Path> found = Stream.concat(
                        FOLDERS.stream().map(Path::of),
                        FOLDERS_AT_HOME.stream().map(Path.of(System.getProperty("user.home"))::resolve))
                .flatMap(Jdk::children)
                .flatMap(folder -> Stream.of(folder, folder.resolve("Contents/Home")));
        return Stream.of(Stream.of(Path.of(System.getProperty("java.home"))), named, found)
                .flatMap(homes -> homes)
                .filter(home -> isJava(home, feature))
                .findFirst();
    }

    private static boolean isJava(Path home, int feature) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return false;
        }
        Properties facts = new Properties();
        try (var in = Files.newBufferedReader(release)) {
            facts.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return facts.getProperty("JAVA_VERSION", "").matches("\"?" + feature + "(\\D.*)?");
    }

    private static Stream<Path> children(Path folder) {
        PathMatcher visible = FileSystems.getDefault().getPathMatcher("glob:[!.]*");
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> visible.matches(child.getFileName())).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
