// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.console;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import org.apache.felix.gogo.runtime.EOFError;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/**
 * Commands from a stream, run one by one as their lines arrive. One that fails is reported and the next one runs,
 * as a person would go on; a command that its line does not complete goes on with the next line.
 */
final class Script {
    private final CommandProcessor processor;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    /** Set by the command that ends the script. */
    private volatile boolean ended;

    Script(CommandProcessor processor, InputStream in, PrintStream out, PrintStream err) {
        this.processor = processor;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** No further command is run. */
    void end() {
        ended = true;
    }

    void run() {
        CommandSession session = processor.createSession(in, out, err);
        try {
            prepare(session);
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
            String pending = "";
            String line;
            while (!ended && (line = lines.readLine()) != null) {
                String command = pending + line;
                pending = execute(session, command) ? "" : command + "\n";
            }
            if (!ended && !pending.isEmpty()) {
                complain(pending, "the command is not complete");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            session.close();
        }
    }

    private static void prepare(CommandSession session) throws IOException {
        // A bare `start 5` means the bundle: workers are meant with their scope.
        session.put("SCOPE", Commands.SCOPE + ":gogo:felix:*");
        try {
            // Gogo takes every session for a terminal and would colour what it finds.
            session.execute("grep = { gogo:grep --color=never $args }");
        } catch (Exception e) {
            throw new IOException("the session does not work", e);
        }
    }

    /** Returns false if the command goes on in the next line. */
    private boolean execute(CommandSession session, String command) {
        try {
            Object result = session.execute(command);
            if (result != null) {
                out.println(session.format(result, Converter.INSPECT));
            }
        } catch (EOFException e) {
            if (e.getCause() instanceof EOFError) {
                return false;
            }
            complain(command, reason(e));
        } catch (InvocationTargetException e) {
            complain(command, reason(e.getCause() == null ? e : e.getCause()));
        } catch (Exception e) {
            complain(command, reason(e));
        } finally {
            out.flush();
        }
        return true;
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private void complain(String command, String reason) {
        err.println("demo: '" + command.strip() + "' failed: " + reason);
        err.flush();
    }
}
