// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The Erlang/OTP of this machine, if there is one. */
final class Erlang {
    private static final String SCRIPT = "supervisors.escript";

    private Erlang() {}

    static boolean isThere() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, "erl")) && Files.isExecutable(Path.of(folder, "escript"))) {
                return true;
            }
        }
        return false;
    }

    static String version() {
        try {
            Process erl = new ProcessBuilder(
                            "erl", "-noshell", "-eval", "io:put_chars(erlang:system_info(otp_release)), halt().")
                    .start();
            return new String(erl.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException absent) {
            return "?";
        }
    }

    static List<String> command(Workload workload, int size, Rounds rounds, Path folder) throws IOException {
        Path script = folder.resolve(SCRIPT);
        try (InputStream text = Erlang.class.getResourceAsStream(SCRIPT)) {
            if (text == null) {
                throw new IOException(SCRIPT + " is missing");
            }
            Files.copy(text, script, StandardCopyOption.REPLACE_EXISTING);
        }
        return List.of(
                "escript",
                script.toString(),
                workload.name(),
                String.valueOf(size),
                String.valueOf(rounds.warmRounds()),
                String.valueOf(rounds.warmTime().toMillis()),
                String.valueOf(rounds.measured()));
    }
}
