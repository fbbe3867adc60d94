// SPDX-License-Identifier: Apache-2.0
package io.reeve.demo.console;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The console of the demo. Once the workers are up it either greets and starts the Gogo shell, which then owns the
 * terminal, or runs the commands on standard input and stops the framework.
 */
public final class Console implements BundleActivator {
    /** Framework property: whether standard input holds commands rather than a person. */
    private static final String SCRIPT = "reeve.demo.script";

    /** Framework property: the log file. */
    private static final String LOG = "reeve.demo.log";

    /** Installed by the launcher and started here, since it takes the terminal at once. */
    private static final String SHELL_BUNDLE = "org.apache.felix.gogo.jline";

    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(10);

    /** Set once, before the thread starts. */
    private @Nullable Thread thread;

    /** Called by the framework. */
    public Console() {}

    @Override
    public void start(BundleContext context) {
        Thread console = new Thread(() -> run(context), "demo console");
        console.setDaemon(true);
        // JLine looks for its terminals with this loader, and in its own bundle if there is none.
        console.setContextClassLoader(null);
        thread = console;
        console.start();
    }

    @Override
    public void stop(BundleContext context) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private static void run(BundleContext context) {
        try {
            CommandProcessor processor = await(context, CommandProcessor.class);
            Workers.awaitStarted(context, PATIENCE_MILLIS);
            if (Boolean.parseBoolean(context.getProperty(SCRIPT))) {
                runScript(context, processor);
            } else {
                register(context, () -> leaveShell(context));
                Greeting.print(System.out, context);
                startShell(context);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (BundleException | RuntimeException e) {
            System.err.println("demo: the console does not work: " + e);
            stopFramework(context);
        }
    }

    private static void runScript(BundleContext context, CommandProcessor processor) throws BundleException {
        // Not those of System: these are Gogo's, which lead back to the session.
        Script script = new Script(
                processor,
                new FileInputStream(FileDescriptor.in),
                new PrintStream(new FileOutputStream(FileDescriptor.out)),
                new PrintStream(new FileOutputStream(FileDescriptor.err)));
        register(context, script::end);
        // For its commands: it is told by the launcher not to read.
        startShell(context);
        try {
            script.run();
        } finally {
            stopFramework(context);
        }
    }

    private static void register(BundleContext context, Runnable exit) {
        Path log = Path.of(context.getProperty(LOG));
        Commands commands = new Commands(() -> Workers.ids(context), log, exit);
        Map<String, Object> properties = Map.of(
                CommandProcessor.COMMAND_SCOPE, Commands.SCOPE, CommandProcessor.COMMAND_FUNCTION, Commands.FUNCTIONS);
        context.registerService(Commands.class, commands, FrameworkUtil.asDictionary(properties));
    }

    private static void startShell(BundleContext context) throws BundleException {
        for (Bundle bundle : context.getBundles()) {
            if (SHELL_BUNDLE.equals(bundle.getSymbolicName())) {
                bundle.start();
            }
        }
    }

    /** The shell ends after the present command, as it does at the end of its input, and stops the framework. */
    private static void leaveShell(BundleContext context) {
        ServiceReference<Shell> reference = context.getServiceReference(Shell.class);
        if (reference == null) {
            stopFramework(context);
            return;
        }
        context.getService(reference).stop();
        context.ungetService(reference);
    }

    private static void stopFramework(BundleContext context) {
        try {
            context.getBundle(Constants.SYSTEM_BUNDLE_ID).stop();
        } catch (BundleException e) {
            throw new IllegalStateException("the framework cannot be stopped", e);
        }
    }

    private static <S> S await(BundleContext context, Class<S> type) throws InterruptedException {
        ServiceTracker<S, S> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        try {
            S service = tracker.waitForService(PATIENCE_MILLIS);
            if (service == null) {
                throw new IllegalStateException("there is no " + type.getSimpleName());
            }
            return service;
        } finally {
            tracker.close();
        }
    }
}
