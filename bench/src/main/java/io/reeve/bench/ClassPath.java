// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The class path of this JVM: where a container finds the jars that it installs. */
final class ClassPath {
    private ClassPath() {}

    /** The jar of an artifact, whatever its version. */
    static Path jar(String artifact) {
        Pattern name = Pattern.compile(Pattern.quote(artifact) + "-\\d[^/]*\\.jar");
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(path -> path.getFileName() != null
                        && name.matcher(path.getFileName().toString()).matches())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no jar of " + artifact + " is on the class path"));
    }
}
