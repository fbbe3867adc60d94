// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM that does nothing else, with our class path. */
final class OwnJvm {
    private OwnJvm() {}

    static List<String> command(List<String> jvmArguments, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArguments);
        command.add("-Djava.awt.headless=true");
        command.add("-Dreeve.bench.version=" + Contender.REEVE.version());
        if (Runtime.version().feature() >= 24) {
            // Pekko and JMH use it, and the JVM would say so.
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
