// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.nio.file.Path;
import java.security.CodeSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions of libraries, from the names of their jars: not all of them say it inside. */
final class Versions {
    private static final Pattern VERSION = Pattern.compile("-(\\d[^/]*)\\.jar$");

    private Versions() {}

    static String of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? "?" : of(Path.of(source.getLocation().getPath()));
    }

    static String of(Path jar) {
        Matcher version = VERSION.matcher(jar.toString());
        return version.find() ? version.group(1) : "?";
    }
}
