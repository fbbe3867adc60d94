// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.app;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.framework.BundleException;

/** Starts the demo and waits for its end, whether that comes from the shell, from the script or from a signal. */
public final class Main {
    private Main() {}

    /**
     * Called by the JVM, which exits with 0 if the demo ran, whatever became of the commands in it, and with 1 if it
     * did not start.
     *
     * @param args the folder of the application, the folder in which the demo makes its own one, and {@code shell}
     *     or {@code script}
     */
    public static void main(String[] args) {
        System.exit(run(Path.of(args[0]), Path.of(args[1]), args[2].equals("script")));
    }

    private static int run(Path app, Path parent, boolean script) {
        try {
            Demo demo = Demo.start(app, parent, script);
            // The only way out, also for signals: the hook runs when this method has returned.
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo shutdown"));
            demo.awaitStop();
            return 0;
        } catch (IOException | BundleException e) {
            System.err.println("demo: cannot start: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the main thread", e);
        }
    }
}
