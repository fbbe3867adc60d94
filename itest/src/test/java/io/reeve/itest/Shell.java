// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** An operator at the Gogo that runs in the container. */
public final class Shell {
    private Shell() {}

    /** Types one line in a session of its own and returns what is read: what was printed, then the result as shown. */
    public static String run(CommandProcessor gogo, String line) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (CommandSession session = gogo.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            Object result = session.execute(line);
            CharSequence shown = result == null ? "" : session.format(result, Converter.INSPECT);
            return printed.toString(StandardCharsets.UTF_8) + shown;
        }
    }
}
