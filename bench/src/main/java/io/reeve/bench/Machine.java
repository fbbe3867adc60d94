// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Where and when something was measured. */
final class Machine {
    private Machine() {}

    static List<String> description(List<String> jvmArguments) {
        return List.of(
                "When: "
                        + ZonedDateTime.now(ZoneOffset.UTC)
                                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)),
                "JVM: " + property("java.vm.name") + " " + property("java.vm.version") + ", "
                        + String.join(" ", jvmArguments),
                "Machine: " + Runtime.getRuntime().availableProcessors() + " × " + processor() + ", " + memory() + ", "
                        + property("os.name") + " " + property("os.version"),
                "Load when it began: "
                        + Unit.digits(
                                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    }

    private static String property(String name) {
        return System.getProperty(name, "?");
    }

    private static String processor() {
        return line("/proc/cpuinfo", "model name", property("os.arch"));
    }

    private static String memory() {
        String kibibytes = line("/proc/meminfo", "MemTotal", "");
        return kibibytes.isEmpty()
                ? "memory unknown"
                : Long.parseLong(kibibytes.split(" ", -1)[0]) / 1_048_576 + " GiB";
    }

    private static String line(String file, String key, String otherwise) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (line.startsWith(key)) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException notLinux) {
            // Then it is unknown.
        }
        return otherwise;
    }
}
